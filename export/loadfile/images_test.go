package loadfile

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

var images = []Image{
	{Key: "A-001", Volume: "VOL001", Path: `VOL001\IMAGES\0001\A-001.tif`, First: true, Pages: 2},
	{Key: "A-002", Volume: "VOL001", Path: `VOL001\IMAGES\0001\A-002.jpg`},
	{Key: "A-003", Volume: "VOL001", Path: `VOL001\PDF\A-003.pdf`, First: true, Child: true, Pages: 2, Offset: 1},
	{Key: "A-004", Volume: "VOL001", Path: `VOL001\PDF\A-003.pdf`, Offset: 2},
}

func written(t *testing.T, open func(*bytes.Buffer) *Images) string {
	t.Helper()
	var b bytes.Buffer
	w := open(&b)
	for _, i := range images {
		if err := w.Image(i); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// strictly and loosely read all lines: to the first error, or with all that was
// forgiven.
func strictly(lines iter.Seq2[Image, error]) (out []Image, err error) {
	for i, err := range lines {
		if err != nil {
			return nil, err
		}
		out = append(out, i)
	}
	return out, nil
}

func loosely(lines iter.Seq2[Image, error]) (out []Image, forgiven []error) {
	for i, err := range lines {
		if err != nil {
			forgiven = append(forgiven, err)
		}
		if i.Key != "" {
			out = append(out, i)
		}
	}
	return out, forgiven
}

func TestImagesReadBack(t *testing.T) {
	opt := written(t, func(b *bytes.Buffer) *Images { return OPT(b) })
	lfp := written(t, func(b *bytes.Buffer) *Images { return LFP(b) })
	if want := `IM,A-003,C,1,@VOL001;VOL001\PDF;A-003.pdf;5` + "\r\n"; !strings.Contains(lfp, want) {
		t.Errorf("LFP:\n%s", lfp)
	}
	if want := "A-002,VOL001,VOL001\\IMAGES\\0001\\A-002.jpg,,,,\r\n"; !strings.Contains(opt, want) {
		t.Errorf("OPT:\n%s", opt)
	}
	for name, read := range map[string]func(string) ([]Image, error){
		"OPT": func(s string) ([]Image, error) { return strictly(OPTLines(strings.NewReader(opt))) },
		"OPT loose": func(s string) ([]Image, error) {
			i, _ := loosely(LooseImageLines(strings.NewReader(opt)))
			return i, nil
		},
		"LFP": func(s string) ([]Image, error) { return strictly(LFPLines(strings.NewReader(lfp))) },
		"LFP loose": func(s string) ([]Image, error) {
			i, _ := loosely(LooseImageLines(strings.NewReader(lfp)))
			return i, nil
		},
	} {
		got, err := read("")
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for i, want := range images {
			if strings.HasPrefix(name, "OPT") {
				want.Child, want.Offset = false, 0
			} else {
				want.Pages = 0
			}
			if got[i] != want {
				t.Errorf("%s: line %d: %+v, want %+v", name, i+1, got[i], want)
			}
		}
	}
	if OPT(&bytes.Buffer{}).Image(Image{Key: "A,1"}) == nil {
		t.Error("a comma was written")
	}
}

func TestImagesStrictAndLoose(t *testing.T) {
	for _, c := range []struct {
		name, text string
		loose      int // images the tolerant reader finds
		forgiven   bool
	}{
		{"bare line ends", "A-1,V,a.tif,Y,,,1\n", 1, false},
		{"lower case", "A-1,V,a.tif,y,,,1\r\n", 1, false},
		{"slash", "A-1,V,IMAGES/a.tif,Y,,,\r\n", 1, false},
		{"no document", "A-1,V,a.tif,,,,\r\n", 1, false},
		{"ragged", "A-1,V,a.tif,Y\r\n", 1, true},
		{"comment", "VN,x\r\nIM,A-1,D,0,@V;d;a.tif;2\r\n", 1, true},
		{"no place", "IM,A-1,D,0,@V\r\n", 0, true},
		{"nothing", "A-1\r\n", 0, true},
	} {
		_, err := strictly(OPTLines(strings.NewReader(c.text)))
		_, err2 := strictly(LFPLines(strings.NewReader(c.text)))
		if err == nil || err2 == nil {
			t.Errorf("%s: taken", c.name)
		}
		got, forgiven := loosely(LooseImageLines(strings.NewReader(c.text)))
		if len(got) != c.loose || (len(forgiven) > 0) != c.forgiven {
			t.Errorf("%s: %v %v", c.name, got, forgiven)
		}
	}
}

func TestLoose(t *testing.T) {
	want := [][]string{{"A-001", "two\nlines"}, {"A-002", "naïve"}}
	for name, s := range map[string]string{
		"DAT":             bom + "þBEGþ\x14þTEXTþ\r\nþA-001þ\x14þtwo®linesþ\r\nþA-002þ\x14þnaïveþ\r\n",
		"no mark":         "þBEGþ\x14þTEXTþ\nþA-001þ\x14þtwo\nlinesþ\nþA-002þ\x14þnaïveþ",
		"windows":         "\xfeBEG\xfe\x14\xfeTEXT\xfe\r\n\xfeA-001\xfe\x14\xfetwo\xaelines\xfe\r\n\xfeA-002\xfe\x14\xfena\xefve\xfe\r\n",
		"UTF-16":          "\xff\xfeB\x00,\x00T\x00\r\x00\n\x00A\x00-\x000\x000\x001\x00,\x00\"\x00t\x00w\x00o\x00\n\x00l\x00i\x00n\x00e\x00s\x00\"\x00\n\x00A\x00-\x000\x000\x002\x00,\x00n\x00a\x00\xef\x00v\x00e\x00",
		"pipe and caret":  "^BEG^|^TEXT^\r\n^A-001^|^two\nlines^\r\n^A-002^|^naïve^\r\n",
		"CSV":             "BEG,TEXT\r\nA-001,\"two\nlines\"\r\nA-002,naïve\r\n",
		"tabs":            "BEG\tTEXT\r\nA-001\t\"two\nlines\"\r\nA-002\tnaïve\r\n",
		"not quoted":      "BEG\x14TEXT\r\nA-001\x14two®lines\r\nA-002\x14naïve\r\n",
		"too long, blank": "BEG,TEXT\n\nA-001,\"two\nlines\",more\nA-002,naïve\n",
	} {
		got, err := Loose([]byte(s))
		if err != nil || !reflect.DeepEqual(got.Rows, want) {
			t.Errorf("%s: %q %v", name, got.Rows, err)
		}
		if name == "too long, blank" && len(got.Forgiven) != 2 {
			t.Errorf("forgiven %v", got.Forgiven)
		}
	}
	if got, err := Loose([]byte("A,B\n\"say \"\"so\"\"\"x,y\n")); err != nil || got.Rows[0][0] != `say "so"x` || len(got.Forgiven) != 1 {
		t.Errorf("quotes: %q %v %v", got.Rows, got.Forgiven, err)
	}
	if _, err := Loose(nil); err == nil {
		t.Error("nothing is a table")
	}
}

// The tolerant reader holds one row of a table, whatever its size, and stops at
// a row that no table has.
func TestLooseRowsStream(t *testing.T) {
	const n = 20_000
	big := filepath.Join(t.TempDir(), "big.csv")
	f, err := os.Create(big)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w, err := CSV(f, []string{"A", "B"})
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		if err := w.Row([]string{fmt.Sprint(i), strings.Repeat("x, ", 350)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	table, rows, err := LooseRows(f)
	if err != nil {
		t.Fatal(err)
	}
	i := 0
	for row, err := range rows {
		if err != nil || row[0] != fmt.Sprint(i) || len(row[1]) != 1050 {
			t.Fatalf("row %d: %v", i, err)
		}
		i++
	}
	if i != n || len(table.Forgiven) > 0 || len(table.Rows) > 0 {
		t.Errorf("%d rows, forgiven %v", i, table.Forgiven)
	}
	_, rows, err = LooseRows(strings.NewReader("A,B\n1,\"" + strings.Repeat("x", maxLine) + "\"\n2,3\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range rows {
		if err == nil {
			t.Error("a row beyond all bounds is given")
		}
	}
}

func TestEDRMReadsBack(t *testing.T) {
	docs := []EDRMDocument{
		{ID: "A-001", Message: true, Mime: "message/rfc822", Tags: []EDRMTag{{"#Subject", "a <b> & \"c\"\nd", "Text"}}, Files: []EDRMFile{{"Native", `NATIVES`, "A-001.csv", "00ff"}}, Custodians: []string{"Ruiz, Ana", "O'Hara"}},
		{ID: "A-002", Parent: "A-001", Files: []EDRMFile{{Type: "Text", Path: "TEXT", Name: "A-002.txt"}}},
	}
	fields := []EDRMTag{{Name: "#Subject", Type: "Text"}}
	var b bytes.Buffer
	x, err := NewEDRM(&b, "VOL001", fields)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range docs {
		if err := x.Document(d); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	var got []EDRMDocument
	f, pairs, err := ReadEDRM(&b, func(d EDRMDocument) error { got = append(got, d); return nil })
	if err != nil || !reflect.DeepEqual(f, fields) || !reflect.DeepEqual(pairs, [][2]string{{"A-001", "A-002"}}) {
		t.Fatalf("%v %v %v", f, pairs, err)
	}
	docs[1].Parent = ""
	if !reflect.DeepEqual(got, docs) {
		t.Errorf("%+v\nwant %+v", got, docs)
	}
	if XMLable("a\x01\tb\uFFFE") != "a\uFFFD\tb\uFFFD" {
		t.Error("what XML cannot hold is left")
	}
}

func FuzzLoose(f *testing.F) {
	f.Add([]byte(bom + "þAþ\x14þBþ\r\nþ1þ\x14þ2þ\r\n"))
	f.Add([]byte("A,B\n\"x\"\"y\",2\n"))
	f.Add([]byte("\xff\xfeA\x00,\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		x, err := Loose(data)
		if err != nil {
			return
		}
		for _, r := range x.Rows {
			if len(r) != len(x.Fields) {
				t.Fatal("a row of another width")
			}
		}
		// What the strict reader takes, the tolerant one reads the same.
		fields, rows, err := ReadDAT(bytes.NewReader(data))
		if err != nil || len(fields) < 2 || bytes.Contains(data, []byte("\r\r")) {
			return
		}
		if !reflect.DeepEqual(fields, x.Fields) || len(rows) != len(x.Rows) {
			t.Fatalf("%q by one reader, %q by the other", fields, x.Fields)
		}
		seen := map[string]bool{}
		for _, name := range fields {
			if seen[name] {
				return
			}
			seen[name] = true
		}
		for i, r := range rows {
			for k, name := range fields {
				if r[name] != x.Rows[i][k] {
					t.Fatalf("row %d, %s: %q and %q", i, name, r[name], x.Rows[i][k])
				}
			}
		}
	})
}

func FuzzImages(f *testing.F) {
	f.Add([]byte("A-1,V,a.tif,Y,,,1\r\n"))
	f.Add([]byte("IM,A-1,D,0,@V;d;a.tif;2\r\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		loose, _ := loosely(LooseImageLines(bytes.NewReader(data)))
		var again bytes.Buffer
		if got, err := strictly(OPTLines(bytes.NewReader(data))); err == nil {
			w := OPT(&again)
			for _, i := range got {
				_ = w.Image(i)
			}
			_ = w.Close()
			if len(loose) < len(got) && !strings.Contains(string(data), ",,") {
				t.Error("the tolerant reader finds less")
			}
		}
		_, _ = strictly(LFPLines(bytes.NewReader(data)))
	})
}

func FuzzReadEDRM(f *testing.F) {
	f.Add([]byte(`<Root><Fields><Field Name="a"/></Fields><Document DocID="1"><Tags><Tag TagName="x"/></Tags></Document><Relationship ParentDocId="1"/></Root>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		_, _, _ = ReadEDRM(bytes.NewReader(data), func(EDRMDocument) error { return nil })
	})
}
