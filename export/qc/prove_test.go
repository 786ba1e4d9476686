package qc

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"vaughn/export/layout"
	"vaughn/export/pdf"
	"vaughn/index/message"
	"vaughn/index/record"
	"vaughn/redact"
)

type plainLabels struct{}

func (plainLabels) Label(ids []string) string { return "(" + strings.Join(ids, ") (") + ")" }

const letterBody = `Hello Robert,

please call SECRET at noon. The draft memo says that the pilot should not be
extended, and I agree with most of it although the cost table is out of date.
Quick brown foxes jump over the lazy dog; VXZ-JKQ 0123456789 @ & * / = + ' " !

> SECRET spoke with the vendor this morning. They can keep the old price.
>> Can we?

`

// fixture is a real produced file and what it claims.
type fixture struct {
	file   []byte
	claim  Claim
	secret string
	clean  redact.Clean
}

// produced writes a record about a secret of random letters with the secret
// hidden everywhere. A page from right to left releases the letters of the
// secret in another order.
func produced(t testing.TB, rng *rand.Rand, pages int, rtl bool) fixture {
	t.Helper()
	secret := randomName(rng)
	body := strings.Repeat(letterBody, 5*pages)
	if rtl {
		secret = secret[:8] // too short to be known by its bytes alone
		body = "שלום\n" + reversed(scrambled(secret)) + "\n" + letterBody
	}
	body = strings.ReplaceAll(body, "SECRET", secret)
	m := &message.Message{Kind: message.Email, Bodies: []message.Body{{Type: "text/plain", Text: body}}, Headers: []message.Header{
		{Name: "From", Value: "Ana Ruiz <ana.ruiz@example.gov>"}, {Name: "To", Value: secret + " <x@example.gov>"}, {Name: "Subject", Value: "Call today"},
	}}
	m.Subject = "Call today"
	m.Seal()
	r, err := record.FromEmail(m)
	if err != nil {
		t.Fatal(err)
	}
	var marks []redact.Mark
	for at := 0; ; {
		i := strings.Index(r.Text[at:], secret)
		if i < 0 {
			break
		}
		marks = append(marks, redact.Mark{ID: redact.MarkID(fmt.Sprint(at + i)), Record: r.ID, Version: r.Version, Target: redact.OnSpan,
			Span: record.Span{Start: at + i, End: at + i + len(secret)}, Basis: []string{"b6"}, State: redact.Accepted})
		at += i + len(secret)
	}
	c, err := redact.Resolve(r, marks, plainLabels{})
	if err != nil {
		t.Fatal(err)
	}
	return write(t, c, secret)
}

func randomName(rng *rand.Rand) string {
	var b []byte
	for i := range 13 {
		switch i {
		case 0, 6:
			b = append(b, byte('A'+rng.IntN(26)))
		case 5:
			b = append(b, ' ')
		default:
			b = append(b, byte('a'+rng.IntN(26)))
		}
	}
	return string(b)
}

func write(t testing.TB, c redact.Clean, secret string) fixture {
	t.Helper()
	return writeStyle(t, c, layout.Letter(), secret)
}

func writeStyle(t testing.TB, c redact.Clean, st layout.Style, secret string) fixture {
	t.Helper()
	f := fixture{secret: secret, clean: c, claim: Claim{Title: "T-000001", Withheld: NewNeedles([]string{secret})}}
	number := func(i int) string { return fmt.Sprintf("T-%06d", i+1) }
	var finals []layout.Final
	for p, err := range layout.Finish(c, st, func(i int) layout.Stamps { return layout.Stamps{BottomRight: number(i)} }) {
		if err != nil {
			t.Fatal(err)
		}
		f.claim.Pages = append(f.claim.Pages, ClaimPage(p, number(len(finals))))
		finals = append(finals, p)
	}
	var b bytes.Buffer
	pages := func(yield func(layout.Final, error) bool) {
		for _, p := range finals {
			if !yield(p, nil) {
				return
			}
		}
	}
	if _, err := pdf.Write(&b, pages, pdf.Info{Title: f.claim.Title, Label: number}); err != nil {
		t.Fatal(err)
	}
	f.file = b.Bytes()
	return f
}

