// Package blobtest says what every blob.Store must do.
package blobtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"vaughn/index/blob"
	"vaughn/index/fault"
	"vaughn/index/message"
)

// Run tests a store; open gives an empty one.
func Run(t *testing.T, open func(t *testing.T) blob.Store) {
	t.Run("put and open", func(t *testing.T) { putOpen(t, open(t)) })
	t.Run("absent", func(t *testing.T) { absent(t, open(t)) })
	t.Run("failing source", func(t *testing.T) { failing(t, open(t)) })
	t.Run("many at once", func(t *testing.T) { many(t, open(t)) })
}

func ref(data []byte) message.BlobRef {
	sum := sha256.Sum256(data)
	return message.BlobRef(hex.EncodeToString(sum[:]))
}

func putOpen(t *testing.T, s blob.Store) {
	ctx := t.Context()
	for _, data := range [][]byte{nil, []byte("a"), bytes.Repeat([]byte("0123456789"), 50_000), []byte("a")} {
		got, n, err := s.Put(ctx, iotest.OneByteReader(bytes.NewReader(data)))
		if err != nil || got != ref(data) || n != int64(len(data)) {
			t.Fatalf("put %d bytes: %s, %d, %v", len(data), got, n, err)
		}
		if ok, err := s.Has(ctx, got); !ok || err != nil {
			t.Fatalf("has: %v, %v", ok, err)
		}
		f, err := s.Open(ctx, got)
		if err != nil {
			t.Fatal(err)
		}
		if err := iotest.TestReader(f, data); err != nil && len(data) < 100 {
			t.Error(err)
		}
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			t.Error(err)
		}
		if back, err := io.ReadAll(f); err != nil || !bytes.Equal(back, data) {
			t.Errorf("read %d bytes back as %d: %v", len(data), len(back), err)
		}
		if err := errors.Join(f.Close(), blob.Check(ctx, s, got)); err != nil {
			t.Error(err)
		}
	}
}

func absent(t *testing.T, s blob.Store) {
	ctx := t.Context()
	for _, r := range []message.BlobRef{ref([]byte("never")), "", "../../etc/passwd", message.BlobRef(strings.Repeat("A", 64))} {
		if ok, err := s.Has(ctx, r); ok || err != nil {
			t.Errorf("has %q: %v, %v", r, ok, err)
		}
		if _, err := s.Open(ctx, r); fault.CodeOf(err) != fault.NotFound {
			t.Errorf("open %q: %v", r, err)
		}
		if err := blob.Check(ctx, s, r); fault.CodeOf(err) != fault.NotFound {
			t.Errorf("check %q: %v", r, err)
		}
	}
}

func failing(t *testing.T, s blob.Store) {
	broken := errors.New("broken source")
	half := io.MultiReader(strings.NewReader("half"), iotest.ErrReader(broken))
	if _, _, err := s.Put(t.Context(), half); !errors.Is(err, broken) {
		t.Errorf("a broken source gave %v", err)
	}
	if ok, _ := s.Has(t.Context(), ref([]byte("half"))); ok {
		t.Error("half of a source was kept")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := s.Put(ctx, strings.NewReader("late")); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled put gave %v", err)
	}
}

func many(t *testing.T, s blob.Store) {
	var wg sync.WaitGroup
	for i := range 64 {
		wg.Go(func() {
			data := []byte(strings.Repeat("x", i%8))
			if got, _, err := s.Put(t.Context(), bytes.NewReader(data)); err != nil || got != ref(data) {
				t.Errorf("put: %s, %v", got, err)
			}
		})
	}
	wg.Wait()
	for i := range 8 {
		if err := blob.Check(t.Context(), s, ref([]byte(strings.Repeat("x", i)))); err != nil {
			t.Error(err)
		}
	}
}
