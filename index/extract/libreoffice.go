package extract

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"vaughn/index/fault"
)

// findOffice looks for an installed LibreOffice; "" when there is none.
func findOffice(want string) string {
	switch want {
	case "-":
		return ""
	case "":
	default:
		return want
	}
	for _, name := range []string{"soffice", "libreoffice"} {
		if p, err := exec.LookPath(name); err == nil {
			return p
		}
	}
	var places []string
	switch runtime.GOOS {
	case "windows":
		places = []string{filepath.Join(os.Getenv("ProgramFiles"), "LibreOffice", "program", "soffice.com")}
	case "darwin":
		places = []string{"/Applications/LibreOffice.app/Contents/MacOS/soffice"}
	}
	for _, p := range places {
		if st, err := os.Stat(p); err == nil && !st.IsDir() {
			return p
		}
	}
	return ""
}

// convert has LibreOffice turn an old document into a new one and reads that,
// hidden things included. It runs with a profile of its own in a private folder
// that is removed afterwards, which has macros off, and with proxies that lead
// nowhere. Without LibreOffice the file is unread. Its text may differ between
// versions of LibreOffice.
func (x *Extractor) convert(ctx context.Context, in *input, s *sheet, ext, to string) error {
	if x.office == "" {
		return &fault.Error{Code: fault.Format, Op: "reading an old office file", Err: fmt.Errorf("no LibreOffice is installed")}
	}
	dir, err := os.MkdirTemp("", "vaughn-*")
	if err != nil {
		return fmt.Errorf("converting an old office file: %w", err)
	}
	defer os.RemoveAll(dir)
	src := filepath.Join(dir, "in"+ext)
	if err := copyOut(ctx, in, src); err != nil {
		return err
	}
	profile := url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(dir, "profile"))}
	cmd := exec.CommandContext(ctx, x.office, "-env:UserInstallation="+profile.String(), "--headless", "--norestore", "--nolockcheck",
		"--nodefault", "--convert-to", to, "--outdir", filepath.Join(dir, "out"), src)
	cmd.Env = append(os.Environ(), "http_proxy=http://127.0.0.1:9", "https_proxy=http://127.0.0.1:9", "HOME="+dir, "TMPDIR="+dir)
	cmd.WaitDelay = 5 * time.Second
	alone(cmd)
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return &fault.Error{Code: fault.Limit, Op: "converting an old office file", Err: ctx.Err()}
		}
		return damaged("converting an old office file", fmt.Errorf("LibreOffice failed"))
	}
	return x.converted(ctx, in, s, filepath.Join(dir, "out", "in."+to))
}

func (x *Extractor) converted(ctx context.Context, in *input, s *sheet, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return damaged("converting an old office file", fmt.Errorf("LibreOffice wrote nothing"))
	}
	defer f.Close()
	out := &input{depth: in.depth}
	if err := out.from(f); err != nil {
		return fmt.Errorf("converting an old office file: %w", err)
	}
	if !out.has("PK\x03\x04") {
		return damaged("converting an old office file", fmt.Errorf("LibreOffice wrote something else"))
	}
	return readZip(ctx, x, out, s)
}

func copyOut(ctx context.Context, in *input, name string) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("converting an old office file: %w", err)
	}
	_, err = io.Copy(f, in.reader(ctx))
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return fmt.Errorf("converting an old office file: %w", err)
	}
	return nil
}
