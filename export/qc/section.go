package qc

import (
	"context"
	"runtime"
	"sync"

	"vaughn/export/qc/syntax"
)

// Of a long file one goroutine proves so many pages before it takes others, and
// opens the file anew after so many; of those before, some are looked at again for
// strings that run over the ends of pages.
const (
	together  = 64
	lasting   = 512
	backAgain = 2
)

// section is a part of a file's pages and what was found in it.
type section struct {
	from, to int
	window   window
	drawn    map[syntax.Ref]*letters
	findings []Finding
	err      error
	done     chan struct{}
}

// window is the texts of neighbouring pages: as planned, as PDFium and as the own
// reader read them.
type window struct{ planned, said, own []string }

// allPages proves the pages. Those of a long file are shared out to all processors,
// each with a reader of its own; what they find is reported in the order of pages.
func (p *Prover) allPages(ctx context.Context, f *proof) error {
	var all []*section
	for from := 0; from < len(f.kids); from += p.together {
		all = append(all, &section{from: from, to: min(from+p.together, len(f.kids)), drawn: map[syntax.Ref]*letters{}, done: make(chan struct{})})
	}
	if len(all) == 1 {
		p.section(ctx, f, all[0])
		if err := p.take(f, all[0]); err != nil {
			f.doc.Close()
			return err
		}
		return nil
	}
	f.doc.Close() // who holds one reader must not wait for another
	jobs := make(chan *section, len(all))
	for _, s := range all {
		jobs <- s
	}
	close(jobs)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() { p.shared(ctx, f, jobs) })
	}
	defer wg.Wait()
	for _, s := range all {
		<-s.done
		if err := p.take(f, s); err != nil {
			for range jobs { // nobody begins another
			}
			return err
		}
		s.window, s.drawn = window{}, nil
	}
	var err error
	if f.doc, err = p.engine.OpenBytes(ctx, f.bytes, ""); err != nil {
		f.layer = "open"
		f.fail(-1, "PDFium cannot open it")
	}
	return err
}

// shared proves sections until none is left. QUIRK: PDFium keeps what it read of a
// page, some 20 KB, as long as the file is open: so it is opened anew from time to time.
func (p *Prover) shared(ctx context.Context, f *proof, jobs <-chan *section) {
	mine := *f
	mine.doc = nil
	defer func() {
		if mine.doc != nil {
			mine.doc.Close()
		}
	}()
	pages := 0 // since it was opened
	for s := range jobs {
		if mine.doc != nil && pages >= p.lasting {
			mine.doc.Close()
			mine.doc = nil
		}
		if mine.doc == nil {
			pages = 0
			mine.doc, s.err = p.engine.OpenBytes(ctx, f.bytes, "")
		}
		if s.err == nil {
			p.section(ctx, &mine, s)
		}
		pages += s.to - s.from
		close(s.done)
	}
}

// section proves some pages.
func (p *Prover) section(ctx context.Context, f *proof, s *section) {
	mine := *f
	mine.report = func(x Finding) { s.findings = append(s.findings, x) }
	for i := s.from; i < s.to; i++ {
		pg, err := p.page(ctx, &mine, i)
		if err != nil {
			s.err = err
			return
		}
		s.window.planned = append(s.window.planned, pg.want.Text)
		s.window.said, s.window.own = append(s.window.said, pg.text), append(s.window.own, pg.own.text)
		for name, set := range pg.own.drawn {
			ref, _ := pg.own.fonts[name].(syntax.Ref)
			join(s.drawn, ref, set)
		}
		for _, v := range pg.own.fonts { // one that is named and draws nothing
			ref, _ := v.(syntax.Ref)
			join(s.drawn, ref, &letters{})
		}
		f.pages[i] = ownPage{ref: pg.own.ref, parents: pg.own.parents, marked: pg.own.marked, loose: pg.own.loose}
	}
}

func join(drawn map[syntax.Ref]*letters, ref syntax.Ref, set *letters) {
	if drawn[ref] == nil {
		drawn[ref] = &letters{}
	}
	drawn[ref].join(set)
}

// take takes over what was found in a section, the next in order.
func (p *Prover) take(f *proof, s *section) error {
	for _, x := range s.findings {
		f.report(x)
	}
	if s.err != nil {
		return s.err
	}
	for ref, set := range s.drawn {
		join(f.drawn, ref, set)
	}
	w := f.before
	w.add(s.window)
	for _, l := range p.layers {
		if l.over != nil {
			f.layer = l.name
			l.over(f, w)
		}
	}
	f.before = w.end(backAgain)
	return nil
}

func (w *window) add(next window) {
	w.planned = append(w.planned, next.planned...)
	w.said, w.own = append(w.said, next.said...), append(w.own, next.own...)
}

// end is a copy of its last n pages.
func (w window) end(n int) (out window) {
	from := max(0, len(w.said)-n)
	out.add(window{w.planned[from:], w.said[from:], w.own[from:]})
	return out
}
