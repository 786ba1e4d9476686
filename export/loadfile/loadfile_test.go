package loadfile

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
)

func TestDATReadsBack(t *testing.T) {
	var b bytes.Buffer
	w, err := DAT(&b, []string{"BEGBATES", "SUBJECT"})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range [][]string{{"A-001", "two\nlines"}, {"A-002", ""}, {"A-003", "a þorn, a ® and a \x14"}} {
		if err := w.Row(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	_, rows, err := ReadDAT(&b)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"two\nlines", "", "a thorn, a (R) and a "}
	for i, r := range rows {
		if r["SUBJECT"] != want[i] {
			t.Errorf("row %d: %q, want %q", i, r["SUBJECT"], want[i])
		}
	}
	if w.Row([]string{"short"}) == nil {
		t.Error("a row of the wrong width was taken")
	}
}

func TestReadDATIsStrict(t *testing.T) {
	for name, s := range map[string]string{
		"no mark":     "þAþ\r\n",
		"unqualified": bom + "þAþ\x14B\r\n",
		"ragged":      bom + "þAþ\x14þBþ\r\nþ1þ\r\n",
		"not UTF-8":   bom + "þAþ\r\n\xfe1\xfe\r\n",
		"inner thorn": bom + "þAþ\r\nþ1þ2þ\r\n",
	} {
		if _, _, err := ReadDAT(strings.NewReader(s)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestCSVDefusesFormulas(t *testing.T) {
	var b bytes.Buffer
	w, _ := CSV(&b, []string{"x"})
	_ = w.Row([]string{"=1+1"})
	_ = w.Close()
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil || rows[1][0] != "'=1+1" {
		t.Errorf("got %q, %v", rows, err)
	}
}

func FuzzDAT(f *testing.F) {
	f.Add("a\r\nb", "þ®")
	f.Fuzz(func(t *testing.T, a, b string) {
		var out bytes.Buffer
		w, _ := DAT(&out, []string{"A", "B"})
		if err := w.Row([]string{a, b}); err != nil {
			t.Fatal(err)
		}
		_ = w.Close()
		_, rows, err := ReadDAT(&out)
		if err != nil || len(rows) != 1 {
			t.Fatalf("%q %q: %d rows, %v", a, b, len(rows), err)
		}
	})
}
