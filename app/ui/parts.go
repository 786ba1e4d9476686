package ui

import (
	"fmt"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"vaughn/app/ui/kit"
	"vaughn/app/view"
	"vaughn/index/store"
)

// section is a titled part of a screen.
func section(title string, content fyne.CanvasObject) fyne.CanvasObject {
	return kit.Panel(kit.Down(kit.Space3, kit.NewText(title, kit.TextLarge, theme.ColorNameForeground, true), content))
}

// muted is a line of second-rank text that is cut where it has no room.
func muted(text string) *kit.Text {
	t := kit.NewText(text, kit.TextBody, kit.ColorMuted, false)
	t.Whole = false
	return t
}

// wide lays two parts beside each other, three to two.
type wide struct{}

// Layout is for the toolkit.
func (wide) Layout(parts []fyne.CanvasObject, size fyne.Size) {
	left := (size.Width - kit.Space4) * 0.58
	parts[0].Resize(fyne.NewSize(left, size.Height))
	parts[1].Move(fyne.NewPos(left+kit.Space4, 0))
	parts[1].Resize(fyne.NewSize(size.Width-left-kit.Space4, size.Height))
}

// MinSize is for the toolkit.
func (wide) MinSize(parts []fyne.CanvasObject) fyne.Size {
	a, b := parts[0].MinSize(), parts[1].MinSize()
	return fyne.NewSize(a.Width+b.Width+kit.Space4, max(a.Height, b.Height))
}

// equal lays parts beside each other, each as wide as the others.
type equal struct{ gap float32 }

// Layout is for the toolkit.
func (e equal) Layout(parts []fyne.CanvasObject, size fyne.Size) {
	w := (size.Width - e.gap*float32(len(parts)-1)) / float32(len(parts))
	for i, p := range parts {
		p.Move(fyne.NewPos(float32(i)*(w+e.gap), 0))
		p.Resize(fyne.NewSize(w, size.Height))
	}
}

// MinSize is for the toolkit.
func (e equal) MinSize(parts []fyne.CanvasObject) fyne.Size {
	var m fyne.Size
	for _, p := range parts {
		m = m.Max(p.MinSize())
	}
	return fyne.NewSize(m.Width*float32(len(parts))+e.gap*float32(len(parts)-1), m.Height)
}

// rowsOf is a source of rows at hand.
type rowsOf [][]string

// Len is the number of rows.
func (r rowsOf) Len() int { return len(r) }

// Row is one row.
func (r rowsOf) Row(i int) ([]string, bool) { return r[i], true }

// table is a list of a few rows at its whole height; more than ten are scrolled.
func table(cols []kit.Column, rows [][]string) fyne.CanvasObject {
	return kit.Sized(0, kit.ListHeight(min(len(rows), 10)), kit.NewList(cols, rowsOf(rows)))
}

// ledgerTable lists sources with what they held and what became of it.
func ledgerTable(sources []view.SourceRow) fyne.CanvasObject {
	rows := make([][]string, 0, len(sources)+1)
	var sum view.SourceRow
	for _, x := range sources {
		state := "Whole"
		switch {
		case !x.Finished:
			state = "Stopped"
		case x.Failed > 0:
			state = "Some failed"
		case x.Problems > 0:
			state = "Look"
		}
		rows = append(rows, ledgerRow(x, state))
		sum.Expected += max(x.Expected, 0)
		sum.Read += x.Read
		sum.Failed += x.Failed
		sum.AttDeclared += x.AttDeclared
		sum.AttRead += x.AttRead
		sum.Problems += x.Problems
	}
	if len(sources) > 1 {
		sum.Name = "All sources"
		rows = append(rows, ledgerRow(sum, ""))
	}
	number := func(title string, width float32) kit.Column {
		return kit.Column{Title: title, Width: width, Right: true}
	}
	return table([]kit.Column{{Title: "Source", Grow: true, Width: 220, Bold: true}, {Title: "Custodian", Width: 130}, {Title: "Format", Width: 80},
		number("Items", 80), number("Read", 80), number("Failed", 70), {Title: "Attachments", Width: 110, Right: true}, number("Notes", 70),
		{Title: "State", Width: 110, Dot: true, Tone: sourceTone}}, rows)
}

func ledgerRow(x view.SourceRow, state string) []string {
	n := kit.Thousands
	items := n(x.Expected)
	if x.Expected <= 0 { // the container does not say
		items = n(x.Read + x.Failed)
	}
	att := fmt.Sprintf("%s of %s", n(x.AttRead), n(x.AttDeclared))
	return []string{filepath.Base(x.Name), x.Custodian, x.Format, items, n(x.Read), n(x.Failed), att, n(x.Problems), state}
}

func sourceTone(cell string) fyne.ThemeColorName {
	switch cell {
	case "Whole":
		return kit.ColorGood
	case "Look", "Stopped":
		return kit.ColorProposed
	case "Some failed":
		return kit.ColorBad
	}
	return ""
}

// sourceRow is a line of the ledger as the view shows it.
func sourceRow(x store.Source) view.SourceRow {
	return view.SourceRow{Name: x.Name, Custodian: x.Custodian, Format: x.Format, Expected: x.Expected, Read: x.Read, Failed: x.Failed,
		AttDeclared: x.AttachmentsDeclared, AttRead: x.AttachmentsRead, Finished: !x.Finished.IsZero(), Problems: x.ProblemCount, SHA256: x.SHA256}
}

// column keeps text at a width that reads well.
type column struct{ width float32 }

// Layout is for the toolkit.
func (c *column) Layout(parts []fyne.CanvasObject, size fyne.Size) {
	for _, p := range parts {
		p.Move(fyne.NewPos(kit.Space4, kit.Space3))
		p.Resize(fyne.NewSize(min(c.width, size.Width-2*kit.Space4), size.Height-2*kit.Space3))
	}
}

// MinSize is for the toolkit.
func (c *column) MinSize(parts []fyne.CanvasObject) fyne.Size {
	m := fyne.NewSize(0, 0)
	for _, p := range parts {
		m = m.Max(p.MinSize())
	}
	return fyne.NewSize(300, m.Height+2*kit.Space3)
}
