// Package app starts the program: the window when it can, the command line
// when it is asked for one. It is the only place that knows both.
package app

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"syscall"
	"time"

	"vaughn/app/cli"
)

// Main runs the program and gives its exit status: 0 done, 1 a person must
// look, 2 wrong usage, 3 nothing was done.
func Main(args []string, in io.Reader, out, errs io.Writer) (status int) {
	defer func() {
		if v := recover(); v != nil {
			path := crashFile(v, debug.Stack(), time.Now())
			fmt.Fprintf(errs, "vaughn stopped because of a defect of its own. Nothing that was acknowledged is lost.\nWhat happened is written to %s; it holds no text of your records.\n", path)
			status = 3
		}
	}()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	env := &cli.Env{In: in, Out: out, Err: errs, Window: openWindow, Terminal: isTerminal(errs)}
	return cli.Run(ctx, env, args)
}

// crashFile writes the stack of a defect and says where. The value of the
// panic is left out unless it is a run-time error: anything else could quote a
// record.
func crashFile(v any, stack []byte, at time.Time) string {
	what := fmt.Sprintf("a panic of type %T", v)
	if e, ok := v.(runtime.Error); ok {
		what = e.Error()
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		dir = os.TempDir()
	}
	dir = filepath.Join(dir, "vaughn")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		dir = os.TempDir()
	}
	path := filepath.Join(dir, "crash-"+at.UTC().Format("20060102-150405")+".txt")
	text := fmt.Sprintf("vaughn %s, %s, %s/%s\n%s\n%s\n\n%s", cli.Version, at.UTC().Format(time.RFC3339), runtime.GOOS, runtime.GOARCH, runtime.Version(), what, stack)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return "nowhere: " + err.Error()
	}
	return path
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	st, err := f.Stat()
	return err == nil && st.Mode()&os.ModeCharDevice != 0
}
