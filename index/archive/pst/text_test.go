package pst

import (
	"testing"
	"testing/quick"
	"time"
	"unicode/utf16"
)

// TestUTF16 compares the decoder with the standard one on arbitrary code units, good and bad surrogates included.
func TestUTF16(t *testing.T) {
	same := func(u []uint16, plain bool) bool {
		var b []byte
		for i, v := range u {
			if plain && i%7 > 0 {
				v &= 0x7F
			} else if v%5 == 0 {
				v = v&0x7FF | 0xD800
			}
			u[i] = v
			b = append(b, byte(v), byte(v>>8))
		}
		for len(u) > 0 && u[len(u)-1] == 0 {
			u = u[:len(u)-1]
		}
		return utf16Text(b) == string(utf16.Decode(u))
	}
	if err := quick.Check(same, &quick.Config{MaxCount: 2000}); err != nil {
		t.Error(err)
	}
	if s := utf16Text([]byte{'a', 0, 'b'}); s != "a" {
		t.Errorf("odd byte: %q", s)
	}
}

func TestDecodeText(t *testing.T) {
	for _, c := range []struct {
		codePage int
		in, want string
	}{
		{0, "caf\xe9\x00", "café"}, {1252, "\x80", "€"}, {28591, "\x80", "€"}, {1251, "\xcf\xf0", "Пр"},
		{932, "\x93\xfa\x96{", "日本"}, {50220, "\x1b$BF|K\\\x1b(B", "日本"}, {936, "\xd6\xd0", "中"}, {950, "\xa4\xa4", "中"},
		{949, "\xc7\xd1", "한"}, {65001, "é", "é"}, {65001, "\xff", "\uFFFD"}, {20866, "\xf0", "П"}, {77, "\xe9", "é"}, {1200, "a", "a"},
	} {
		if got := decodeText(c.codePage, []byte(c.in)); got != c.want {
			t.Errorf("code page %d: %q, want %q", c.codePage, got, c.want)
		}
	}
}

func TestTimes(t *testing.T) {
	for _, c := range []struct {
		ticks uint64
		want  string
	}{
		{0, ""}, {noDateTicks, ""}, {1<<64 - 1, ""}, {116444736000000000, "1970-01-01T00:00:00Z"},
		{1, "1601-01-01T00:00:00.0000001Z"}, {133541212290000005, "2024-03-05T14:07:09.0000005Z"},
	} {
		got, ok := fileTime(c.ticks)
		if text := got.Format(time.RFC3339Nano); ok != (c.want != "") || ok && text != c.want {
			t.Errorf("%d ticks: %s, %v, want %s", c.ticks, text, ok, c.want)
		}
	}
	if got, ok := appTime(25569.5); !ok || got.Format(time.RFC3339) != "1970-01-01T12:00:00Z" {
		t.Errorf("day 25569.5 is %v", got)
	}
	if _, ok := appTime(-1); ok {
		t.Error("day -1 is a date")
	}
}

func TestKinds(t *testing.T) {
	for class, want := range map[string]Kind{"IPM.Note": KindMail, "ipm.note.SMIME": KindMail, "": KindMail, "IPM.Notes": KindOther,
		"IPM.Appointment": KindAppointment, "IPM.Schedule.Meeting.Canceled": KindMeeting, "IPM.Contact": KindContact,
		"IPM.DistList": KindDistList, "IPM.Task": KindTask, "IPM.TaskRequest.Accept": KindTask, "IPM.StickyNote": KindNote,
		"IPM.Activity": KindJournal, "IPM.Post.RSS": KindPost, "REPORT.IPM.Note.NDR": KindReport, "IPM.Configuration.X": KindOther} {
		if got := KindOf(class); got != want {
			t.Errorf("%s is %v, want %v", class, got, want)
		}
	}
}

func TestSubjectMark(t *testing.T) {
	for in, want := range map[string]struct {
		s string
		n int
	}{"": {"", 0}, "plain": {"plain", 0}, "\x01\x05RE: x": {"RE: x", 4}, "\x01\x01x": {"x", 0}, "\x01": {"\x01", 0}} {
		if s, n := cutMark(in); s != want.s || n != want.n {
			t.Errorf("%q: %q, %d", in, s, n)
		}
	}
}

func TestGUID(t *testing.T) {
	g, err := ParseGUID("{00062008-0000-0000-C000-000000000046}")
	if err != nil || g != OutlookGUID(SetCommon) || g.String() != "00062008-0000-0000-C000-000000000046" {
		t.Errorf("%v, %v", g, err)
	}
	if _, err := ParseGUID("00062008"); err == nil {
		t.Error("short GUID accepted")
	}
}

// TestSubstitution checks the properties that the tables must have for the encodings to be reversible.
func TestSubstitution(t *testing.T) {
	s := substitutions()
	for v := range 256 {
		if s.i[s.r[v]] != byte(v) || s.s[s.s[v]] != byte(v) {
			t.Fatalf("tables are not inverse at %d", v)
		}
	}
	for _, c := range []Crypt{CryptNone, CryptPermute, CryptCyclic} {
		b := attachmentBytes(3000)
		if e := encoder(c); e != nil {
			e(b, 0x1234567)
		}
		c.decode(b, 0x1234567)
		if string(b) != string(attachmentBytes(3000)) {
			t.Errorf("%v does not decode what it encodes", c)
		}
	}
}

// TestCache compares the cache with a list that is searched and cut naively.
func TestCache(t *testing.T) {
	same := func(ops []uint16) bool {
		const limit = 2000
		c := newCache[int](limit)
		type slot struct{ key, cost int }
		var model []slot // newest first
		for _, op := range ops {
			key, cost := int(op%13), int(op>>8)
			at := -1
			for i, s := range model {
				if s.key == key {
					at = i
				}
			}
			if op&0x80 == 0 {
				v, ok := c.get(uint64(key))
				if ok != (at >= 0) || ok && v != key {
					return false
				}
				if ok {
					s := model[at]
					model = append([]slot{s}, append(model[:at:at], model[at+1:]...)...)
				}
				continue
			}
			c.put(uint64(key), key, cost)
			if at >= 0 {
				continue
			}
			model = append([]slot{{key, cost + entryOverhead}}, model...)
			for {
				sum := 0
				for _, s := range model {
					sum += s.cost
				}
				if sum <= limit || len(model) == 1 {
					break
				}
				model = model[:len(model)-1]
			}
		}
		return len(c.m) == len(model)
	}
	if err := quick.Check(same, &quick.Config{MaxCount: 500}); err != nil {
		t.Error(err)
	}
}

func TestBitmap(t *testing.T) {
	same := func(in []uint32) bool {
		b, model := make(bitmap), make(map[uint64]bool)
		for _, v := range in {
			n := uint64(v % 9000)
			if b.add(n) == model[n] {
				return false
			}
			model[n] = true
		}
		for n := range uint64(9000) {
			if b.has(n) != model[n] {
				return false
			}
		}
		return true
	}
	if err := quick.Check(same, nil); err != nil {
		t.Error(err)
	}
}
