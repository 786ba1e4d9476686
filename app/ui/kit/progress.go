package kit

import (
	"fmt"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Progress is the state of a long job.
type Progress struct {
	Title   string
	Detail  string // what it works on now; may be long
	Done    int64
	Total   int64 // 0 when not known
	Unit    string
	Elapsed time.Duration
	Ended   bool
	Tone    Tone // colour of the bar and of Detail once the job ended
}

// ProgressPanel shows a long job with a button to give it up.
type ProgressPanel struct {
	Object fyne.CanvasObject
	Cancel *Button

	title, detail, count, rate *Text
	bar                        *progressBar
}

// NewProgressPanel calls cancel at most once a press; the job decides when it stops.
func NewProgressPanel(cancel func()) *ProgressPanel {
	p := &ProgressPanel{bar: newProgressBar(), title: NewText("", TextBody, theme.ColorNameForeground, true),
		detail: NewText("", TextCaption, ColorMuted, false), count: NewText("", TextCaption, ColorMuted, false),
		rate: NewText("", TextCaption, ColorMuted, false)}
	p.title.Whole, p.detail.Whole, p.count.Whole = false, false, false
	p.rate.right = true
	p.Cancel = NewButton("", "Cancel", Plainly, cancel)
	p.Object = Panel(Down(Space2,
		container.NewBorder(nil, nil, nil, p.Cancel, p.title),
		p.bar,
		container.NewBorder(nil, nil, nil, p.rate, p.count),
		p.detail))
	return p
}

// Set shows a state.
func (p *ProgressPanel) Set(s Progress) {
	p.title.Set(s.Title)
	p.detail.Set(s.Detail)
	p.detail.SetColor(ColorMuted)
	p.bar.tone = ColorAccent
	if s.Ended {
		p.bar.tone = s.Tone.Ink()
		p.detail.SetColor(s.Tone.Ink())
		p.Cancel.Hide()
	} else {
		p.Cancel.Show()
	}
	p.bar.frac = -1
	p.count.Set(fmt.Sprintf("%s %s", Thousands(s.Done), s.Unit))
	if s.Total > 0 {
		p.bar.frac = min(float32(s.Done)/float32(s.Total), 1)
		p.count.Set(fmt.Sprintf("%s of %s %s", Thousands(s.Done), Thousands(s.Total), s.Unit))
	} else if s.Ended {
		p.bar.frac = 1
	}
	p.rate.Set(speed(s))
	p.bar.Refresh()
	p.Object.Refresh()
}

func speed(s Progress) string {
	sec := s.Elapsed.Seconds()
	if sec < 1 || s.Done == 0 {
		return ""
	}
	text := fmt.Sprintf("%s a second", Thousands(int64(float64(s.Done)/sec)))
	if s.Total > s.Done && !s.Ended {
		left := time.Duration(float64(s.Total-s.Done) / float64(s.Done) * float64(s.Elapsed))
		text += ", " + left.Round(time.Second).String() + " left"
	}
	return text
}

// Thousands writes a number with a comma at each three digits.
func Thousands(n int64) string {
	if n < 0 {
		return "-" + Thousands(-n)
	}
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", Thousands(n/1000), n%1000)
}

// progressBar is a thin bar; below 0 the length is not known and it shows a part in the middle, at rest: a moving one
// would repaint the whole window sixty times a second.
type progressBar struct {
	widget.BaseWidget
	frac float32
	tone fyne.ThemeColorName
}

func newProgressBar() *progressBar {
	b := &progressBar{tone: ColorAccent}
	b.ExtendBaseWidget(b)
	return b
}

func (b *progressBar) CreateRenderer() fyne.WidgetRenderer {
	r := &progressRenderer{b, canvas.NewRectangle(nil), canvas.NewRectangle(nil)}
	r.back.CornerRadius, r.fill.CornerRadius = 3, 3
	r.Refresh()
	return r
}

type progressRenderer struct {
	b          *progressBar
	back, fill *canvas.Rectangle
}

func (r *progressRenderer) Destroy()                     {}
func (r *progressRenderer) MinSize() fyne.Size           { return fyne.NewSize(80, 6) }
func (r *progressRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.back, r.fill} }

func (r *progressRenderer) Layout(s fyne.Size) {
	r.back.Resize(s)
	x, w := float32(0), s.Width*r.b.frac
	if r.b.frac < 0 {
		x, w = s.Width/3, s.Width/3
	}
	r.fill.Move(fyne.NewPos(x, 0))
	r.fill.Resize(fyne.NewSize(w, s.Height))
}

func (r *progressRenderer) Refresh() {
	r.back.FillColor = colorOf(r.b, ColorNeutralFill)
	r.fill.FillColor = colorOf(r.b, r.b.tone)
	r.Layout(r.b.Size())
	r.back.Refresh()
	r.fill.Refresh()
}
