package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// asProgram is how a test starts itself as the program.
const asProgram = "VAUGHN_TEST_AS_PROGRAM"

func program(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	return cmd
}

// atTime names a moment at which such a program believes to be.
const atTime = "VAUGHN_TEST_TIME"

func runAsProgram() {
	if os.Getenv(asProgram) != "1" {
		return
	}
	env := &Env{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}
	if t, err := time.Parse(time.RFC3339, os.Getenv(atTime)); err == nil {
		env.Now = func() time.Time { return t }
	}
	os.Exit(Run(context.Background(), env, os.Args[1:]))
}

// TestKilledImportLosesNothing kills the program at random moments of one
// import and starts it again until it is done: every message is there once,
// can be found, and the journal is whole.
func TestKilledImportLosesNothing(t *testing.T) {
	dir := t.TempDir()
	const n = 4000
	var b bytes.Buffer
	for i := range n {
		fmt.Fprintf(&b, "From x@y.example Thu Jan  4 10:00:00 2024\nFrom: p%d@y.example\nSubject: mail %d\nMessage-ID: <%d@y.example>\n\nword%d %0400d\n\n", i, i, i, i, i)
	}
	box := filepath.Join(dir, "box.mbox")
	if err := os.WriteFile(box, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	c := filepath.Join(dir, "case")
	if out, err := program("new", c).CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	rng := rand.New(rand.NewPCG(3, uint64(time.Now().UnixNano())))
	kills := 0
	for try := 0; ; try++ {
		cmd := program("import", c, box)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if kills < 6 {
			time.AfterFunc(time.Duration(5+rng.IntN(150))*time.Millisecond, func() { _ = cmd.Process.Kill() })
		}
		err := cmd.Wait()
		if err == nil {
			break
		}
		if kills++; kills > 6 {
			t.Fatalf("the import fails by itself: %v", err)
		}
	}
	t.Logf("killed %d times", kills)
	for query, want := range map[string]int{"*": n, "word17": 1, fmt.Sprint("word", n-1): 1, "subject:mail": n} {
		out, err := program("search", c, query, "--count", "--json").Output()
		var got struct{ Records, Messages int }
		if err != nil || json.Unmarshal(out, &got) != nil || got.Records != want || got.Messages != want {
			t.Errorf("%s: %s %v, want %d", query, out, err, want)
		}
	}
	if out, err := program("log", c, "--verify").CombinedOutput(); err != nil {
		t.Errorf("%v %s", err, out)
	}
	out, err := program("ledger", c, "--json").Output()
	if err != nil || !bytes.Contains(out, []byte(`"read":4000`)) || !bytes.Contains(out, []byte(`"finished":true`)) {
		t.Errorf("ledger %s %v", out, err)
	}
}
