package store_test

import (
	"testing"

	"vaughn/index/disk/disktest"
	"vaughn/index/store"
	"vaughn/index/store/storetest"
)

func TestOnRealDisk(t *testing.T) {
	storetest.Run(t, func(t *testing.T) *store.Store { s, _ := create(t); return s })
}

// TestOnTestDisk shows that the file layer of the crash tests is a file layer.
func TestOnTestDisk(t *testing.T) {
	storetest.Run(t, func(t *testing.T) *store.Store {
		d, dir := disktest.New(), t.TempDir()
		d.MkdirAll(dir)
		s, err := store.Create(t.Context(), dir, meta(), store.WithDisk(storetest.Mount(t, d), d))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		return s
	})
}
