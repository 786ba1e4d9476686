package archive_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"

	"vaughn/index/archive"
	"vaughn/index/archive/archivetest"
	"vaughn/index/fault"
	"vaughn/index/message"
)

// dat writes rows with the usual delimiters.
func dat(rows ...[]string) string {
	var b strings.Builder
	for _, r := range rows {
		b.WriteString("þ" + strings.Join(r, "þ\x14þ") + "þ\r\n")
	}
	return b.String()
}

var datRows = [][]string{
	{"BEGBATES", "ENDBATES", "BEGATTACH", "PARENTID", "RECORDTYPE", "FROM", "TO", "SUBJECT", "DATESENT", "TIMESENT", "TIMEZONE", "FILENAME", "TEXTPATH", "NATIVEPATH"},
	{"ABC001", "ABC002", "ABC001", "", "Email", "Roe, Jané <jroe@agency.example>", "Reed, Ann; bo@b.example", "First®line", "03/04/2024", "09:15:00", "America/New_York", "", `VOL001\TEXT\0001\ABC001.txt`, ""},
	{"ABC003", "ABC003", "ABC001", "ABC001", "Attachment", "", "", "", "", "", "", "plan.xlsx", `TEXT\0001\ABC003.txt`, `NATIVES\0001\ABC003.xlsx`},
	{"ABC004", "ABC004", "", "", "", "", "", "", "20240305", "", "", "lost.doc", `TEXT\0001\gone.txt`, ""},
}

func volume(name string, data []byte) fstest.MapFS {
	return fstest.MapFS{
		name:                              {Data: data},
		"VOL001/DATA/VOL001.opt":          {Data: []byte("ABC001,VOL001,IMAGES\\0001\\ABC001.tif,Y,,,2\r\nABC002,VOL001,IMAGES\\0001\\ABC002.tif,,,,\r\n")},
		"VOL001/TEXT/0001/ABC001.txt":     {Data: []byte("The first text.\r\n")},
		"VOL001/TEXT/0001/ABC003.txt":     {Data: []byte("caf\xe9")},
		"VOL001/NATIVES/0001/ABC003.xlsx": {Data: []byte("PK sheet")},
		"VOL001/NATIVES/0001/extra.doc":   {Data: []byte("nobody names me")},
		"VOL001/IMAGES/0001/ABC001.tif":   {Data: []byte("II*1")},
		"VOL001/IMAGES/0001/ABC002.tif":   {Data: []byte("II*2")},
	}
}

func latin(s string) []byte { b, _ := charmap.Windows1252.NewEncoder().Bytes([]byte(s)); return b }

func utf16BOM(s string) []byte {
	out := []byte{0xFF, 0xFE}
	for _, u := range utf16.Encode([]rune(s)) {
		out = binary.LittleEndian.AppendUint16(out, u)
	}
	return out
}

func TestConformanceOfLoadFiles(t *testing.T) {
	rows := slices.Clone(datRows)
	rows[3] = slices.Clone(rows[3])
	archivetest.Run(t, archive.LoadFile{}, volume("VOL001/DATA/VOL001.dat", []byte(dat(rows...))))
}

func TestLoadFileInAnyEncoding(t *testing.T) {
	text := dat(datRows...)
	for name, data := range map[string][]byte{"UTF-8": []byte(text), "with a mark": append([]byte("\xef\xbb\xbf"), text...), "UTF-16": utf16BOM(text), "Windows-1252": latin(text)} {
		src := archive.Source{Name: "v", FS: volume("VOL001/DATA/VOL001.dat", data), Main: "VOL001", ID: "id"}
		f, err := archive.Detect(src)
		if err != nil || f.Info().Name != "loadfile" {
			t.Fatalf("%s: %v %v", name, f, err)
		}
		var got []*message.Message
		var sum archive.Summary
		err = f.Read(context.Background(), src, func(it archive.Item) error {
			if it.Summary != nil {
				sum = *it.Summary
				return nil
			}
			if it.Err != nil {
				t.Fatal(it.Err)
			}
			got = append(got, it.Message)
			return nil
		})
		if err != nil || len(got) != 4 || sum.Read != 4 || sum.Expected != 4 {
			t.Fatalf("%s: %d items, %+v, %v", name, len(got), sum, err)
		}
		mail, sheet, lost, extra := got[0], got[1], got[2], got[3]
		want := time.Date(2024, 3, 4, 14, 15, 0, 0, time.UTC)
		if mail.Kind != message.Email || mail.Subject != "First line" || !mail.Date.Equal(want) || mail.Zone != "America/New_York" {
			t.Errorf("%s: mail %+v", name, mail)
		}
		if p := fmt.Sprint(mail.Parties); p != "[Roe, Jané <jroe@agency.example> Reed, Ann bo@b.example]" {
			t.Errorf("%s: parties %s", name, p)
		}
		if b := mail.Bodies; len(b) != 1 || b[0].Text != "The first text.\n" || len(mail.Attached) != 2 || mail.Attached[1].Name != "ABC002.tif" {
			t.Errorf("%s: bodies %v, attachments %v", name, b, mail.Attached)
		}
		if sheet.Kind != message.Document || sheet.Subject != "plan.xlsx" || sheet.Bodies[0].Text != "café" || len(sheet.Attached) != 1 || sheet.Attached[0].Name != "plan.xlsx" || sheet.Header("PARENTID") != "ABC001" {
			t.Errorf("%s: attachment %+v", name, sheet)
		}
		if len(lost.Problems) == 0 || lost.Problems[len(lost.Problems)-1].Code != archive.ProblemLink || extra.Subject != "extra.doc" {
			t.Errorf("%s: %v, %q", name, lost.Problems, extra.Subject)
		}
	}
}

