package pdf

import (
	"bytes"
	"crypto/sha256"
	"fmt"
)

// finish adds to the catalog and trailer what gofpdf has no call for. The
// catalog is the last object before the cross-reference table, so bytes put
// there move nothing but that table's own place.
func finish(doc []byte, pages int, info Info) ([]byte, error) {
	xref := bytes.LastIndex(doc, []byte("\nxref\n")) + 1
	catalog := bytes.LastIndex(doc[:max(xref, 0)], []byte("/Type /Catalog\n"))
	end := bytes.LastIndex(doc[:max(xref, 0)], []byte(">>\nendobj\n"))
	trailer := bytes.LastIndex(doc, []byte("\n>>\nstartxref\n"))
	if xref <= 0 || catalog < 0 || end < catalog || trailer < xref {
		return nil, fmt.Errorf("the writer's output ends in an unknown way")
	}
	var cat bytes.Buffer
	cat.Write(withoutNames(doc[catalog:end]))
	fmt.Fprintf(&cat, "/Lang %s\n", text(lang(info)))
	cat.WriteString("/ViewerPreferences <</DisplayDocTitle true>>\n")
	if info.Label != nil {
		cat.WriteString("/PageLabels <</Nums [\n")
		for i := range pages {
			fmt.Fprintf(&cat, "%d <</P %s>>\n", i, text(plain(info.Label(i))))
		}
		cat.WriteString("]>>\n")
	}
	var out bytes.Buffer
	out.Grow(len(doc) + cat.Len() + 256)
	out.Write(doc[:catalog])
	out.Write(cat.Bytes())
	out.Write(doc[end:xref])
	at := out.Len()
	out.Write(doc[xref:trailer])
	// page labels need 1.3, /Lang 1.4; gofpdf states the least its own output needs
	copy(out.Bytes(), "%PDF-1.7")
	sum := sha256.Sum256(out.Bytes())
	fmt.Fprintf(&out, "\n/ID [<%x> <%x>]\n>>\nstartxref\n%d\n%%%%EOF\n", sum[:16], sum[:16], at)
	return out.Bytes(), nil
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
