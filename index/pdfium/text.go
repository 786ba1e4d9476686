package pdfium

import (
	"encoding/binary"
	"math"
	"strings"
	"unicode"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"vaughn/index/fault"
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
}

// Text is the page's text: what selecting all and copying gives, lines ended by
// "\n". Hidden, white and covered text is in it; text in annotations is not.
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
	at := 0
	flush := func() {
		if b.Len() == 0 {
			return
		}
		if (box == Rect{}) {
			box = ink
		}
		list = append(list, Word{Text: b.String(), Box: box, Start: at - b.Len(), End: at})
		b.Reset()
		box, ink = Rect{}, Rect{}
	}
	for _, c := range chars {
		if unicode.IsSpace(c.Rune) {
			flush()
			at += len(string(c.Rune))
			continue
		}
		b.WriteRune(c.Rune)
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

// chars asks for all characters in one go, see batchModule.
func (d *Document) chars(objects bool) []Char {
	in := d.in
	tp := d.textPage()
	if tp == 0 {
		return nil
	}
	n := in.num("FPDFText_CountChars", tp)
	if n <= 0 || !in.startBatch() {
		return nil
	}
	if n > charLimit {
		in.err = &fault.Error{Code: fault.Limit, Op: "reading characters"}
		return nil
	}
	out := in.ptr("malloc", uint64(n*charSize))
	if out == 0 {
		return nil
	}
	defer in.call("free", uint64(out))
	in.write(out, make([]byte, n*charSize))
	in.callBatch(tp, 0, uint64(n), uint64(out))
	raw := in.bytes(out, uint32(n*charSize))
	place := map[uint64]int{}
	if objects {
		place = d.places()
	}
	list := make([]Char, 0, n)
	for ; len(raw) >= charSize; raw = raw[charSize:] {
		list = append(list, d.char(raw, place))
	}
	return tidy(list)
}

func (d *Document) char(raw []byte, place map[uint64]int) Char {
	u32 := func(at int) uint32 { return binary.LittleEndian.Uint32(raw[at:]) }
	c := Char{Rune: rune(u32(charRune)), Object: -1}
	c.Generated = u32(charGenerated) == 1
	c.Unmapped = u32(charUnmapped) == 1
	if at, ok := place[uint64(u32(charObject))]; ok {
		c.Object = at
	}
	if u32(charBoxed) == 0 || c.Generated {
		return c
	}
	tight := func(i int) float64 {
		return math.Float64frombits(binary.LittleEndian.Uint64(raw[charTight+8*i:]))
	}
	loose := func(i int) float64 { return float64(math.Float32frombits(u32(charLoose + 4*i))) }
	c.Ink = d.page.form.rect(tight(0), tight(2), tight(1), tight(3))
	c.Box = d.page.form.rect(loose(0), loose(3), loose(2), loose(1))
	return c
}

// tidy joins surrogates and turns PDFium's own marks into characters.
// QUIRK: a hyphen at a line end comes as U+0002 (U+FFFE in older builds), and
// a line end as "\r\n".
func tidy(list []Char) []Char {
	kept := list[:0]
	for i := 0; i < len(list); i++ {
		c := list[i]
		switch {
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

// startBatch starts the loop beside the module whose functions it imports.
func (in *instance) startBatch() bool {
	if in.batch != nil || in.err != nil {
		return in.err == nil
	}
	ctx := experimental.WithImportResolver(in.ctx, func(string) api.Module { return in.mod })
	in.batch, in.err = in.engine.runtime.InstantiateModule(ctx, in.engine.batch, wazero.NewModuleConfig().WithName(""))
	return in.err == nil
}

func (in *instance) callBatch(args ...uint64) {
	if in.err == nil {
		_, in.err = in.batch.ExportedFunction("chars").Call(in.ctx, args...)
	}
}
