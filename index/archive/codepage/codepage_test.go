package codepage

import "testing"

func TestEncoding(t *testing.T) {
	for page, c := range map[int][2]string{
		932: {"\x93\xfa", "日"}, 936: {"\xd6\xd0", "中"}, 950: {"\xa4\xa4", "中"}, 949: {"\xc7\xd1", "한"},
		1251: {"\xc6", "Ж"}, 1252: {"\x80", "€"}, 28591: {"\x80", "€"}, 20866: {"\xf6", "Ж"}, 65001: {"é", "é"},
	} {
		e := Encoding(page)
		if e == nil {
			t.Errorf("code page %d is not known", page)
			continue
		}
		if got, err := e.NewDecoder().String(c[0]); err != nil || got != c[1] {
			t.Errorf("code page %d: %q, %v, want %q", page, got, err, c[1])
		}
	}
	if Encoding(1200) != nil || Encoding(0) != nil || Encoding(-5) != nil {
		t.Error("a number that names no 8-bit page has a decoder")
	}
}
