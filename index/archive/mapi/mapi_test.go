package mapi_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vaughn/index/archive/mapi"
)

func TestDecode(t *testing.T) {
	for _, c := range []struct {
		what string
		typ  mapi.Type
		b    string
		want any
	}{
		{"16 bits, signed", mapi.Int16, "\xfe\xff", int64(-2)},
		{"32 bits, signed", mapi.Int32, "\xfe\xff\xff\xff", int64(-2)},
		{"32 bits, short", mapi.Int32, "\xfe\xff", nil},
		{"64 bits", mapi.Int64, "\x01\x00\x00\x00\x00\x00\x00\x80", int64(-1<<63) + 1},
		{"switch", mapi.Bool, "\x01\x00", true},
		{"one half", mapi.Float64, "\x00\x00\x00\x00\x00\x00\xe0\x3f", 0.5},
		{"time", mapi.Time, "\x00\x80\x3e\xd5\xde\xb1\x9d\x01", time.Unix(0, 0).UTC()},
		{"no time", mapi.Time, "\x00\x00\x00\x00\x00\x00\x00\x00", nil},
		{"the year 4501", mapi.Time, "\x00\x40\xdd\xa3\x57\x45\xb3\x0c", nil},
		{"days", mapi.AppTime, "\x00\x00\x00\x00\x00\x00\xf8\x3f", time.Date(1899, 12, 31, 12, 0, 0, 0, time.UTC)},
		{"days beyond reason", mapi.AppTime, "\xff\xff\xff\xff\xff\xff\xef\x7f", nil},
		{"UTF-16", mapi.String, "a\x00\x3d\xd8\xce\xdc\x00\x00", "a\U0001F4CE"},
		{"half a pair", mapi.String, "\x3d\xd8", "\uFFFD"},
		{"Latin", mapi.String8, "caf\xe9\x00", "café"},
		{"UTF-8 under a false name", mapi.String8, "caf\xc3\xa9", "café"},
	} {
		if d := cmp.Diff(c.want, mapi.Decode(c.typ, []byte(c.b), 1252)); d != "" {
			t.Errorf("%s: %s", c.what, d)
		}
	}
}

func TestDecodeText(t *testing.T) {
	for _, c := range []struct {
		page    int
		b, want string
	}{
		{1251, "\xcf\xf0\xe8", "При"}, {932, "\x93\xfa\x96\x7b", "日本"}, {950, "\xae\xe6\xa6\xa1", "格式"}, {936, "\xb8\xf1", "格"},
		{949, "\xb0\xa1", "가"}, {50220, "\x1b$BF|K\\\x1b(B", "日本"}, {65001, "\xc3\xa4", "ä"}, {65001, "\xe4", "ä"}, {20127, "\xe4", "ä"},
		{28605, "\xa4", "€"}, {866, "\x8f", "П"}, {0, "\x80", "€"}, {4711, "\x80", "€"}, {1200, "\xe4", "ä"},
	} {
		if got := mapi.DecodeText(c.page, []byte(c.b)); got != c.want {
			t.Errorf("code page %d: %q, want %q", c.page, got, c.want)
		}
	}
}

func TestNameOf(t *testing.T) {
	set := mapi.OutlookSet(mapi.SetTask)
	texts := []byte("\x04\x00\x00\x00h\x00i\x00")
	for _, c := range []struct {
		entry string
		want  mapi.Name
		ok    bool
	}{
		{"\x05\x81\x00\x00\x06\x00\x00\x00", mapi.Named(mapi.SetTask, 0x8105), true},
		{"\x00\x00\x00\x00\x05\x00\x00\x00", mapi.NamedText(mapi.SetPublicStrings, "hi"), true},
		{"\x00\x00\x00\x00\x07\x00\x00\x00", mapi.Name{Set: set, Text: "hi"}, true},
		{"\x07\x00\x00\x00\x02\x00\x00\x00", mapi.Named(mapi.SetMAPI, 7), true},
		{"\x00\x00\x00\x00\x08\x00\x00\x00", mapi.Name{}, false}, // a set beyond the list
		{"\x06\x00\x00\x00\x05\x00\x00\x00", mapi.Name{}, false}, // a text beyond the list
		{"\x00\x00", mapi.Name{}, false},
	} {
		got, ok := mapi.NameOf([]byte(c.entry), set[:], texts)
		if ok != c.ok || ok && got != c.want {
			t.Errorf("%x: %+v %v", c.entry, got, ok)
		}
	}
	if got, want := set.String(), "00062003-0000-0000-C000-000000000046"; got != want {
		t.Errorf("set %s, want %s", got, want)
	}
}
