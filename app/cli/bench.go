package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"time"

	"vaughn/app/casework"
	"vaughn/export/production"
	"vaughn/index/archive"
	"vaughn/index/fault"
	"vaughn/index/generate"
	"vaughn/index/ingest"
	"vaughn/index/message"
	"vaughn/index/record"
	"vaughn/index/store"
)

// benchLine is one step of a measurement. The processor time is what the
// machine was worth to it: on a busy one the wall tells of others too.
type benchLine struct {
	V       int     `json:"v"`
	Step    string  `json:"step"`
	Count   int     `json:"count"` // what it dealt with
	Wall    float64 `json:"wall"`  // seconds
	CPU     float64 `json:"cpu"`   // seconds of all processors; 0 where unknown
	Peak    int64   `json:"peak"`  // bytes of resident memory at most; -1 where unknown
	Bytes   int64   `json:"bytes,omitempty"`
	Summary string  `json:"summary"`
}

type benchFigures struct {
	V    int              `json:"v"`
	Of   string           `json:"of"`
	Seen generate.Figures `json:"figures"`
}

type benchQuery struct {
	V      int     `json:"v"`
	Query  string  `json:"query"`
	Hits   int     `json:"hits"`
	First  float64 `json:"first"`  // milliseconds
	Median float64 `json:"median"` // milliseconds for a page of 50 with exact counts
	P95    float64 `json:"p95"`
}

// custodiansOfBench are the mailboxes that are made.
const custodiansOfBench = 4

// bench is one measurement at work.
type bench struct {
	*call
	dir   string
	opt   generate.Options
	paths []string
	open  *casework.Case

	leaving production.Plan
}

// benchStep is one step of a measurement.
type benchStep struct {
	name string
	do   func(context.Context, *benchLine) error
}

func runBench(ctx context.Context, k *call) (err error) {
	size := k.flags.Int("size", 10_000, "how many mails")
	seed := k.flags.Uint64("seed", 1, "other seeds make other mails")
	like := k.flags.String("like", generate.Profiles()[0].Name, "the kind of mail: linux-usb or usrp")
	in := k.flags.String("in", "", "work in this new folder and leave it (otherwise a temporary one)")
	leave := k.flags.Bool("produce", false, "produce all of them, prove and verify it")
	if err := k.parse(0, 0); err != nil {
		return err
	}
	b := bench{call: k, opt: generate.Options{Seed: *seed, Size: *size, Custodians: custodiansOfBench}}
	i := slices.IndexFunc(generate.Profiles(), func(p generate.Profile) bool { return p.Name == *like })
	if i < 0 || *size < 1 {
		return k.wrong(errors.New("--like names no kind of mail, or --size is below 1"))
	}
	b.opt.Profile = generate.Profiles()[i]
	if b.dir = *in; b.dir == "" {
		if b.dir, err = os.MkdirTemp("", "vaughn-bench-"); err != nil {
			return fmt.Errorf("making a folder to measure in: %w", err)
		}
		defer func() { err = errors.Join(err, os.RemoveAll(b.dir)) }()
	} else if err := os.Mkdir(b.dir, 0o700); err != nil {
		return &fault.Error{Code: fault.Exists, Op: "making a folder to measure in", Subject: b.dir, Err: err, Hint: "Name a folder that does not exist yet."}
	}
	return b.run(ctx, *leave)
}

func (b *bench) run(ctx context.Context, leave bool) error {
	if !b.json {
		fmt.Fprintf(b.Out, "%d mails like %s, seed %d, %d processors, %s/%s\n\n%-12s %9s %9s %9s %9s  %s\n",
			b.opt.Size, b.opt.Profile.Name, b.opt.Seed, runtime.GOMAXPROCS(0), runtime.GOOS, runtime.GOARCH, "step", "wall s", "CPU s", "each/s", "peak MiB", "")
	}
	var seen generate.Figures
	steps := []benchStep{
		{"generate", func(ctx context.Context, l *benchLine) (err error) { seen, err = b.generate(l); return err }},
		{"import", b.load}, {"open", b.reopen}, {"threads", b.threads}, {"copies", b.copies}, {"near", b.near}, {"conversations", b.conversations},
	}
	if leave {
		steps = append(steps, b.produced()...)
	}
	defer func() {
		if b.open != nil {
			_ = b.open.Close()
		}
	}()
	for _, s := range steps {
		if err := b.step(ctx, s.name, s.do); err != nil {
			return err
		}
	}
	if err := b.figures(seen); err != nil {
		return err
	}
	return b.searches(ctx)
}

