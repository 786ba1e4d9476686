package cli

import (
	"context"
	"flag"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"vaughn/index/fault"
)

var update = flag.Bool("update", false, "rewrite the expected outputs in the scripts")

func TestMain(m *testing.M) {
	runAsProgram()
	testscript.Main(m, map[string]func(){"vaughn": func() {
		env := &Env{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Window: func(_ context.Context, dir string) error {
			return &fault.Error{Code: fault.NoDisplay, Op: "opening the window", Subject: dir}
		}}
		os.Exit(Run(context.Background(), env, os.Args[1:]))
	}})
}

// TestScripts runs the program as a person would, one script a theme.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata", UpdateScripts: *update, RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("HOME", e.WorkDir) // the compiled reader is cached there
			if dir, err := os.UserCacheDir(); err == nil {
				e.Setenv("XDG_CACHE_HOME", dir)
			}
			return nil
		}})
}
