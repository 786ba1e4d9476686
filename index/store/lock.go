package store

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"path/filepath"
	"time"

	"vaughn/index/fault"
)

// lock is the claim of one program on a case folder. The operating system
// gives it back when the program ends, however it ends; the file's text only
// says who holds it and proves nothing.
type lock struct{ f *os.File }

var errHeld = errors.New("held")

func takeLock(op, dir string) (*lock, error) {
	path := filepath.Join(dir, lockName)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, coded(op, path, err)
	}
	if err := claim(f); err != nil {
		who := holder(f)
		f.Close()
		if !errors.Is(err, errHeld) {
			return nil, coded(op, path, err)
		}
		return nil, &fault.Error{Code: fault.Locked, Op: op, Subject: dir, Err: fmt.Errorf("it is open already (%s)", who),
			Hint: "Close the case in the other program or window first."}
	}
	text := describe()
	if err := errors.Join(f.Truncate(0), write(f, text)); err != nil {
		f.Close()
		return nil, coded(op, path, err)
	}
	return &lock{f}, nil
}

func write(f *os.File, text string) error {
	_, err := f.WriteAt([]byte(text), 0)
	return err
}

func describe() string {
	name := "unknown"
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	host, err := os.Hostname()
	if err != nil {
		host = "this computer"
	}
	return fmt.Sprintf("by %s on %s, process %d, since %s", name, host, os.Getpid(), time.Now().Format("2006-01-02 15:04"))
}

func holder(f *os.File) string {
	text, _ := io.ReadAll(io.NewSectionReader(f, 0, 300))
	text = bytes.ToValidUTF8(bytes.TrimSpace(text), nil)
	if len(text) == 0 {
		return "by another program"
	}
	return string(text)
}

// release lets the case go. The file stays: removing it would let two programs
// hold two files of one name.
func (l *lock) release() { _ = l.f.Close() }
