package pst

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"vaughn/index/archive/pst/psttest"
)

func TestWrongEncodingInHeader(t *testing.T) {
	for _, c := range []struct {
		says byte
		is   Crypt
	}{{0, CryptPermute}, {2, CryptPermute}, {1, CryptNone}, {1, CryptCyclic}, {9, CryptNone}} {
		opt := psttest.Options{Layout: psttest.Unicode, Crypt: c.says, Encode: encoder(c.is)}
		h := mustWalk(t, psttest.Build(opt, desk()))
		if len(h.items) != deskItems || len(h.problems) == 0 || h.lost() > 0 || h.file.Info().Crypt != c.is {
			t.Errorf("%+v: %d items, encoding %v, problems %v", c, len(h.items), h.file.Info().Crypt, h.problems)
		}
	}
}

func TestHeaderChecksum(t *testing.T) {
	for name, opt := range layouts() {
		data := psttest.Build(opt, desk())
		data[4] ^= 1
		h := mustWalk(t, data)
		if len(h.items) != deskItems || len(h.problems) != 1 || h.problems[0].Offset != 4 || h.problems[0].Lost {
			t.Errorf("%s: %d items, problems %v", name, len(h.items), h.problems)
		}
	}
}

// TestOther4KRules has a 4K file whose checksums and trailers follow no rule known here: it is read all the same, and
// the reader says once that it checks nothing.
func TestOther4KRules(t *testing.T) {
	w := psttest.New(psttest.Options{Layout: psttest.Unicode4K, Pack: psttest.Zlib})
	w.Store(desk())
	data := w.Bytes()
	for _, p := range w.Pages {
		clear(data[p.At+4076 : p.At+4080])
	}
	var ends []int
	for _, at := range w.BlockAt {
		ends = append(ends, at)
	}
	slices.Sort(ends)
	for _, at := range append(ends[1:], w.Pages[0].At) {
		if at%512 == 0 {
			clear(data[at-24 : at])
		}
	}
	h := mustWalk(t, data)
	if len(h.items) != deskItems || len(h.problems) != 2 || h.lost() > 0 || h.file.Info().Damaged {
		t.Errorf("%d items, problems %v", len(h.items), h.problems)
	}
	readAll(h)
	if len(h.problems) != 2 {
		t.Errorf("problems %v", h.problems)
	}
}

func TestOpenRefuses(t *testing.T) {
	good := psttest.Build(psttest.Options{Layout: psttest.Unicode}, psttest.Store{})
	edit := func(at int, b ...byte) []byte {
		out := bytes.Clone(good)
		copy(out[at:], b)
		return out
	}
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"empty":     {nil, ErrFormat},
		"short":     {good[:300], ErrFormat},
		"magic":     {edit(0, 'P', 'K'), ErrFormat},
		"version":   {edit(10, 7), ErrFormat},
		"protected": {edit(513, 0x10), ErrProtected},
	} {
		if _, err := walk(t, c.data, Options{}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}