func prover(t testing.TB) *Prover {
	t.Helper()
	p, err := NewProver(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	return p
}

func (p *Prover) findings(t testing.TB, file []byte, c Claim) []Finding {
	t.Helper()
	var out []Finding
	if err := p.Prove(context.Background(), file, c, func(f Finding) { out = append(out, f) }); err != nil {
		t.Fatal(err)
	}
	return out
}

// without is the prover with one layer taken away, alone with one only.
func (p *Prover) without(layer string) *Prover {
	return p.with(func(l string) bool { return l != layer })
}

func (p *Prover) alone(layer string) *Prover {
	return p.with(func(l string) bool { return l == layer })
}

func (p *Prover) with(keep func(string) bool) *Prover {
	q := &Prover{engine: p.engine, together: p.together, lasting: p.lasting}
	for _, l := range p.layers {
		if keep(l.name) {
			q.layers = append(q.layers, l)
		}
	}
	return q
}

// Every planted leak is caught, its clean twin passes, and taking away the
// layer that alone sees it lets it through.
func TestPlantedLeaks(t *testing.T) {
	p := prover(t)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 7))
	shared := map[string]fixture{"page": plated(t, rng), "photo": photo(t, rng), "": produced(t, rng, 2, false), "rtl": produced(t, rng, 1, true)}
	for name, f := range shared {
		if got := p.findings(t, edit(t, f.file).bytes(), f.claim); len(got) > 0 {
			t.Fatalf("the clean twin %q is refused: %s: %s", name, got[0].Check, got[0].Why)
		}
	}
	needed := map[string]bool{}
	all := leaks()
	t.Run("all", func(t *testing.T) {
		for _, l := range all {
			needed[l.only] = true
			t.Run(l.name, func(t *testing.T) { t.Parallel(); p.planted(t, l, shared[l.on]) })
		}
	})
	if len(all) < 25 {
		t.Errorf("only %d kinds of leaks", len(all))
	}
	t.Logf("%d kinds of leaks", len(all))
	for _, l := range p.layers {
		if !needed[l.name] {
			t.Errorf("no leak needs layer %s", l.name)
		}
	}
}

// untold is a claim as verify has it, which does not know the plan's tags.
func untold(c Claim) Claim {
	c.Pages = slices.Clone(c.Pages)
	for i := range c.Pages {
		c.Pages[i].Tags = nil
	}
	return c
}

// What is spoken is proven without the case too, and a file without tags is one
// that an older version wrote.
func TestUntold(t *testing.T) {
	p := prover(t)
	f := produced(t, rand.New(rand.NewPCG(1, 9)), 1, false)
	e := edit(t, f.file)
	untag(e, "")
	if got := p.findings(t, e.bytes(), untold(f.claim)); len(got) > 0 {
		t.Errorf("a file without tags is refused: %v", got[0])
	}
	for _, l := range spoken() {
		if l.only != "tags" || l.on != "" || l.name == "paragraphs in another order" {
			continue
		}
		e := edit(t, f.file)
		l.plant(e, f.secret)
		if got := p.findings(t, e.bytes(), untold(f.claim)); len(got) == 0 {
			t.Errorf("%s: not caught without the plan", l.name)
		}
	}
}

