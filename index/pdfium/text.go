package pdfium

import (
	"math"
	"strings"
	"unicode"

	"github.com/tetratelabs/wazero/api"
)

// charLimit bounds the characters of one page.
const charLimit = 2_000_000

// Char is one character of a page, in the order in which PDFium reads the page.
type Char struct {
	Rune      rune
	Ink       Rect // the drawn shape; empty for spaces
	Box       Rect // advance width × font height: what selection would highlight
	Generated bool // not in the file: a space or line end that PDFium inferred
	Unmapped  bool // the font does not say which letter this is: Rune is a guess
	Object    int  // index of the painting object in Objects, -1 when Generated
}

// Word is a run of characters between spaces.
type Word struct {
	Text       string
	Box        Rect // of the characters' Box; of their Ink when those are empty
	Start, End int  // bytes in what Text gives for the page
	Guessed    bool // its font does not say which letters these are
}

// Text is the page's text: what selecting all and copying gives, lines ended by
// "\n". Hidden, white and covered text is in it, and what annotations and form
// fields show. A letter painted twice on its place counts once.
// Letters are those of the file, not folded (U+FB01 stays one letter).
func (d *Document) Text(number int) (string, error) {
	var b strings.Builder
	err := d.onPage(number, "reading the text of a PDF page", func() {
		for _, c := range d.chars(false) {
			b.WriteRune(c.Rune)
		}
	})
	return b.String(), err
}

// Chars gives the characters of the page with their boxes and, by Object, the
// object that paints each. Joined, their runes are what Text gives.
func (d *Document) Chars(number int) ([]Char, error) {
	var list []Char
	err := d.onPage(number, "reading the characters of a PDF page", func() { list = d.chars(true) })
	return list, err
}

// Words gives the page's words. The order and the gaps are those of Text.
func (d *Document) Words(number int) ([]Word, error) {
	var list []Word
	err := d.onPage(number, "reading the words of a PDF page", func() { list = words(d.chars(false)) })
	return list, err
}

func words(chars []Char) []Word {
	var list []Word
	var b strings.Builder
	var box, ink Rect
	at, guessed := 0, false
	flush := func() {
		if b.Len() == 0 {
			return
		}
		if (box == Rect{}) {
			box = ink
		}
		list = append(list, Word{Text: b.String(), Box: box, Start: at - b.Len(), End: at, Guessed: guessed})
		b.Reset()
		guessed = false
		box, ink = Rect{}, Rect{}
	}
	for _, c := range chars {
		if unicode.IsSpace(c.Rune) {
			flush()
			at += len(string(c.Rune))
			continue
		}
		b.WriteRune(c.Rune)
		guessed = guessed || c.Unmapped
		at += len(string(c.Rune))
		box, ink = box.Union(c.Box), ink.Union(c.Ink)
	}
	flush()
	return list
}

// textPage loads the text of the loaded page, once.
func (d *Document) textPage() uint64 {
	if d.page.text == 0 {
		d.page.text = d.in.call("FPDFText_LoadPage", d.page.handle)
	}
	return d.page.text
}

// chars asks for all characters, and with objects set for what paints them.
func (d *Document) chars(objects bool) []Char {
	in := d.in
	tp := d.textPage()
	if tp == 0 {
		return nil
	}
	n := in.num("FPDFText_CountChars", tp)
	if n > charLimit {
		in.err = errTrapped
	}
	q := d.asker(tp, objects)
	list := make([]Char, 0, max(n, 0))
	for i := 0; i < n && in.err == nil; i++ {
		list = append(list, q.char(d, uint64(i)))
	}
	return tidy(list)
}

// asker asks for the characters of a page. There are thousands, each asked for by
// several calls, so functions are found once, and the place of an object once for
// all neighbours that it paints.
type asker struct {
	text                                          uint64
	rune, generated, unmapped, object, ink, loose api.Function
	place                                         map[uint64]int // of objects; nil when nobody asks
	last                                          uint64         // object of the character before
	at                                            int            // its place
}

