package search

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	bolt "go.etcd.io/bbolt"
)

// rootFile lists the segments of the index. It is a bbolt file, which is mapped
// into memory.
const rootFile = "root.bolt"

// sound reads all that the root file says before the index does. QUIRK: bleve
// reads it in goroutines of its own, where a file that was cut off stops the
// whole program with a fault of the memory map; here the same fault is an error.
func sound(dir string) (err error) {
	path := filepath.Join(dir, rootFile)
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("its list of segments cannot be read: %v", p)
		}
	}()
	db, err := bolt.Open(path, 0o600, &bolt.Options{ReadOnly: true, Timeout: time.Second})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return db.View(func(tx *bolt.Tx) error {
		if tx.Size() > info.Size() {
			return errors.New("its list of segments is cut off")
		}
		return tx.ForEach(func(_ []byte, b *bolt.Bucket) error { return walk(b, 0) })
	})
}

// maxBuckets is how deep buckets may nest; bleve nests three.
const maxBuckets = 16

// walk touches every key and value of a bucket.
func walk(b *bolt.Bucket, depth int) error {
	if depth > maxBuckets {
		return errors.New("its list of segments never ends")
	}
	var sum byte
	err := b.ForEach(func(k, v []byte) error {
		for _, c := range k {
			sum ^= c
		}
		for _, c := range v {
			sum ^= c
		}
		if v != nil {
			return nil
		}
		if inner := b.Bucket(k); inner != nil {
			return walk(inner, depth+1)
		}
		return errors.New("its list of segments names one that is not there")
	})
	if err == nil {
		b.Bucket([]byte{sum}) // what was read must not be optimised away
	}
	return err
}
