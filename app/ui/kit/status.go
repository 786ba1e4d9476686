package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
)

// StatusBar is the line at the foot of the window. Both texts are cut rather than allowed to widen it.
type StatusBar struct {
	Object fyne.CanvasObject
	left   *Text
	right  *Text
	row    *fyne.Container
	said   string
	tone   Tone
}

// NewStatusBar is empty.
func NewStatusBar() *StatusBar {
	s := &StatusBar{left: NewText("", TextCaption, ColorMuted, false), right: NewText("", TextCaption, ColorMuted, false)}
	s.left.Whole = false
	s.row = container.NewBorder(nil, nil, nil, s.right, s.left)
	s.Object = Frame{Top: HRule(), Middle: container.NewStack(newGround(ColorRail, "", 0, fyne.NewSize(0, 25)),
		container.New(layout.NewCustomPaddedLayout(0, 0, Space3, Space3), s.row))}.Object()
	return s
}

// Set changes the text at the left.
func (s *StatusBar) Set(text string, tone Tone) {
	s.said, s.tone = text, tone
	s.left.Set(text)
	s.left.SetColor(tone.Ink())
}

// Hint shows a text in place of the one at the left until it is called with "".
func (s *StatusBar) Hint(text string) {
	if text == "" {
		s.Set(s.said, s.tone)
		return
	}
	s.left.Set(text)
	s.left.SetColor(Neutral.Ink())
}

// SetRight changes the text at the right; keep it short.
func (s *StatusBar) SetRight(text string) {
	s.right.Set(text)
	s.row.Refresh() // the layout has to find room for it
}

// Text is what the bar says at the left.
func (s *StatusBar) Text() string { return s.left.Text() }

const toastTime = 6 * time.Second

// Toaster shows short messages over the lower edge of the window for a few seconds, with at most one action such as
// "Undo". It takes no focus and blocks nothing, so it is the place for what went well; what failed belongs in a
// dialog. Put Object on top of a stack.
type Toaster struct {
	Object fyne.CanvasObject
	box    *fyne.Container
	post   Post
	after  func(time.Duration, func())
	shown  int
}

// NewToaster shows nothing.
func NewToaster(post Post) *Toaster {
	t := &Toaster{post: post, box: container.NewHBox(), after: func(d time.Duration, f func()) { time.AfterFunc(d, f) }}
	t.box.Hide()
	t.Object = container.New(layout.NewCustomPaddedLayout(0, 44, 0, 0),
		container.NewVBox(layout.NewSpacer(), container.NewHBox(layout.NewSpacer(), t.box, layout.NewSpacer())))
	return t
}

// Show replaces the message; action may be "".
func (t *Toaster) Show(text string, tone Tone, action string, run func()) {
	if r := []rune(text); len(r) > 90 {
		text = string(r[:89]) + "…"
	}
	drawing := map[Tone]string{Good: "check", Warn: "warning", Bad: "error"}[tone]
	if drawing == "" {
		drawing = "info"
	}
	row := Across(Space2, Picture(drawing, tone.Ink(), 18), NewText(text, TextBody, theme.ColorNameForeground, false))
	if action != "" {
		row.Add(NewButton("", action, Linked, func() { t.Hide(); run() }))
	}
	t.box.Objects = []fyne.CanvasObject{container.NewStack(newGround(theme.ColorNameOverlayBackground, theme.ColorNameInputBorder, 6, fyne.NewSize(0, 40)),
		container.New(layout.NewCustomPaddedLayout(Space, Space, Space3, Space3), row))}
	t.box.Show()
	t.Object.Refresh() // the layout around the box has to find room for it
	t.shown++
	n := t.shown
	t.after(toastTime, func() {
		t.post(func() {
			if t.shown == n {
				t.Hide()
			}
		})
	})
}

// Hide takes the message away.
func (t *Toaster) Hide() {
	t.shown++
	t.box.Hide()
}

// Visible says whether a message is shown.
func (t *Toaster) Visible() bool { return t.box.Visible() }
