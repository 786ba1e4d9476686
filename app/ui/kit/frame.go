package kit

import "fyne.io/fyne/v2"

// Frame lays parts around a middle without any space between them: the toolkit's own border layout leaves gaps in
// which hairlines and grounds do not meet. Any part may be nil.
type Frame struct {
	Top, Bottom, Left, Right, Middle fyne.CanvasObject
}

// Object is the container of the parts.
func (f Frame) Object() *fyne.Container {
	c := &fyne.Container{Layout: f}
	for _, o := range []fyne.CanvasObject{f.Middle, f.Left, f.Right, f.Top, f.Bottom} {
		if o != nil {
			c.Objects = append(c.Objects, o)
		}
	}
	return c
}

func shownSize(o fyne.CanvasObject) fyne.Size {
	if o == nil || !o.Visible() {
		return fyne.Size{}
	}
	return o.MinSize()
}

// MinSize is for the toolkit.
func (f Frame) MinSize([]fyne.CanvasObject) fyne.Size {
	t, b, l, r, m := shownSize(f.Top), shownSize(f.Bottom), shownSize(f.Left), shownSize(f.Right), shownSize(f.Middle)
	return fyne.NewSize(max(t.Width, b.Width, l.Width+m.Width+r.Width), t.Height+b.Height+max(l.Height, m.Height, r.Height))
}

// Layout is for the toolkit.
func (f Frame) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	t, b, l, r := shownSize(f.Top), shownSize(f.Bottom), shownSize(f.Left), shownSize(f.Right)
	high := max(size.Height-t.Height-b.Height, 0)
	put(f.Top, 0, 0, size.Width, t.Height)
	put(f.Bottom, 0, size.Height-b.Height, size.Width, b.Height)
	put(f.Left, 0, t.Height, l.Width, high)
	put(f.Right, size.Width-r.Width, t.Height, r.Width, high)
	put(f.Middle, l.Width, t.Height, max(size.Width-l.Width-r.Width, 0), high)
}

func put(o fyne.CanvasObject, x, y, w, h float32) {
	if o != nil {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(w, h))
	}
}
