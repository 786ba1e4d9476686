package kit

import (
	"errors"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// ErrStay, as the outcome of OnOK, keeps a dialog open without a message.
var ErrStay = errors.New("the dialog stays open")

// DialogSpec describes a dialog.
type DialogSpec struct {
	Title  string
	Body   fyne.CanvasObject
	Width  float32        // 460 if zero
	OK     string         // text of the default button; "" for a dialog that is only closed
	Cancel string         // "Cancel" if "", or "Close" without OK
	Danger bool           // OK gives something up: it is red, and Enter does not choose it
	First  fyne.Focusable // has the focus at first; may be nil
	OnOK   func() error   // an error is shown in the dialog, which stays open
	OnShut func()         // called when the dialog is cancelled, not after OnOK
}

// Dialog is an open dialog. Esc cancels, Enter chooses the default button, Tab goes through the parts; nothing behind
// it takes keys or clicks, and no command of a Keymap runs.
type Dialog struct {
	spec   DialogSpec
	canvas fyne.Canvas
	popup  *widget.PopUp
	failed *Text
	keys   func(*fyne.KeyEvent)
	runes  func(rune)
	open   bool
	closed func()

	OKButton, CancelButton *Button // for the probe; OKButton may be nil
}

// ShowDialog opens a dialog over a window.
func ShowDialog(c fyne.Canvas, spec DialogSpec) *Dialog {
	d := &Dialog{spec: spec, canvas: c, open: true, keys: c.OnTypedKey(), runes: c.OnTypedRune()}
	if d.spec.Width == 0 {
		d.spec.Width = 460
	}
	content := d.content()
	content.Resize(content.MinSize()) // wrapped text knows its height only once it has a width
	content.Resize(content.MinSize())
	d.popup = widget.NewModalPopUp(content, c)
	d.popup.Show()
	c.SetOnTypedKey(d.key)
	c.SetOnTypedRune(func(rune) {})
	if spec.First != nil {
		c.Focus(spec.First)
	}
	return d
}

func (d *Dialog) content() fyne.CanvasObject {
	cancel := d.spec.Cancel
	if cancel == "" {
		cancel = "Cancel"
		if d.spec.OK == "" {
			cancel = "Close"
		}
	}
	d.CancelButton = NewButton("", cancel, Plainly, d.Cancel)
	buttons := Across(Space2, layout.NewSpacer(), d.CancelButton)
	if d.spec.OK != "" {
		look := Primary
		if d.spec.Danger {
			look = Danger
		}
		d.OKButton = NewButton("", d.spec.OK, look, d.ok)
		buttons.Add(d.OKButton)
	}
	d.failed = NewText("", TextBody, ColorBad, false)
	d.failed.Whole = false
	d.failed.Hide()
	rows := Down(Space3, NewText(d.spec.Title, TextLarge, theme.ColorNameForeground, true))
	if d.spec.Body != nil {
		rows.Add(d.spec.Body)
	}
	rows.Add(d.failed)
	rows.Add(buttons)
	width := newGround("", "", 0, fyne.NewSize(d.spec.Width, 0))
	return Padded(Space4, container.NewStack(width, rows))
}

func (d *Dialog) key(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyEscape:
		d.Cancel()
	case fyne.KeyReturn, fyne.KeyEnter:
		switch {
		case d.spec.OK == "":
			d.Cancel()
		case !d.spec.Danger:
			d.ok()
		}
	}
}

// Submit chooses the default button, for a text field's OnSubmitted.
func (d *Dialog) Submit(string) {
	if d.spec.OK != "" && !d.spec.Danger {
		d.ok()
	}
}

func (d *Dialog) ok() {
	if !d.open {
		return
	}
	if d.spec.OnOK != nil {
		err := d.spec.OnOK()
		if errors.Is(err, ErrStay) {
			return
		}
		if err != nil {
			d.failed.Set(capital(err.Error()))
			d.failed.Show()
			d.popup.Refresh()
			return
		}
	}
	d.Close()
}

// Cancel closes the dialog as Esc does.
func (d *Dialog) Cancel() {
	if !d.open {
		return
	}
	d.Close()
	if d.spec.OnShut != nil {
		d.spec.OnShut()
	}
}

// Close takes the dialog away without a callback.
func (d *Dialog) Close() {
	if !d.open {
		return
	}
	d.open = false
	d.popup.Hide()
	d.canvas.SetOnTypedKey(d.keys)
	d.canvas.SetOnTypedRune(d.runes)
	if d.closed != nil {
		d.closed()
	}
}

// OnClosed calls f when the dialog is gone, however that came about.
func (d *Dialog) OnClosed(f func()) { d.closed = f }

// Confirm asks before something is done. With danger, Enter does not say yes.
func Confirm(c fyne.Canvas, title, text, ok string, danger bool, yes func()) *Dialog {
	return ShowDialog(c, DialogSpec{Title: title, Body: Paragraph(text), OK: ok, Danger: danger,
		OnOK: func() error { yes(); return nil }})
}

// ShowError tells of a failure: what happened, and in a second paragraph what to do about it.
func ShowError(c fyne.Canvas, title, text, hint string) *Dialog {
	body := Down(Space, Paragraph(text))
	if hint != "" {
		h := Paragraph(hint)
		h.Importance = widget.LowImportance
		body.Add(h)
	}
	return ShowDialog(c, DialogSpec{Title: title, Body: body})
}

// capital makes the text of an error a sentence's beginning.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
