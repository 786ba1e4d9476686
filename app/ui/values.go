package ui

import "fmt"

// registerValues tells tests that drive the window what it shows.
func (s *shell) registerValues() {
	value := func(key string, get func() string) {
		s.reg.Value(key, func() string {
			if s.desk == nil {
				return ""
			}
			return get()
		})
	}
	s.reg.Value("place", func() string { return s.place })
	s.reg.Value("status", func() string { return s.status.Text() })
	s.reg.Value("overlays", func() string { return fmt.Sprint(len(s.canvas().Overlays().List())) })
	s.reg.Value("trouble", func() string {
		if s.trouble == nil {
			return ""
		}
		return "shown"
	})
	value("case", func() string { return s.desk.Case.Dir() })
	value("import", func() string {
		st := s.desk.Import.State()
		return fmt.Sprintf("running=%t done=%t", st.Running, st.Report != nil)
	})
	value("records", func() string { return fmt.Sprint(s.desk.Home.State().Records) })
	value("results", func() string { return fmt.Sprint(s.desk.Results.State().Total) })
	value("query", func() string { return s.desk.Results.State().Query })
	value("offers", func() string {
		c, out := s.review.results.complete, ""
		if c.all.Visible() {
			for _, p := range c.found {
				out += p.Text
			}
		}
		return out
	})
	value("learned", func() string { return s.desk.Results.State().Learned })
	value("row", func() string { return fmt.Sprint(s.desk.Results.State().Row) })
	value("record", func() string { return string(s.desk.Reader.State().ID) })
	value("hits", func() string { return fmt.Sprint(len(s.desk.Reader.State().Hits)) })
	value("selection", func() string {
		from, to := s.review.reader.pages.Selection()
		return fmt.Sprint(to - from)
	})
	value("hitbox", s.hitBox)
	value("marks", func() string {
		out := ""
		for _, m := range s.desk.Reader.State().Marks {
			out += m.Label + " " + string(m.State) + ";"
		}
		return out
	})
	value("responsive", func() string { return s.desk.Reader.State().Coding["responsive"] })
	value("mode", func() string { return fmt.Sprint(s.desk.Reader.State().Produced) })
	value("explore", func() string {
		st := s.desk.Explore.State()
		return fmt.Sprintf("working=%t records=%d back=%d saved=%d", st.Working, st.Counts.Records, st.Back, len(st.Saved))
	})
	value("gaps", func() string {
		st := s.desk.Gaps.State()
		return fmt.Sprintf("working=%s loaded=%t about=%d said=%s", st.Working, st.Loaded, len(st.About), st.Said)
	})
	value("spread", func() string {
		st := s.desk.Spread.State()
		return fmt.Sprintf("working=%t open=%d", st.Working, st.Open)
	})
	value("queue", func() string {
		st := s.desk.Queue.State()
		return fmt.Sprintf("working=%s rows=%d kept=%d", st.Working, len(st.Rows), len(st.Kept))
	})
	value("checks", func() string {
		st := s.desk.Checks.State()
		fixable := st.At >= 0 && st.At < len(st.Rows) && st.Rows[st.At].Fixable
		return fmt.Sprintf("working=%s loaded=%t fixable=%t at=%d rows=%d accepted=%d", st.Working, st.Loaded, fixable, st.At, len(st.Rows), st.Accepted)
	})
	value("people", func() string {
		st := s.desk.People.State()
		return fmt.Sprintf("working=%t rows=%d open=%d said=%s", st.Working, len(st.Rows), st.Open, st.Said)
	})
	value("batches", func() string {
		st := s.desk.Batches.State()
		return fmt.Sprintf("working=%s batches=%d done=%d left=%d said=%s", st.Working, len(st.Progress.Batches), st.Progress.Done, st.Progress.Left, st.Said)
	})
	value("coding", func() string { return fmt.Sprint(s.desk.Reader.State().Coding) })
	value("difference", func() string {
		st := s.desk.Difference.State()
		return fmt.Sprintf("working=%s near=%d version=%d", st.Working, len(st.Near), st.Version)
	})
	value("plan", func() string {
		st := s.desk.Production.State()
		return fmt.Sprintf("working=%s planned=%t blocked=%t warned=%t pages=%d", st.Working, st.Planned, st.Blocked, st.Warned, st.Pages)
	})
	value("production", func() string {
		st := s.desk.Production.State()
		return fmt.Sprintf("working=%s done=%t verified=%t proven=%t", st.Working, st.Done != nil, st.Verified, st.Proven)
	})
	value("audit", func() string {
		st := s.desk.Audit.State()
		return fmt.Sprintf("entries=%d checked=%t whole=%t", st.Entries, st.Checked, st.Whole)
	})
}

// hitBox is where the first hit lies in the page view, "x y w h" in units from
// its corner: a test cannot read pictures.
func (s *shell) hitBox() string {
	st := s.desk.Reader.State()
	if st.Doc == nil || len(st.Hits) == 0 {
		return ""
	}
	rects := (paper{st.Doc}).Rects(st.Hits[0].Start, st.Hits[0].End)
	if len(rects) == 0 {
		return ""
	}
	at, size := s.review.reader.pages.Place(rects[0])
	return fmt.Sprintf("%.0f %.0f %.0f %.0f", at.X, at.Y, size.Width, size.Height)
}
