package casework

import (
	"bytes"
	"path/filepath"
	"testing"

	"vaughn/index/progress"
	"vaughn/index/thread"
)

// TestKeysOfOldCases: a key made later from the source text is the key that is
// stored at import.
func TestKeysOfOldCases(t *testing.T) {
	ctx := t.Context()
	c, err := Sample(ctx, filepath.Join(t.TempDir(), "s"), false, Options{Actor: "tester"}, progress.None)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	stored, err := c.store.ThreadKeys(ctx)
	if err != nil || len(stored) != 66 {
		t.Fatalf("%d keys: %v", len(stored), err)
	}
	for _, k := range stored {
		r, err := c.store.ByNum(ctx, k.Num)
		if err != nil {
			t.Fatal(err)
		}
		m, err := c.headers(ctx, r)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(thread.KeyOf(m, r).Pack(), k.Body) {
			t.Errorf("record %d has another key now", k.Num)
		}
	}
}
