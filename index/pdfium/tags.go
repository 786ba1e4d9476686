package pdfium

// Tag is an element of the structure tree with content on a page (PDF 32000-1,
// 14.7): what a screen reader is told beside the text.
type Tag struct {
	Type   string
	Alt    string // a description read aloud instead of its content
	Actual string // a text read aloud instead of its content
	Depth  int    // 0 for the root's children
}

// Bounds on a page's structure; malicious ones have loops.
const (
	tagLimit = 100_000
	tagDepth = 64
)

// Tags gives the structure elements of a page in their order, at most 100,000;
// none for a page that is not tagged.
func (d *Document) Tags(number int) ([]Tag, error) {
	var list []Tag
	err := d.onPage(number, "reading the tags of a page", func() {
		in := d.in
		tree := in.call("FPDF_StructTree_GetForPage", d.page.handle)
		if tree == 0 {
			return
		}
		defer in.call("FPDF_StructTree_Close", tree)
		var walk func(e uint64, depth int)
		walk = func(e uint64, depth int) {
			if e == 0 || depth > tagDepth || len(list) >= tagLimit || in.err != nil {
				return
			}
			say := func(name string) string {
				return in.text(func(buf, n uint64) int { return in.num(name, e, buf, n) })
			}
			list = append(list, Tag{say("FPDF_StructElement_GetType"), say("FPDF_StructElement_GetAltText"), say("FPDF_StructElement_GetActualText"), depth})
			for i := range in.num("FPDF_StructElement_CountChildren", e) {
				walk(in.call("FPDF_StructElement_GetChildAtIndex", e, uint64(i)), depth+1)
			}
		}
		for i := range in.num("FPDF_StructTree_CountChildren", tree) {
			walk(in.call("FPDF_StructTree_GetChildAtIndex", tree, uint64(i)), 0)
		}
	})
	return list, err
}