func (d *Document) asker(text uint64, objects bool) *asker {
	f := d.in.function
	q := &asker{text: text, rune: f("FPDFText_GetUnicode"), generated: f("FPDFText_IsGenerated"), unmapped: f("FPDFText_HasUnicodeMapError"),
		object: f("FPDFText_GetTextObject"), ink: f("FPDFText_GetCharBox"), loose: f("FPDFText_GetLooseCharBox"), at: -1}
	if objects {
		q.place = d.places()
	}
	return q
}

func (q *asker) char(d *Document, i uint64) Char {
	in := d.in
	c := Char{Rune: rune(int32(uint32(in.invoke(q.rune, q.text, i)))), Object: -1}
	if c.Generated = uint32(in.invoke(q.generated, q.text, i)) == 1; c.Generated {
		return c
	}
	c.Unmapped = uint32(in.invoke(q.unmapped, q.text, i)) == 1
	if q.place != nil {
		if of := uint64(uint32(in.invoke(q.object, q.text, i))); of != q.last {
			q.last, q.at = of, -1
			if at, ok := q.place[of]; ok {
				q.at = at
			}
		}
		c.Object = q.at
	}
	if uint32(in.invoke(q.ink, q.text, i, in.out(0), in.out(1), in.out(2), in.out(3))) != 0 {
		c.Ink = d.page.form.rect(in.f64(0), in.f64(2), in.f64(1), in.f64(3))
	}
	if uint32(in.invoke(q.loose, q.text, i, in.out(0))) != 0 { // an FS_RECTF
		at := in.scratch
		c.Box = d.page.form.rect(in.f32At(at), in.f32At(at+12), in.f32At(at+8), in.f32At(at+4))
	}
	return c
}

// repeats tells that c is the letter before it painted again.
// QUIRK: some printers draw bold by drawing each letter twice, a hair apart
// (a court filing of a web page reads "CCoommmmuunniittyy"). PDFium drops exact
// copies only; poppler's bound is a tenth of the font size as well.
func repeats(c, before Char) bool {
	// The f's of one ligature glyph have the very same box: they are two letters.
	if c.Generated || before.Generated || c.Rune != before.Rune || c.Box.Empty() || c.Box == before.Box {
		return false
	}
	near := (c.Box.Y1 - c.Box.Y0) / 10
	return math.Abs(c.Box.X0-before.Box.X0) < near && math.Abs(c.Box.Y0-before.Box.Y0) < near
}

// tidy joins surrogates, drops repeats and turns PDFium's own marks into
// characters. QUIRK: a hyphen at a line end comes as U+0002 (U+FFFE in older
// builds), and a line end as "\r\n".
func tidy(list []Char) []Char {
	kept := list[:0]
	for i := 0; i < len(list); i++ {
		c := list[i]
		switch {
		case len(kept) > 0 && repeats(c, kept[len(kept)-1]):
			continue
		case c.Rune == 0 || c.Rune == '\r' && i+1 < len(list) && list[i+1].Rune == '\n':
			continue
		case c.Rune == 0x02 || c.Rune == 0xFFFE:
			c.Rune = '-'
		case c.Rune == '\r':
			c.Rune = '\n'
		case 0xD800 <= c.Rune && c.Rune < 0xDC00 && i+1 < len(list) && 0xDC00 <= list[i+1].Rune && list[i+1].Rune < 0xE000:
			c.Rune = (c.Rune-0xD800)<<10 + (list[i+1].Rune - 0xDC00) + 0x10000
			i++
		case c.Rune < 0 || c.Rune > unicode.MaxRune || 0xD800 <= c.Rune && c.Rune < 0xE000:
			c.Rune = unicode.ReplacementChar
		}
		kept = append(kept, c)
	}
	return kept
}
