package qc

import (
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// leak is a way in which a file may say more, or other, than was released.
type leak struct {
	name string
	// plant puts a withheld string into a file.
	plant func(e *editor, secret string)
	// only names the layer that alone sees it while no withheld string tells of it,
	// "" when several do; sees one that would see it if it were the only one.
	only, sees string
	rtl        bool   // on the page with Hebrew letters
	on         string // "page" or "photo": on a produced page of a PDF or photograph
	// admit makes the claim agree with what was planted, as an encoder that does
	// not do its work would.
	admit bool
}

var boxRE = regexp.MustCompile(`0\.000 g\n([0-9.]+) ([0-9.]+) ([0-9.]+) (-[0-9.]+) re f\n`)

// box is the first redaction of page 0: its program and its place.
func (e *editor) box() (ops string, x, y float64) {
	m := boxRE.FindStringSubmatch(e.objects[e.page(0)])
	if m == nil {
		e.t.Fatal("page 1 has no redaction")
	}
	var w, h float64
	_, _ = fmt.Sscan(strings.Join(m[1:], " "), &x, &y, &w, &h)
	return m[0], x, y + h
}

func pdfHex(s string) string { return "<" + hex.EncodeToString([]byte(s)) + ">" }

// leaks is the collection. What a reader of the file would find in each is the
// secret, or, in the last group, a page that is not the one that was planned.
func leaks() []leak {
	return slices.Concat(painted(), spelled(), written(), spoken(), structured(), around(), altered(), imaged())
}

// painted are leaks inside the program of a page.
func painted() []leak {
	return []leak{
		{name: "covered", sees: "geometry", plant: func(e *editor, s string) {
			ops, x, y := e.box()
			e.replace(e.page(0), ops, e.show(x, y+3, 8, "", s)+"\n"+ops)
		}},
		{name: "white", plant: func(e *editor, s string) { e.behind(e.show(80, 40, 9, "1 g", s)) }},
		{name: "black on a box", plant: func(e *editor, s string) { _, x, y := e.box(); e.behind(e.show(x+1, y+3, 6, "0 g", s)) }},
		{name: "invisible", plant: func(e *editor, s string) { e.behind(e.show(80, 40, 9, "3 Tr", s)) }},
		{name: "off the page", plant: func(e *editor, s string) { e.behind(e.show(-500, 9000, 9, "", s)) }},
		{name: "a tenth of a point", plant: func(e *editor, s string) { e.behind(e.show(80, 40, 0.1, "", s)) }},
		{name: "letter by letter", plant: func(e *editor, s string) {
			for i, r := range s {
				e.behind(e.show(80+float64(i)*61, 30+float64(i*37%200), 9, "", string(r)))
			}
		}},
		{name: "shuffled", plant: func(e *editor, s string) { e.behind(e.show(80, 40, 9, "", s[3:]+s[:3])) }},
		{name: "reversed", plant: func(e *editor, s string) { e.behind(e.show(80, 40, 9, "", reversed(s))) }},
		{name: "comment in the page", plant: func(e *editor, s string) { e.behind("% " + s) }},
		{name: "marked point", only: "content", plant: func(e *editor, s string) { e.behind("/Vaughn <</Note (" + s + ")>> DP") }},
		{name: "actual text", plant: func(e *editor, s string) {
			e.before("/Span <</ActualText (" + s + ")>> BDC")
			e.behind("EMC")
		}},
		{name: "clipped away", plant: func(e *editor, s string) { e.behind("q 0 0 1 1 re W n " + e.show(80, 40, 9, "", s) + " Q") }},
		{name: "twice on its place", only: "content", plant: func(e *editor, s string) {
			m := regexp.MustCompile(`(?s)0\.275 g\nBT [0-9.]+ [0-9.]+ Td \((?:\\.|[^()\\])*\) Tj ET\n`).FindString(e.objects[e.page(0)])
			e.replace(e.page(0), m, m+m)
		}},
		{name: "picture over text", plant: func(e *editor, s string) {
			x := e.addStream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray", "\xff")
			e.replace(e.find(aPage), "/Resources <<", fmt.Sprintf("/Resources <</XObject <</X %d 0 R>>", x))
			e.behind(e.show(80, 40, 9, "", s) + "\nq 200 0 0 30 70 30 cm /X Do Q")
		}},
		{name: "outlines of letters", plant: func(e *editor, s string) { e.behind("0 g 80 40 m 84 52 l 88 40 l 86 40 l 84 46 l 82 40 l f") }},
		{name: "operator without effect", only: "content", plant: func(e *editor, s string) { e.behind(fmt.Sprintf("%d w", s[0])) }},
		{name: "stroked text", plant: func(e *editor, s string) { e.behind(e.show(80, 40, 9, "1 Tr 0 w", s)) }},
		{name: "text as a clip", plant: func(e *editor, s string) { e.behind(e.show(80, 40, 9, "7 Tr", s)) }},
		{name: "squeezed to nothing", plant: func(e *editor, s string) { e.behind(e.show(80, 40, 9, "0 Tz", s)) }},
		{name: "turned on its head", plant: func(e *editor, s string) { e.behind("q -1 0 0 -1 300 60 cm " + e.show(0, 0, 9, "", s) + " Q") }},
		{name: "image in the program", plant: func(e *editor, s string) {
			e.behind("q 20 0 0 20 80 40 cm BI /W 4 /H 4 /BPC 8 /CS /G ID " + (s + "................")[:16] + " EI Q")
		}},
		{name: "letters with gaps", sees: "bytes", plant: func(e *editor, s string) {
			var b strings.Builder
			for _, r := range s {
				b.WriteString(wide(string(r)) + " -120 ")
			}
			e.behind("BT " + e.font() + " 9.00 Tf 80 40 Td [" + b.String() + "] TJ ET")
		}},
		{name: "rearranged from right to left", only: "withheld", on: "rtl", plant: rearranged},
	}
}

// rearranged writes the released letters in another order, which the bag of
// letters of a page with Hebrew letters cannot tell.
func rearranged(e *editor, s string) {
	e.replace(e.page(0), wide(reversed(scrambled(s))), wide(s))
}

// scrambled is an order of letters that says the secret in no direction.
func scrambled(s string) string {
	var odd, even string
	for i, r := range strings.ReplaceAll(s, " ", "") {
		if i%2 == 0 {
			even += string(r)
		} else {
			odd += string(r)
		}
	}
	return odd + " " + even
}

// written are leaks in what a file says about itself.
func written() []leak {
	info := func(key string) func(e *editor, s string) {
		return func(e *editor, s string) { e.key(e.info, "/"+key+" ("+s+")") }
	}
	return []leak{
		{name: "title", plant: func(e *editor, s string) {
			e.objects[e.info] = regexp.MustCompile(`(?s)/Title \(.*?\)\n`).ReplaceAllLiteralString(e.objects[e.info], "/Title ("+s+")\n")
		}},
		{name: "subject", plant: info("Subject")}, {name: "keywords", plant: info("Keywords")}, {name: "author", plant: info("Author")}, {name: "own key", plant: info("Matter")},
		{name: "language", only: "strings", plant: func(e *editor, s string) { e.replace(e.root, "/Lang (en-US)", "/Lang ("+s+")") }},
		{name: "producer", only: "strings", plant: func(e *editor, s string) { e.replace(e.info, "(Vaughn)", "("+s+")") }},
		{name: "identifier", only: "strings", plant: func(e *editor, s string) { e.id = (s + "................")[:16] }},
		{name: "page label", plant: func(e *editor, s string) { e.replace(e.find("/P (T-"), "/P (T-000001)", "/P ("+s+")") }},
		{name: "bookmark", plant: func(e *editor, s string) {
			o := e.add("")
			page := regexp.MustCompile(`\d+`).FindString(e.kids())
			b := e.add(fmt.Sprintf("<</Title (%s) /Parent %d 0 R /Dest [%s 0 R /XYZ 0 792.00 null]>>", s, o, page))
			e.objects[o] = fmt.Sprintf("<</Type /Outlines /First %d 0 R /Last %d 0 R>>", b, b)
			e.key(e.root, fmt.Sprintf("/Outlines %d 0 R", o))
		}},
		{name: "link", plant: func(e *editor, s string) {
			e.key(e.find(aPage), "/Annots [<</Type /Annot /Subtype /Link /Rect [10 10 50 50] /A <</S /URI /URI (mailto:"+s+")>> >>]")
		}},
		{name: "annotation", plant: func(e *editor, s string) {
			e.key(e.find(aPage), "/Annots [<</Type /Annot /Subtype /Text /F 2 /Rect [10 10 50 50] /Contents ("+s+")>>]")
		}},
		{name: "form field", plant: func(e *editor, s string) {
			e.key(e.root, "/AcroForm <</Fields [<</FT /Tx /T (a) /V ("+s+")>>]>>")
		}},
		{name: "script", plant: func(e *editor, s string) {
			e.key(e.root, "/OpenAction <</S /JavaScript /JS (var x = '"+s+"')>>")
		}},
		{name: "hidden layer", plant: func(e *editor, s string) {
			l := e.add("<</Type /OCG /Name (" + s + ")>>")
			e.key(e.root, fmt.Sprintf("/OCProperties <</OCGs [%d 0 R] /D <</OFF [%d 0 R]>> >>", l, l))
			e.replace(e.find(aPage), "/Resources <<", fmt.Sprintf("/Resources <</Properties <</L %d 0 R>> ", l))
			e.behind("/OC /L BDC " + e.show(80, 40, 9, "", s) + " EMC")
		}},
		{name: "name of a key", only: "structure", plant: func(e *editor, s string) { e.key(e.root, "/"+strings.ReplaceAll(s, " ", "")+" 1") }},
		{name: "numbers", only: "structure", plant: func(e *editor, s string) { e.key(e.info, fmt.Sprintf("/N [%d %d %d]", s[0], s[1], s[2])) }},
	}
}

var actualRE = regexp.MustCompile(`/ActualText \((.*?)\)`)

// spoken are leaks in what is told to a reader who does not see the page.
func spoken() []leak {
	span := func(change func(s string) string) func(e *editor, s string) {
		return func(e *editor, s string) {
			n := e.find("/ActualText")
			e.replace(n, actualRE.FindString(e.objects[n]), change(s))
		}
	}
	onParagraph := func(key string) func(e *editor, s string) {
		return func(e *editor, s string) { e.key(e.find("<</S /P "), "/"+key+" ("+s+")") }
	}
	return []leak{
		{name: "spoken for a redaction", only: "tags", plant: span(func(s string) string { return "/ActualText (" + s + ")" })},
		{name: "spoken behind the code", only: "tags", plant: span(func(s string) string { return "/ActualText (redacted, exemption b 6, " + s + ")" })},
		{name: "another exemption spoken", only: "tags", plant: span(func(string) string { return "/ActualText (redacted, exemption b 5)" })},
		{name: "spaces in what is spoken", only: "tags", plant: span(func(string) string { return "/ActualText (redacted, exemption  b 6)" })},
		{name: "redaction not spoken", only: "tags", plant: span(func(string) string { return "" })},
		{name: "spoken for a paragraph", only: "tags", plant: onParagraph("ActualText")},
		{name: "paragraph described", only: "tags", plant: onParagraph("Alt")},
		{name: "picture described", only: "tags", on: "page", plant: func(e *editor, s string) {
			n := e.find("/Alt (")
			e.objects[n] = regexp.MustCompile(`/Alt \(.*?\)`).ReplaceAllLiteralString(e.objects[n], "/Alt ("+s+")")
		}},
		{name: "abbreviation expanded", plant: onParagraph("E")},
		{name: "title of a tag", plant: onParagraph("T")},
		{name: "language of a tag", plant: onParagraph("Lang")},
		{name: "kind of a tag", plant: func(e *editor, s string) {
			e.replace(e.find("<</S /P "), "/S /P", "/S /"+strings.ReplaceAll(s, " ", ""))
		}},
		{name: "kind of marked content", only: "tags", plant: func(e *editor, s string) {
			e.replace(e.page(0), "/P <</MCID", "/"+strings.ReplaceAll(s, " ", "")+" <</MCID")
		}},
		{name: "kind of an artifact", plant: func(e *editor, s string) {
			e.replace(e.page(0), "/Artifact BMC", "/"+strings.ReplaceAll(s, " ", "")+" BMC")
		}},
		{name: "numbers of marked content", plant: func(e *editor, s string) {
			e.replace(e.page(0), "/MCID 0>>", fmt.Sprintf("/MCID %d>>", s[0]))
		}},
		{name: "attribute of a tag", plant: func(e *editor, s string) {
			e.key(e.find("<</S /P "), "/A <</O /Table /Summary ("+s+")>>")
		}},
		{name: "tag that nothing leads to", plant: func(e *editor, s string) {
			n := e.find("/ActualText")
			e.add(actualRE.ReplaceAllLiteralString(e.objects[n], "/ActualText ("+s+")"))
		}},
		{name: "paragraphs in another order", only: "tags", plant: func(e *editor, _ string) {
			n := e.find("<</S /Sect ")
			k := regexp.MustCompile(`( \d+ 0 R)( \d+ 0 R)\]`).FindStringSubmatch(e.objects[n])
			e.replace(n, k[0], k[2]+k[1]+"]")
		}},
		{name: "paragraph that no tag holds", only: "tags", plant: func(e *editor, _ string) {
			n := e.find("<</S /P ")
			e.replace(n, regexp.MustCompile(`/K \[[^\]]*\]`).FindString(e.objects[n]), "/K []")
		}},
		{name: "tags that are not said to be there", plant: func(e *editor, _ string) {
			e.replace(e.root, "/Marked true", "/Marked false")
		}},
		{name: "no tags", plant: untag},
	}
}

// untag takes the tags out of a file and leaves its pages as they are.
func untag(e *editor, _ string) {
	for n, o := range e.objects {
		o = regexp.MustCompile(` /Tabs /S /StructParents \d+`).ReplaceAllString(o, "")
		if strings.Contains(o, " BDC") {
			o = regexp.MustCompile(`/\w+ (<</MCID \d+>> BDC|BMC)\n|EMC\n`).ReplaceAllString(o, "")
		}
		e.objects[n] = o
	}
	e.replace(e.root, "/MarkInfo <</Marked true>>", "")
	e.objects[e.root] = regexp.MustCompile(`/StructTreeRoot \d+ 0 R`).ReplaceAllString(e.objects[e.root], "")
	e.drop(func(body string) bool {
		return strings.HasPrefix(body, "<</S /") || strings.Contains(body, "/Type /StructTreeRoot") || backRE.MatchString(body)
	})
}

// backRE tells the way from content to its tags.
var backRE = regexp.MustCompile(`^<<(/Limits \[[^]]*\] )?/(Nums|Kids) \[\s*0 \[`)

// around are leaks that no page shows.
func around() []leak {
	return []leak{
		{name: "attachment", plant: func(e *editor, s string) {
			f := e.addStream("/Type /EmbeddedFile", s)
			e.key(e.root, fmt.Sprintf("/Names <</EmbeddedFiles <</Names [(a) <</Type /Filespec /F (a) /EF <</F %d 0 R>> >>]>> >>", f))
		}},
		{name: "linked metadata", only: "structure", plant: func(e *editor, s string) {
			e.key(e.root, fmt.Sprintf("/Metadata %d 0 R", e.addStream("/Type /Metadata /Subtype /XML", "<x>"+s+"</x>")))
		}},
		{name: "orphaned metadata", only: "structure", plant: func(e *editor, s string) { e.addStream("/Type /Metadata /Subtype /XML", "<x>"+s+"</x>") }},
		{name: "unused template", only: "structure", plant: func(e *editor, s string) {
			e.addStream("/Type /XObject /Subtype /Form /BBox [0 0 9 9]", e.show(0, 0, 9, "", s))
		}},
		{name: "unused string", plant: func(e *editor, s string) { e.add("(" + s + ")") }},
		{name: "hexadecimal string", plant: func(e *editor, s string) { e.add(pdfHex(s)) }},
		{name: "comment between objects", only: "structure", plant: func(e *editor, s string) { e.between = "% " + s + "\n" }},
		{name: "comment inside an object", plant: func(e *editor, s string) { e.replace(e.root, "/Lang", "% "+s+"\n/Lang") }},
		{name: "bytes behind the end", only: "structure", plant: func(e *editor, s string) { e.tail = s }},
		{name: "incremental update", only: "structure", plant: func(e *editor, s string) {
			n := len(e.objects) + 1
			obj := fmt.Sprintf("%d 0 obj\n(%s)\nendobj\n", n, s)
			at := len(e.bytes())
			prev := regexp.MustCompile(`startxref\n(\d+)`).FindSubmatch(e.bytes())[1]
			e.tail = fmt.Sprintf("%sxref\n%d 1\n%010d 00000 n \ntrailer\n<</Size %d /Root %d 0 R /Prev %s>>\nstartxref\n%d\n%%%%EOF\n", obj, n, at, n+1, e.root, prev, at+len(obj))
		}},
		{name: "letter in a font", only: "fonts", plant: func(e *editor, s string) {
			// ^ is drawn nowhere
			n := e.cidMap()
			i := strings.Index(e.objects[n], "stream\n") + len("stream\n") + 2*'^'
			e.objects[n] = e.objects[n][:i] + "\x00\x01" + e.objects[n][i+2:]
		}},
		{name: "other shapes", only: "fonts", plant: func(e *editor, s string) {
			// b is drawn as c is, and the other way round
			n := e.cidMap()
			b := []byte(e.objects[n])
			i := strings.Index(e.objects[n], "stream\n") + len("stream\n") + 2*'b'
			b[i], b[i+1], b[i+2], b[i+3] = b[i+2], b[i+3], b[i], b[i+1]
			e.objects[n] = string(b)
		}},
		{name: "bytes behind a font's map", only: "fonts", plant: func(e *editor, s string) { e.replace(e.cidMap(), "\nendstream", s[:1]+"\nendstream") }},
		{name: "bytes in a font file", only: "fonts", plant: func(e *editor, s string) { e.replace(e.find("/Length1"), "\nendstream", s+"\nendstream") }},
		{name: "map of letters", plant: func(e *editor, s string) {
			e.replace(e.find("begincmap"), "\nendcodespacerange", "\nendcodespacerange 1 beginbfchar <FFFE> "+pdfHex(s)+" endbfchar")
		}},
	}
}

// cidMap is the object that maps the letters of the first font to its shapes.
func (e *editor) cidMap() int {
	name := e.font()
	var ref, cid, n int
	_, _ = fmt.Sscanf(regexp.MustCompile(name + ` (\d+)`).FindStringSubmatch(e.objects[e.find(aPage)])[1], "%d", &ref)
	_, _ = fmt.Sscanf(regexp.MustCompile(`/DescendantFonts \[(\d+)`).FindStringSubmatch(e.objects[ref])[1], "%d", &cid)
	_, _ = fmt.Sscanf(regexp.MustCompile(`/CIDToGIDMap (\d+)`).FindStringSubmatch(e.objects[cid])[1], "%d", &n)
	return n
}

// altered are files that hold no more than was released but show it wrongly.
func altered() []leak {
	boxOps := func(change func(ops string) string) func(e *editor, s string) {
		return func(e *editor, _ string) { ops, _, _ := e.box(); e.replace(e.page(0), ops, change(ops)) }
	}
	word := regexp.MustCompile(`(?s)0\.275 g\nBT [0-9.]+ [0-9.]+ Td \((?:\\.|[^()\\])*\) Tj ET\n`)
	return []leak{
		{name: "missing box", plant: boxOps(func(string) string { return "" })},
		{name: "white box", plant: boxOps(func(ops string) string { return strings.Replace(ops, "0.000 g", "1.000 g", 1) })},
		{name: "outlined box", plant: boxOps(func(ops string) string { return strings.Replace(ops, "re f", "re S", 1) })},
		{name: "hollow box", only: "render", plant: boxOps(func(ops string) string {
			var x, y, w, h float64
			_, _ = fmt.Sscanf(ops, "0.000 g\n%f %f %f %f re f\n", &x, &y, &w, &h)
			return fmt.Sprintf("0.000 g\n%.2f %.2f %.2f %.2f re %.2f %.2f %.2f %.2f re f\n", x, y, w, h, x+w-1, y-1, -(w - 2), h+2)
		})},
		{name: "moved box", plant: boxOps(func(ops string) string {
			var x, y, w, h float64
			_, _ = fmt.Sscanf(ops, "0.000 g\n%f %f %f %f re f\n", &x, &y, &w, &h)
			return fmt.Sprintf("0.000 g\n%.2f %.2f %.2f %.2f re f\n", x+40, y, w, h)
		})},
		{name: "box over released words", plant: func(e *editor, _ string) { e.behind("0 g\n70 400 300 200 re f") }},
		{name: "released word in white", only: "geometry", plant: func(e *editor, _ string) {
			m := word.FindString(e.objects[e.page(0)])
			e.replace(e.page(0), m, strings.Replace(m, "0.275", "1.000", 1))
		}},
		{name: "released word too small", only: "geometry", plant: func(e *editor, _ string) {
			p := e.page(0)
			e.objects[p] = strings.Replace(e.objects[p], " 10.50 Tf", " 1.00 Tf", 1)
		}},
		{name: "words in another order", only: "text", plant: func(e *editor, _ string) {
			line := func(first string) string {
				from := wide(first)
				return regexp.MustCompile(`(?s)` + regexp.QuoteMeta(from[:len(from)-1]) + `(?:\\.|[^()\\])*\) Tj`).FindString(e.objects[e.page(0)])
			}
			a, b := line("extended"), line("Quick")
			e.replace(e.page(0), a, "\x01")
			e.replace(e.page(0), b, a)
			e.replace(e.page(0), "\x01", b)
		}},
		{name: "released word missing", plant: func(e *editor, _ string) { e.replace(e.page(0), word.FindString(e.objects[e.page(0)]), "") }},
		{name: "swapped page labels", only: "names", plant: func(e *editor, _ string) {
			n := e.find("/P (T-")
			e.replace(n, "T-000001", "T-x")
			e.replace(n, "T-000002", "T-000001")
			e.replace(n, "T-x", "T-000002")
		}},
		{name: "no page labels", only: "names", plant: func(e *editor, _ string) {
			e.objects[e.find("/P (T-")] = "<</Nums []>>"
		}},
		{name: "another paper", only: "names", plant: func(e *editor, _ string) {
			e.replace(e.find(aPage), "/MediaBox [0 0 612.00 792.00]", "/MediaBox [0 0 613.00 792.00]")
		}},
		{name: "extra page", plant: func(e *editor, s string) {
			c := e.addStream("/Filter /FlateDecode", e.show(80, 40, 9, "", s))
			n := e.find("/Type /Pages")
			own := regexp.MustCompile(`(?s)/MediaBox.*?/Contents `).FindString(e.objects[e.find(aPage)])
			k := e.add(fmt.Sprintf("<<"+aPage+"/Parent %d 0 R %s %d 0 R>>", n, own, c))
			e.objects[n] = regexp.MustCompile(`/Kids \[([^\]]*)\]`).ReplaceAllString(e.objects[n], fmt.Sprintf("/Kids [${1}%d 0 R]", k))
			e.objects[n] = regexp.MustCompile(`/Count (\d+)`).ReplaceAllString(e.objects[n], fmt.Sprintf("/Count %d", strings.Count(e.kids(), "R")))
		}},
		{name: "pages in another order", plant: func(e *editor, _ string) {
			k := strings.Fields(e.kids())
			e.replace(e.find("/Type /Pages"), "/Kids ["+e.kids()+"]", "/Kids ["+strings.Join(append(k[3:6:6], k[:3]...), " ")+"]")
		}},
	}
}