// step measures one: wall, processors, memory.
func (b *bench) step(ctx context.Context, name string, do func(context.Context, *benchLine) error) error {
	debug.FreeOSMemory()
	forget()
	l := benchLine{V: 1, Step: name}
	cpu, start := spent(), time.Now()
	if err := do(ctx, &l); err != nil {
		return err
	}
	l.Wall, l.CPU, l.Peak = time.Since(start).Seconds(), (spent() - cpu).Seconds(), resident()
	return b.print(l, func(w io.Writer) {
		fmt.Fprintf(w, "%-13s %8.2f %9.2f %9.0f %9d  %s\n", l.Step, l.Wall, l.CPU, float64(l.Count)/max(l.Wall, 1e-6), l.Peak>>20, l.Summary)
	})
}

// measured is how many of the mails are looked at for the figures: parsing all
// would take longer than making them.
const measured = 10_000

// generate writes one mbox for each custodian.
func (b *bench) generate(l *benchLine) (generate.Figures, error) {
	var files []*os.File
	var out []*bufio.Writer
	for i := range b.opt.Custodians {
		path := filepath.Join(b.dir, fmt.Sprintf("custodian-%d.mbox", i))
		f, err := os.Create(path)
		if err != nil {
			return generate.Figures{}, fmt.Errorf("writing the mails: %w", err)
		}
		defer f.Close()
		files, out, b.paths = append(files, f), append(out, bufio.NewWriterSize(f, 1<<18)), append(b.paths, path)
	}
	var meter generate.Meter
	var buf bytes.Buffer
	for g := generate.New(b.opt); ; l.Count++ {
		it, ok := g.Next()
		if !ok {
			break
		}
		if l.Count < measured {
			m := archive.ReadMIME(it.Raw, message.Locator{}, archive.Limits{})
			r, err := record.FromEmail(m)
			if err != nil {
				return generate.Figures{}, err
			}
			meter.Add(m, r, int64(len(it.Raw)))
		}
		buf.Reset()
		generate.WriteMbox(&buf, it.Raw)
		l.Bytes += int64(buf.Len())
		if _, err := out[it.Custodian].Write(buf.Bytes()); err != nil {
			return generate.Figures{}, fmt.Errorf("writing the mails: %w", err)
		}
	}
	for i, w := range out {
		if err := errors.Join(w.Flush(), files[i].Close()); err != nil {
			return generate.Figures{}, fmt.Errorf("writing the mails: %w", err)
		}
	}
	l.Summary = fmt.Sprintf("%d MiB in %d mailboxes", l.Bytes>>20, len(out))
	return meter.Figures(), nil
}

func (b *bench) caseDir() string { return filepath.Join(b.dir, "case") }

// load imports and indexes, a mailbox after the other.
func (b *bench) load(ctx context.Context, l *benchLine) error {
	c, err := casework.Create(ctx, b.caseDir(), casework.Describe{Zone: "UTC"}, b.options())
	if err != nil {
		return err
	}
	b.open = c
	tell := b.progress()
	for i, path := range b.paths {
		rep, err := c.Import(ctx, []string{path}, ingest.Options{Custodian: fmt.Sprintf("custodian %d", i)}, tell)
		if err != nil {
			return err
		}
		for _, s := range rep.Sources {
			l.Count += int(s.Read)
		}
		if rep.Problems > 0 {
			return fmt.Errorf("importing what was made: %d problems", rep.Problems)
		}
	}
	if l.Count != b.opt.Size {
		return fmt.Errorf("importing what was made: %d mails of %d", l.Count, b.opt.Size)
	}
	data, index := size(filepath.Join(b.caseDir(), "case.db")), size(filepath.Join(b.caseDir(), "search"))
	l.Bytes = data + index
	l.Summary = fmt.Sprintf("database %d MiB, search index %d MiB", data>>20, index>>20)
	return nil
}

// size is what a file or all files of a folder take.
func size(path string) (n int64) {
	_ = filepath.WalkDir(path, func(_ string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil
		}
		if i, err := d.Info(); err == nil {
			n += i.Size()
		}
		return nil
	})
	return n
}

