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
// hidden things included. Without LibreOffice the file is unread. Its text may
// differ between versions of LibreOffice.
func (x *Extractor) convert(ctx context.Context, in *input, s *sheet, ext, to string) error {
	made, done, err := x.turn(ctx, in, ext, to)
	if err != nil {
		return err
	}
	defer done()
	out := &input{depth: in.depth}
	if err := out.from(made); err != nil {
		return fmt.Errorf("converting an office file: %w", err)
	}
	if !out.has("PK\x03\x04") {
		return damaged("converting an office file", errOther)
	}
	return readZip(ctx, x, out, s)
}

var (
	errNoOffice = &fault.Error{Code: fault.Format, Op: "converting an office file", Err: fmt.Errorf("no LibreOffice is installed")}
	errOther    = fmt.Errorf("LibreOffice wrote something else")
)

// turn has LibreOffice make a file of another kind in a private folder, which
// done removes. The file's name says nothing; it is a copy. The program has a
// profile of its own with macros, links and the network off, the context's time,
// and, where the system lets it, no network at all.
func (x *Extractor) turn(ctx context.Context, in *input, ext, to string) (made *os.File, done func(), err error) {
	const op = "converting an office file"
	if x.office == "" {
		return nil, nil, errNoOffice
	}
	dir, err := os.MkdirTemp("", "vaughn-*")
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", op, err)
	}
	drop := func() { os.RemoveAll(dir) }
	defer func() {
		if err != nil {
			drop()
		}
	}()
	src := filepath.Join(dir, "in"+ext)
	if err := copyOut(ctx, in, src); err != nil {
		return nil, nil, err
	}
	if err := profile(dir); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", op, err)
	}
	if err := x.run(ctx, dir, src, to); err != nil {
		if ctx.Err() != nil {
			return nil, nil, &fault.Error{Code: fault.Limit, Op: op, Err: ctx.Err()}
		}
		return nil, nil, damaged(op, fmt.Errorf("LibreOffice failed"))
	}
	made, err = os.Open(filepath.Join(dir, "out", "in."+to))
	if err != nil {
		return nil, nil, damaged(op, fmt.Errorf("LibreOffice wrote nothing"))
	}
	return made, func() { made.Close(); drop() }, nil
}

// run starts the program apart from the network; where the system forbids that
// way of starting, it starts it without.
func (x *Extractor) run(ctx context.Context, dir, src, to string) error {
	var err error
	for _, start := range []func(*exec.Cmd){apart, alone} {
		cmd := exec.CommandContext(ctx, x.office, "-env:UserInstallation="+fileURL(filepath.Join(dir, "profile")), "--headless", "--norestore",
			"--nolockcheck", "--nodefault", "--convert-to", to, "--outdir", filepath.Join(dir, "out"), src)
		cmd.Env = append(os.Environ(), "http_proxy="+nowhere, "https_proxy="+nowhere, "HOME="+dir, "TMPDIR="+dir)
		cmd.WaitDelay = 5 * time.Second
		alone(cmd)
		start(cmd)
		if err = cmd.Run(); cmd.Process != nil || ctx.Err() != nil {
			return err
		}
	}
	return err
}

// nowhere is a proxy that nothing answers.
const nowhere = "http://127.0.0.1:9"

func fileURL(path string) string {
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(path)}
	return u.String()
}

// settings are what the profile says before the program starts for the first
// time (the registry of LibreOffice: path, key, value).
var settings = [...][3]string{
	{"org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"},
	{"org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"},
	{"org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"},
	{"org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent", "true"},
	{"org.openoffice.Office.Writer/Content/Update", "Link", "0"},
	{"org.openoffice.Office.Calc/Content/Update", "Link", "2"},
	{"org.openoffice.Office.Jobs/Jobs/org.openoffice.Office.Jobs:Job['UpdateCheck']/Arguments", "AutoCheckEnabled", "false"},
	{"org.openoffice.Inet/Settings", "ooInetProxyType", "2"},
	{"org.openoffice.Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"},
	{"org.openoffice.Inet/Settings", "ooInetHTTPProxyPort", "9"},
	{"org.openoffice.Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"},
	{"org.openoffice.Inet/Settings", "ooInetHTTPSProxyPort", "9"},
}

func profile(dir string) error {
	user := filepath.Join(dir, "profile", "user")
	if err := os.MkdirAll(user, 0o700); err != nil {
		return err
	}
	text := `<?xml version="1.0" encoding="UTF-8"?>` + "\n" +
		`<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` + "\n"
	for _, s := range settings {
		text += `<item oor:path="/` + s[0] + `"><prop oor:name="` + s[1] + `" oor:op="fuse"><value>` + s[2] + "</value></prop></item>\n"
	}
	return os.WriteFile(filepath.Join(user, "registrymodifications.xcu"), []byte(text+"</oor:items>\n"), 0o600)
}

func copyOut(ctx context.Context, in *input, name string) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("converting an office file: %w", err)
	}
	_, err = io.Copy(f, in.reader(ctx))
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return fmt.Errorf("converting an office file: %w", err)
	}
	return nil
}
