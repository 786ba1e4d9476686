package chat

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// cut lists the elements with their places.
func cut(t testing.TB, r io.Reader, inside string, limit int) (out []string) {
	t.Helper()
	err := Elements(r, inside, limit, func(raw []byte, at int64, err error) error {
		out = append(out, fmt.Sprintf("%d %v %s", at, err, raw))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// FuzzElements: an array of objects gives those that the standard reader finds,
// and how a file is cut into reads changes nothing.
func FuzzElements(f *testing.F) {
	f.Add([]byte(`[{"a":1},{"b":[{"c":"]}\""}]}]`), "")
	f.Add([]byte("{\"a\":1}\n{\"b\":2}x{"), "")
	f.Add([]byte(`{"x":[1],"value":[{"a":1}],"y":[{"no":1}]}`), "value")
	f.Fuzz(func(t *testing.T, data []byte, inside string) {
		end := int64(0)
		_ = Elements(bytes.NewReader(data), inside, 64, func(raw []byte, at int64, err error) error {
			if at < end || len(raw) > 64 || !bytes.HasPrefix(data[at:], raw) {
				t.Fatalf("%q at %d after %d", raw, at, end)
			}
			end = at + int64(len(raw))
			return nil
		})
		whole := cut(t, bytes.NewReader(data), inside, 64)
		if pieces := cut(t, iotest.OneByteReader(bytes.NewReader(data)), inside, 64); strings.Join(whole, "\n") != strings.Join(pieces, "\n") {
			t.Errorf("whole %q\npieces %q", whole, pieces)
		}
		var list []json.RawMessage
		if inside != "" || json.Unmarshal(data, &list) != nil {
			return
		}
		var want []string
		for _, raw := range list {
			if raw[0] == '{' {
				want = append(want, string(raw))
			}
		}
		var got []string
		err := Elements(bytes.NewReader(data), "", 1<<20, func(raw []byte, _ int64, err error) error {
			got = append(got, string(raw))
			return err
		})
		if err != nil || strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("got %q, %v\nwant %q", got, err, want)
		}
	})
}