func (b *bench) reopen(ctx context.Context, l *benchLine) error {
	if err := b.open.Close(); err != nil {
		return err
	}
	debug.FreeOSMemory()
	forget()
	start := time.Now()
	c, err := casework.Open(ctx, b.caseDir(), b.options(), b.progress())
	if err != nil {
		return err
	}
	b.open, l.Count = c, 1
	l.Summary = fmt.Sprintf("%d ms to open", time.Since(start).Milliseconds())
	return nil
}

// threads groups all messages into conversations.
func (b *bench) threads(ctx context.Context, l *benchLine) error {
	n, err := b.open.Count(ctx, "*")
	if err != nil {
		return err
	}
	groups, err := b.open.Threads(ctx)
	l.Count, l.Summary = n.Messages, fmt.Sprintf("%d conversations", groups)
	return err
}

func (b *bench) copies(ctx context.Context, l *benchLine) error {
	sets, err := b.open.Duplicates(ctx)
	for _, s := range sets {
		l.Count += len(s.Rows)
	}
	l.Summary = fmt.Sprintf("%d sets", len(sets))
	return err
}

func (b *bench) near(ctx context.Context, l *benchLine) error {
	sets, err := b.open.Near(ctx, 0.8)
	for _, s := range sets {
		l.Count += len(s.Rows)
	}
	l.Summary = fmt.Sprintf("%d sets at 0.8", len(sets))
	return err
}

// manyConversations bounds how many are read in full: a person opens one.
const manyConversations = 2000

func (b *bench) conversations(ctx context.Context, l *benchLine) error {
	read, messages, quoted := 0, 0, 0
	for v, err := range b.open.Conversations(ctx, "*") {
		if err != nil {
			return err
		}
		messages += len(v.Messages)
		quoted += len(v.Quoted)
		for _, m := range v.Messages {
			if m.IncludedIn == "" {
				read++
			}
		}
		if l.Count++; l.Count == manyConversations {
			break
		}
	}
	l.Summary = fmt.Sprintf("of these %d messages %d to read, %d only quoted", messages, read, quoted)
	return nil
}

func (b *bench) figures(seen generate.Figures) error {
	like := b.opt.Profile
	for _, f := range []benchFigures{{1, like.Name, like.Like}, {1, "generated", seen}} {
		if err := b.print(f, func(w io.Writer) {
			if f.Of == like.Name {
				fmt.Fprintf(w, "\n%-10s %7s %7s %7s %7s %6s %7s %6s %8s %6s %7s  %s\n", "mails", "bytes", "words", "median", "90 %", "own", "quoting", "depth", "attached", "html", "answers", "vocabulary")
			}
			s := f.Seen
			fmt.Fprintf(w, "%-10s %7.0f %7.1f %7.0f %7.0f %6.3f %7.3f %6.2f %8.4f %6.3f %7.3f  %v\n", f.Of, s.Bytes, s.Words, s.Middle, s.Long, s.Own, s.Quoting, s.Depth, s.Attached, s.HTML, s.Answers, s.Vocabulary)
		}); err != nil {
			return err
		}
	}
	return nil
}

// repeats is how often a query is asked.
const repeats = 21

// searches asks for first pages with exact counts.
func (b *bench) searches(ctx context.Context) error {
	if !b.json {
		fmt.Fprintf(b.Out, "\n%-40s %9s %9s %9s %9s\n", "query", "hits", "first ms", "median", "95 %")
	}
	for _, q := range generate.Queries() {
		var times []float64
		out := benchQuery{V: 1, Query: q}
		for range repeats {
			start := time.Now()
			h, err := b.open.Find(ctx, q, store.ByDate, true)
			if err != nil {
				return err
			}
			if _, err := b.open.Rows(ctx, h.Nums[:min(50, len(h.Nums))]); err != nil {
				return err
			}
			times = append(times, float64(time.Since(start).Microseconds())/1000)
			out.Hits = len(h.Nums)
		}
		out.First = times[0]
		slices.Sort(times)
		out.Median, out.P95 = times[repeats/2], times[repeats*95/100]
		if err := b.print(out, func(w io.Writer) {
			fmt.Fprintf(w, "%-40s %9d %9.1f %9.1f %9.1f\n", q, out.Hits, out.First, out.Median, out.P95)
		}); err != nil {
			return err
		}
	}
	return nil
}