func (p *Prover) planted(t *testing.T, l leak, f fixture) {
	e := edit(t, f.file)
	l.plant(e, f.secret)
	if l.admit {
		f.claim = admitted(e, f.claim)
	}
	got := p.findings(t, e.bytes(), f.claim)
	if len(got) == 0 {
		t.Fatal("not caught")
	}
	if l.sees != "" && len(p.alone(l.sees).findings(t, e.bytes(), f.claim)) == 0 {
		t.Errorf("layer %s alone does not see it", l.sees)
	}
	if l.only != "" {
		if l.only != "withheld" && l.only != "bytes" {
			f.claim.Withheld = nil
		}
		if l.only != "tags" {
			f.claim = untold(f.claim) // what is told repeats what other layers look at
		}
		if len(p.findings(t, e.bytes(), f.claim)) == 0 {
			t.Errorf("layer %s needs to know what is withheld", l.only)
		}
		if got := p.without(l.only).findings(t, e.bytes(), f.claim); len(got) > 0 {
			t.Errorf("caught without layer %s too: %v", l.only, checks(got))
		}
	}
	for _, x := range got {
		if strings.Contains(x.Why, f.secret) {
			t.Errorf("a finding repeats what must not leave")
		}
	}
}

func checks(fs []Finding) (out []string) {
	for _, f := range fs {
		out = append(out, f.Check)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// A claim that differs from its file is refused in each of its parts.
func TestClaims(t *testing.T) {
	p := prover(t)
	f := produced(t, rand.New(rand.NewPCG(1, 1)), 2, false)
	for name, change := range map[string]func(c *Claim){
		"title": func(c *Claim) { c.Title = "other" }, "bookmark": func(c *Claim) { c.Bookmarks = []BookmarkClaim{{0, "T-000001"}} },
		"label": func(c *Claim) { c.Pages[1].Bates = "T-000009" }, "text": func(c *Claim) { c.Pages[0].Text += "x" },
		"size": func(c *Claim) { c.Pages[0].W++ }, "page": func(c *Claim) { c.Pages = c.Pages[1:] },
		"box": func(c *Claim) { c.Pages[0].Boxes[0].X += 5 }, "label of a box": func(c *Claim) { c.Pages[0].Boxes[0].Label = "(b7)" },
		"fewer boxes": func(c *Claim) { c.Pages[0].Boxes = c.Pages[0].Boxes[1:] },
	} {
		c := f.claim
		c.Pages = slices.Clone(c.Pages)
		c.Pages[0].Boxes = slices.Clone(c.Pages[0].Boxes)
		change(&c)
		if got := p.findings(t, f.file, c); len(got) == 0 {
			t.Errorf("%s: not noticed", name)
		}
	}
}

func TestNoFile(t *testing.T) {
	p := prover(t)
	f := produced(t, rand.New(rand.NewPCG(1, 2)), 1, false)
	for _, data := range [][]byte{nil, []byte("%PDF-1.7\n"), f.file[:len(f.file)/2], f.file[100:], bytes.Repeat([]byte("["), 1<<20)} {
		if got := p.findings(t, data, f.claim); len(got) == 0 {
			t.Errorf("%d bytes of no file are proven", len(data))
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := p.Prove(ctx, f.file, f.claim, func(Finding) {}); err == nil {
		t.Error("a cancelled proof ends without an error")
	}
}

func TestManyAtOnce(t *testing.T) {
	p := prover(t)
	f := produced(t, rand.New(rand.NewPCG(1, 3)), 1, false)
	bad := bytes.Replace(f.file, []byte("(Vaughn)"), []byte("(Vangho)"), 1)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			file := f.file
			if i%2 == 1 {
				file = bad
			}
			if got := p.findings(t, file, f.claim); (len(got) > 0) != (i%2 == 1) {
				t.Errorf("file %d: %v", i, got)
			}
		})
	}
	wg.Wait()
}

// Proof of documents of three pages, several at once.
func BenchmarkProve(b *testing.B) {
	p := prover(b)
	f := produced(b, rand.New(rand.NewPCG(1, 4)), 3, false)
	f.claim.Withheld = nil
	b.Logf("%d pages a document", len(f.claim.Pages))
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if got := p.findings(b, f.file, f.claim); len(got) > 0 {
				b.Errorf("%v", got[0])
			}
		}
	})
	b.ReportMetric(float64(b.N*len(f.claim.Pages))/b.Elapsed().Seconds(), "pages/s")
}
