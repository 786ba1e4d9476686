package ui

import (
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"vaughn/app/ui/kit"
	"vaughn/app/view"
)

// auditScreen is the journal: every decision with who, when and why.
type auditScreen struct {
	s       *shell
	all     fyne.CanvasObject
	head    *kit.Header
	list    *kit.List
	state   *kit.Tag
	rows    *kit.Pager
	version int
}

func newAuditScreen(s *shell) *auditScreen {
	a := &auditScreen{s: s, state: kit.NewTag("Not checked", kit.Neutral), version: -1}
	check := kit.NewButton("verify", "Check the chain", kit.Primary, s.desk.Audit.Check)
	a.head = kit.NewHeader("Audit", "", a.state, check)
	widths := []float32{70, 160, 130, 320, 220, 150}
	var cols []kit.Column
	for i, title := range view.AuditColumns() {
		cols = append(cols, kit.Column{Title: title, Width: widths[i], Grow: title == "What", Right: i == 0, Muted: title == "Hash" || title == "When", Bold: title == "Who"})
	}
	a.list = kit.NewList(cols, rowsOf{})
	a.all = kit.Frame{Top: a.head.Object, Middle: a.list}.Object()
	s.reg.Object("audit.check", check)
	s.reg.Object("audit.list", a.list)
	s.stops = append(s.stops, kit.Bind(s.post, s.desk.Audit.Watch, a.draw), func() {
		if a.rows != nil {
			a.rows.Close()
		}
	})
	return a
}

func (a *auditScreen) object() fyne.CanvasObject { return a.all }

func (a *auditScreen) enter() {
	a.s.desk.Audit.Refresh()
	a.s.canvas().Focus(a.list)
}

func (a *auditScreen) draw(st view.AuditState) {
	if a.s.place != placeAudit { // every decision changes it; it is drawn when somebody comes to look
		return
	}
	a.head.Set("Audit", fmt.Sprintf("%s. Each carries the hash of the one before, so none can be changed or taken away unseen.", entries(st.Entries)))
	switch {
	case st.Checked && st.Whole:
		a.state.Set("Chain is whole", kit.Good)
	case st.Checked:
		a.state.Set("Chain is broken", kit.Bad)
	default:
		a.state.Set("Not checked", kit.Neutral)
	}
	if st.Version != a.version {
		a.version = st.Version
		if a.rows != nil {
			a.rows.Close()
		}
		a.rows = kit.NewPager(a.s.ctx, kit.PagerConfig{Len: int(st.Entries), Load: a.s.desk.Audit.Fetch, Post: a.s.post, Changed: a.list.Reload})
		a.list.SetSource(a.rows)
	}
	a.all.Refresh()
	a.s.fail(st.Err, nil)
}

func entries(n int64) string {
	if n == 1 {
		return "1 entry"
	}
	return kit.Thousands(n) + " entries"
}

// byCode writes how many boxes each exemption has, for a certificate.
func byCode(n map[string]int) string {
	var codes []string
	for c := range n {
		codes = append(codes, c)
	}
	slices.Sort(codes)
	for i, c := range codes {
		codes[i] = fmt.Sprintf("%s %d", c, n[c])
	}
	if len(codes) == 0 {
		return ""
	}
	return ": " + strings.Join(codes, ", ")
}
