package app

import (
	"errors"
	"os"
	"runtime/debug"
	"strings"
	"testing"
	"time"
)

// TestCrashFileHoldsNoContent: the value of a panic may quote a record; only
// run-time errors, which cannot, are written out.
func TestCrashFileHoldsNoContent(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	crash := func(f func()) string {
		t.Helper()
		var path string
		func() {
			defer func() { path = crashFile(recover(), debug.Stack(), time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)) }()
			f()
		}()
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if st, _ := os.Stat(path); st.Mode().Perm()&0o077 != 0 {
			t.Errorf("others may read it: %v", st.Mode())
		}
		return string(data)
	}
	text := crash(func() { panic(errors.New("secret words of a record")) })
	if strings.Contains(text, "secret") || !strings.Contains(text, "app_test.go") {
		t.Errorf("the crash file: %s", text)
	}
	if text = crash(func() { _ = []int{}[len(text)] }); !strings.Contains(text, "index out of range") {
		t.Errorf("the crash file: %s", text)
	}
}

func TestMainGivesTheExitStatus(t *testing.T) {
	var out, errs strings.Builder
	if got := Main([]string{"version"}, nil, &out, &errs); got != 0 || !strings.HasPrefix(out.String(), "Vaughn ") {
		t.Errorf("version: %d %q %q", got, out.String(), errs.String())
	}
	if got := Main([]string{"frobnicate"}, nil, &out, &errs); got != 2 {
		t.Errorf("an unknown command: %d", got)
	}
	if got := Main([]string{"ledger", t.TempDir()}, nil, &out, &errs); got != 3 || !strings.Contains(errs.String(), "case.db") {
		t.Errorf("no case: %d %q", got, errs.String())
	}
}
