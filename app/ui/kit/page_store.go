package kit

import (
	"container/list"
	"image"
	"image/draw"
	"sync"
)

const (
	bandRows   = 512      // device rows in a band
	bandBytes  = 64 << 20 // bytes of pictures kept
	bandWishes = 24       // bands that may wait to be drawn
)

// bandKey names the picture of one band of a page at one scale.
type bandKey struct {
	page, band int
	scale      float64 // device pixels a point
}

// bandStore has the pictures of pages drawn in the background and keeps the recent ones within a number of bytes. A
// picture of an older state of the document stands in until the new one is drawn, so that a mark made on a page does
// not make the page flash white.
type bandStore struct {
	post    Post
	arrived func(bandKey)
	failed  func(page int, err error)
	wishes  *wishes[bandKey]

	mu     sync.Mutex
	doc    Doc
	state  int // counts reloads
	docs   int // counts documents
	bytes  int
	kept   map[bandKey]*list.Element
	recent *list.List
	broken map[bandKey]bool
}

type bandPicture struct {
	key   bandKey
	state int
	img   *image.RGBA
}

func newBandStore(post Post, arrived func(bandKey), failed func(int, error)) *bandStore {
	s := &bandStore{post: post, arrived: arrived, failed: failed,
		kept: map[bandKey]*list.Element{}, recent: list.New(), broken: map[bandKey]bool{}}
	s.wishes = newWishes(bandWishes, s.draw)
	return s
}

// show forgets all pictures and goes on with doc.
func (s *bandStore) show(doc Doc) {
	s.wishes.forget()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.doc, s.bytes = doc, 0
	s.docs++
	s.state++
	clear(s.kept)
	clear(s.broken)
	s.recent.Init()
}

// reload goes on with a changed doc; every picture is stale.
func (s *bandStore) reload(doc Doc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.doc = doc
	s.state++
	clear(s.broken)
}

// get is the picture of k, at once and perhaps of an older state; a picture that is missing or stale is wished for.
func (s *bandStore) get(k bandKey) *image.RGBA {
	s.mu.Lock()
	e := s.kept[k]
	var p bandPicture
	if e != nil {
		s.recent.MoveToFront(e)
		p = e.Value.(bandPicture)
	}
	want := p.state != s.state && !s.broken[k]
	s.mu.Unlock()
	if want {
		s.wishes.want(k)
	}
	return p.img
}

// has says whether the picture of k is there and of the present state.
func (s *bandStore) has(k bandKey) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.kept[k]
	return e != nil && e.Value.(bandPicture).state == s.state
}

func (s *bandStore) draw(k bandKey) {
	if s.has(k) {
		return
	}
	s.mu.Lock()
	doc, docs, state := s.doc, s.docs, s.state
	s.mu.Unlock()
	if doc == nil || k.page >= doc.Count() {
		return
	}
	w, h := doc.Size(k.page)
	full := pixels(w, h, k.scale)
	band := image.Rect(0, k.band*bandRows, full.X, min((k.band+1)*bandRows, full.Y))
	if band.Empty() {
		return
	}
	img, err := doc.Render(k.page, k.scale, band)
	s.mu.Lock()
	if s.docs != docs {
		s.mu.Unlock()
		return
	}
	if err != nil {
		s.broken[k] = true
	} else {
		s.keep(bandPicture{k, state, atOrigin(img)})
	}
	s.mu.Unlock()
	s.post(func() {
		if err != nil {
			s.failed(k.page, err)
			return
		}
		s.arrived(k)
	})
}

func (s *bandStore) keep(p bandPicture) {
	if old := s.kept[p.key]; old != nil {
		s.drop(old)
	}
	s.kept[p.key] = s.recent.PushFront(p)
	s.bytes += len(p.img.Pix)
	for s.bytes > bandBytes && s.recent.Len() > 1 {
		s.drop(s.recent.Back())
	}
}

func (s *bandStore) drop(e *list.Element) {
	p := s.recent.Remove(e).(bandPicture)
	delete(s.kept, p.key)
	s.bytes -= len(p.img.Pix)
}

// atOrigin is img in the form the toolkit's painters take for granted: bounds from the origin, rows without gaps.
func atOrigin(img *image.RGBA) *image.RGBA {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	if img.Stride == 4*w {
		return &image.RGBA{Pix: img.Pix[:4*w*h], Stride: img.Stride, Rect: image.Rect(0, 0, w, h)}
	}
	dense := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(dense, dense.Rect, img, img.Rect.Min, draw.Src)
	return dense
}

// close ends the drawing.
func (s *bandStore) close() {
	s.wishes.close()
	s.show(nil)
}

// pixels is the size in device pixels of a page of w by h points.
func pixels(w, h, scale float64) image.Point {
	return image.Pt(max(int(w*scale+0.5), 1), max(int(h*scale+0.5), 1))
}
