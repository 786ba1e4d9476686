package pdf

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"
)

// finish adds what gofpdf has no call for: keys of pages, catalog and trailer,
// and behind the catalog, its last object, the structure tree. The table of
// places is written anew.
func finish(doc []byte, t *tags, info Info) ([]byte, error) {
	e, err := endOf(doc)
	if err != nil {
		return nil, err
	}
	w := &written{at: make([]int, 0, len(e.at)+len(t.elems)+2)}
	w.Grow(len(doc) + 128*len(t.elems) + 128*len(t.parents))
	if err := pageKeys(w, doc[:e.catalog], e.at, len(t.parents)); err != nil {
		return nil, err
	}
	w.Write(withoutNames(doc[e.catalog:e.catalogEnd]))
	catalog(w, len(e.at)+1, len(t.parents), info)
	w.Write(doc[e.catalogEnd:e.xref])
	t.write(w, len(e.at)+1)
	at := w.Len()
	w.WriteString("xref\n0 ")
	w.put(len(w.at)+1, "\n0000000000 65535 f \n")
	for _, o := range w.at {
		fmt.Fprintf(w, "%010d 00000 n \n", o)
	}
	w.WriteString("trailer\n<<\n/Size ")
	w.put(len(w.at)+1, "")
	w.Write(e.trailer)
	// tags need 1.3, /Lang 1.4; gofpdf states the least its own output needs
	copy(w.Bytes(), "%PDF-1.7")
	sum := sha256.Sum256(w.Bytes())
	fmt.Fprintf(w, "\n/ID [<%x> <%x>]\n>>\nstartxref\n%d\n%%%%EOF\n", sum[:16], sum[:16], at)
	return w.Bytes(), nil
}

// catalog writes the keys of the catalog; tree is the root of the tags.
func catalog(w *written, tree, pages int, info Info) {
	fmt.Fprintf(w, "/Lang %s\n", text(lang(info)))
	w.WriteString("/ViewerPreferences <</DisplayDocTitle true>>\n/MarkInfo <</Marked true>>\n/StructTreeRoot ")
	w.put(tree, " 0 R\n")
	if info.Label == nil {
		return
	}
	w.WriteString("/PageLabels <</Nums [\n")
	for i := range pages {
		fmt.Fprintf(w, "%d <</P %s>>\n", i, text(plain(info.Label(i))))
	}
	w.WriteString("]>>\n")
}

// ending is what stands at the end of gofpdf's output, and where.
type ending struct {
	catalog, catalogEnd, xref int
	at                        []int  // of each object, number 1 first
	trailer                   []byte // behind the number of objects
}

var errEnding = errors.New("the writer's output ends in an unknown way")

func endOf(doc []byte) (ending, error) {
	e := ending{xref: bytes.LastIndex(doc, []byte("\nxref\n")) + 1}
	e.catalog = bytes.LastIndex(doc[:max(e.xref, 0)], []byte("/Type /Catalog\n"))
	e.catalogEnd = bytes.LastIndex(doc[:max(e.xref, 0)], []byte(">>\nendobj\n"))
	trailer := bytes.LastIndex(doc, []byte("\n/Root "))
	end := bytes.LastIndex(doc, []byte("\n>>\nstartxref\n"))
	if e.xref <= 0 || e.catalog < 0 || e.catalogEnd < e.catalog || trailer < e.xref || end < trailer {
		return e, errEnding
	}
	e.trailer = doc[trailer:end]
	lines := bytes.Split(doc[e.xref:trailer], []byte("\n"))
	for _, l := range lines[3:] { // "xref", "0 n", the free entry
		if len(l) != 19 {
			break
		}
		n, err := strconv.Atoi(string(l[:10]))
		if err != nil || n >= e.xref {
			return e, errEnding
		}
		e.at = append(e.at, n)
	}
	return e, nil
}

// pageObject is the number of a page's object: gofpdf keeps 1 and 2 for others
// and puts each page's program behind it.
func pageObject(page int) int { return 3 + 2*page }

// pageKeys copies the document up to its catalog and gives each page its place
// in the structure tree.
func pageKeys(w *written, doc []byte, at []int, pages int) error {
	w.at = w.at[:len(at)]
	from, moved := 0, make([]int, pages)
	const head = " 0 obj\n<</Type /Page\n"
	for i := range pages {
		n := pageObject(i)
		if n > len(at) || at[n-1] < from || at[n-1] >= len(doc) {
			return errEnding
		}
		to := at[n-1] + len(strconv.Itoa(n)) + len(head)
		if to > len(doc) || !bytes.HasSuffix(doc[:to], []byte(head)) {
			return errEnding
		}
		w.Write(doc[from:to])
		w.WriteString("/Tabs /S\n/StructParents ")
		w.put(i, "\n")
		from = to
		moved[i] = w.Len() - to
	}
	w.Write(doc[from:])
	for n, old := range at {
		// pages stand first, each before its program; all else stands behind them
		behind := pages - 1
		if page := (n + 1 - 3) / 2; n+1 >= 3 && page < pages {
			behind = page - 1 + (n+1-3)%2
		}
		w.at[n] = old
		if behind >= 0 {
			w.at[n] += moved[behind]
		}
	}
	return nil
}

// withoutNames drops the empty tree of embedded files that gofpdf always
// writes: a reader of a release must not wonder what was attached.
func withoutNames(catalog []byte) []byte {
	from := bytes.Index(catalog, []byte("/Names <<\n"))
	if from < 0 {
		return catalog
	}
	to := bytes.LastIndex(catalog, []byte("\n>>\n"))
	if to < from {
		return catalog
	}
	return append(bytes.Clone(catalog[:from]), catalog[to+4:]...)
}

func lang(info Info) string {
	if info.Lang == "" {
		return "en-US"
	}
	return info.Lang
}

// text is a PDF string: plain when ASCII, else UTF-16 with its mark, always in
// hexadecimal or escaped octets so that no byte can end it early.
func text(s string) string {
	ascii := true
	for _, r := range s {
		ascii = ascii && r >= ' ' && r < 0x7f
	}
	if ascii {
		b := []byte{'('}
		for i := range len(s) {
			if s[i] == '(' || s[i] == ')' || s[i] == '\\' {
				b = append(b, '\\')
			}
			b = append(b, s[i])
		}
		return string(append(b, ')'))
	}
	out := "<FEFF"
	for _, r := range s { // plain left nothing above U+FFFF
		out += fmt.Sprintf("%04X", r)
	}
	return out + ">"
}