// TestRaggedRowsAreNotGuessedAt: a row that does not fit is told with its
// number; its neighbours are read.
func TestRaggedRowsAreNotGuessedAt(t *testing.T) {
	text := dat([]string{"BEGBATES", "SUBJECT"}, []string{"A1", "one"}, []string{"A2", "two", "three"}, []string{"A3", "line\r\nend þ in it"}, []string{"A4"}) + "\r\n" + dat([]string{"A5", "five"}) + "þA6þ\x14þopen"
	src := archive.Source{Name: "x.dat", FS: fstest.MapFS{"x.dat": {Data: []byte(text)}}, Main: "x.dat"}
	var got []string
	err := archive.LoadFile{}.Read(context.Background(), src, func(it archive.Item) error {
		switch {
		case it.Err != nil:
			got = append(got, fmt.Sprint(it.At.Ordinal, " ", fault.CodeOf(it.Err), " ", strings.Contains(it.Err.Error(), fmt.Sprintf("row %d", it.At.Ordinal+1))))
		case it.Message != nil:
			got = append(got, fmt.Sprint(it.At.Ordinal, " ", it.Message.Subject))
		}
		return nil
	})
	want := []string{"0 one", "1 damaged true", "2 line end þ in it", "3 damaged true", "4 five", "5 damaged true"}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v; want %q", got, err, want)
	}
}

// TestOpenLoadFileByName finds what a DAT names when it is given alone, and as
// one source when its folder is.
func TestOpenLoadFileByName(t *testing.T) {
	dir := t.TempDir()
	for name, f := range volume("VOL001/DATA/VOL001.dat", []byte(dat(datRows...))) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		path string
		want int
	}{{"VOL001/DATA/VOL001.dat", 3}, {"VOL001", 4}, {".", 4}} {
		srcs, err := archive.OpenSource(filepath.Join(dir, c.path))
		if err != nil || len(srcs) != 1 {
			t.Fatalf("%s: %d sources, %v", c.path, len(srcs), err)
		}
		f, err := archive.Detect(srcs[0])
		if err != nil {
			t.Fatal(err)
		}
		n, texts := 0, 0
		err = f.Read(context.Background(), srcs[0], func(it archive.Item) error {
			if it.Message != nil {
				n, texts = n+1, texts+len(it.Message.Bodies)
			}
			return nil
		})
		if err != nil || n != c.want || texts != 2 {
			t.Errorf("%s: %d items, %d texts, %v", c.path, n, texts, err)
		}
	}
}

func FuzzLoadFile(f *testing.F) {
	f.Add([]byte(dat(datRows...)))
	f.Add(latin(dat(datRows[:2]...)))
	f.Add(utf16BOM(dat(datRows[:2]...)))
	f.Fuzz(func(t *testing.T, data []byte) {
		src := archive.Source{Name: "v", FS: volume("VOL001/DATA/VOL001.dat", data), Main: "VOL001/DATA/VOL001.dat"}
		items, told := int64(0), int64(-1)
		err := archive.LoadFile{}.Read(context.Background(), src, func(it archive.Item) error {
			if it.Summary != nil {
				told = it.Summary.Read + it.Summary.Failed
				return nil
			}
			items++
			return nil
		})
		if err != nil && fault.CodeOf(err) == fault.Internal || err == nil && items != told {
			t.Fatalf("%d items, %d counted, %v", items, told, err)
		}
	})
}
