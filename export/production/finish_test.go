package production

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vaughn/index/fault"
)

type killed struct{}

// killedRun runs a plan on a disk that ends the program before an operation for
// which when is true; what it leaves is what a killed program leaves.
func killedRun(t *testing.T, m *memory, p Plan, out string, when func(op string) bool) (was bool) {
	t.Helper()
	o := trusting(options(t))
	o.disk = &faulty{begun: func(op string) {
		if when(op) {
			panic(killed{})
		}
	}}
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(killed); !ok {
				panic(r)
			}
			was = true
		}
	}()
	if _, err := Run(t.Context(), m, p, out, o); err != nil {
		t.Fatal(err)
	}
	return false
}

// roots are those of the journal's productions.
func (m *memory) roots(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, e := range m.kept {
		var p Produced
		if err := json.Unmarshal(e.Changes[0].After, &p); err != nil {
			t.Fatal(err)
		}
		out[p.Name] = p.Root
	}
	return out
}

// A run that is killed behind the entry in the journal has given its numbers: no
// later run removes its folder, and the next one to the same place names it.
func TestKilledBehindTheEntry(t *testing.T) {
	for kill := 1; ; kill++ {
		m := sampleOf(t, 2)
		p := plan(t, m, testSpec())
		out := filepath.Join(t.TempDir(), "out")
		n := 0
		was := killedRun(t, m, p, out, func(string) bool {
			if len(m.kept) > 0 {
				n++
			}
			return n == kill
		})
		if !was {
			if kill < 4 {
				t.Errorf("only %d operations behind the entry", kill-1)
			}
			return
		}
		s := testSpec()
		s.Name, s.Bates.Start = "Another", 500
		p = plan(t, m, s)
		p.Frozen.Roots = m.roots(t)
		rep, err := Run(t.Context(), m, p, out, trusting(options(t)))
		if fault.CodeOf(err) != fault.Exists {
			t.Fatalf("killed at %d: %v %v", kill, err, rep.Findings)
		}
		if cert, fs, err := verify(t, out); err != nil || len(fs) > 0 || cert.Production != "Test release" {
			t.Errorf("killed at %d: %v %v %v", kill, err, fs, cert.Production)
		}
		if len(m.kept) != 1 {
			t.Errorf("killed at %d: %d entries", kill, len(m.kept))
		}
	}
}

// A run that is killed before that entry gave no number: its folder is removed,
// however whole it looks, even beside a production of the same root.
func TestKilledBeforeTheEntry(t *testing.T) {
	for _, op := range []string{"write certificate.json", "close certificate.json"} {
		m := sampleOf(t, 2)
		p := plan(t, m, testSpec())
		out := filepath.Join(t.TempDir(), "out")
		if !killedRun(t, m, p, out, func(o string) bool { return o == op }) {
			t.Fatalf("no %s", op)
		}
		if len(m.kept) > 0 {
			t.Fatal("the entry came first")
		}
		root := ""
		if data, err := os.ReadFile(filepath.Join(out+partial, "certificate.json")); err == nil && op != "write certificate.json" {
			c, err := readWhole(data)
			if err != nil {
				t.Fatal(err)
			}
			root = c.Root
		}
		for _, roots := range []map[string]string{nil, {"Another": root}, {"": ""}, {"Test release": "0"}} {
			if _, ok, err := Finish(out, roots); ok || err != nil {
				t.Errorf("%s, %v: %v %v", op, roots, ok, err)
			}
		}
		if _, err := Run(t.Context(), m, p, out, trusting(options(t))); err != nil {
			t.Errorf("%s: the next run: %v", op, err)
		}
		if _, err := os.Lstat(out + partial); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v is left", op, out+partial)
		}
	}
}

// A folder of the final name is never touched, nor one of the user's beside it.
func TestFinishTouchesNothingElse(t *testing.T) {
	m := sampleOf(t, 2)
	out := produce(t, m, testSpec())
	if err := os.CopyFS(out+partial, os.DirFS(out)); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := Finish(out, m.roots(t)); ok || fault.CodeOf(err) != fault.Exists {
		t.Errorf("%v %v", ok, err)
	}
	other := filepath.Join(t.TempDir(), "out")
	if err := os.MkdirAll(other+partial, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(other+partial, "mine.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	p := plan(t, m, testSpec())
	p.Frozen.Roots = m.roots(t)
	if _, err := Run(t.Context(), m, p, other, trusting(options(t))); fault.CodeOf(err) != fault.Exists || !strings.Contains(fault.Hint(err), "Look into") {
		t.Errorf("%v %q", err, fault.Hint(err))
	}
	if _, err := os.Lstat(filepath.Join(other+partial, "mine.txt")); err != nil {
		t.Error(err)
	}
}
