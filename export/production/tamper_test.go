package production

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// folder is a produced folder that somebody changes.
type folder struct {
	t   *testing.T
	dir string
}

func (f folder) at(p string) string { return filepath.Join(f.dir, filepath.FromSlash(p)) }

func (f folder) read(p string) string {
	data, err := os.ReadFile(f.at(p))
	if err != nil {
		f.t.Fatal(err)
	}
	return string(data)
}

func (f folder) write(p, data string) {
	if err := os.WriteFile(f.at(p), []byte(data), 0o644); err != nil {
		f.t.Fatal(err)
	}
}

func (f folder) change(p, old, new string) {
	data := f.read(p)
	if !strings.Contains(data, old) {
		f.t.Fatalf("%s does not hold %q", p, old)
	}
	f.write(p, strings.Replace(data, old, new, 1))
}

// sign writes the certificate anew after change, with right sums and root: what
// somebody would do who knows how it is made.
func (f folder) sign(change func(*whole)) {
	var c whole
	if err := json.Unmarshal([]byte(f.read("certificate.json")), &c); err != nil {
		f.t.Fatal(err)
	}
	if change != nil {
		change(&c)
	}
	for i, x := range c.Files {
		if data, err := os.ReadFile(f.at(x.Path)); err == nil {
			sum := sha256.Sum256(data)
			c.Files[i].SHA256, c.Files[i].Bytes = hex.EncodeToString(sum[:]), int64(len(data))
		}
	}
	c.Root = c.root()
	data, err := c.json()
	if err != nil {
		f.t.Fatal(err)
	}
	f.write("certificate.json", string(data))
}

// Each change of a finished folder is found by the check that is named.
func TestTampered(t *testing.T) {
	clean := produce(t, sample(t), testSpec())
	at := tablesOf("")
	cell := func(old, new string) func(folder) {
		return func(f folder) { f.change(at.dat, old, new); f.sign(nil) }
	}
	cert := func(change func(*whole)) func(folder) { return func(f folder) { f.sign(change) } }
	for _, c := range []struct {
		name, check string
		change      func(f folder)
	}{
		{"extra file", "files", func(f folder) { f.write("DATA/notes.txt", "Quistgaard") }},
		{"extra file, listed", "files", func(f folder) {
			f.write("DATA/notes.txt", "Quistgaard")
			f.sign(func(c *whole) { c.Files = append(c.Files, CertFile{Path: "DATA/notes.txt"}) })
		}},
		{"empty folder", "files", func(f folder) { _ = os.Mkdir(f.at("Quistgaard"), 0o755) }},
		{"empty folder in another", "files", func(f folder) { _ = os.MkdirAll(f.at("PDF/Quistgaard/x"), 0o755) }},
		{"file name", "files", func(f folder) { _ = os.Rename(f.at("TEXT/T-000001.txt"), f.at("TEXT/Quistgaard.txt")) }},
		{"file name, signed", "files", func(f folder) {
			_ = os.Rename(f.at("TEXT/T-000001.txt"), f.at("TEXT/Quistgaard.txt"))
			f.sign(func(c *whole) {
				c.Documents[0].Text = "TEXT/Quistgaard.txt"
				i := slices.IndexFunc(c.Files, func(x CertFile) bool { return x.Path == "TEXT/T-000001.txt" })
				c.Files[i].Path = "TEXT/Quistgaard.txt"
			})
		}},
		{"pages swapped", "text", func(f folder) {
			a, b := f.read("PDF/T-000001.pdf"), f.read("PDF/T-000004.pdf")
			f.write("PDF/T-000001.pdf", b)
			f.write("PDF/T-000004.pdf", a)
			f.sign(nil)
		}},
		{"texts swapped", "text", func(f folder) {
			pages := strings.Split(f.read("TEXT/T-000001.txt"), "\f")
			pages[0], pages[1] = pages[1], pages[0]
			f.write("TEXT/T-000001.txt", strings.Join(pages, "\f"))
			f.sign(nil)
		}},
		{"a number", "text", func(f folder) { f.change("TEXT/T-000001.txt", "T-000001", "T-000009"); f.sign(nil) }},
		{"a count in the OPT", "load-file", func(f folder) { f.change(at.opt, ",Y,,,1", ",Y,,,7"); f.sign(nil) }},
		{"missing file", "files", func(f folder) { _ = os.Remove(f.at("PDF/T-000001.pdf")) }},
		{"text", "hash", func(f folder) { f.change("TEXT/T-000001.txt", "noon", "Quistgaard") }},
		{"text, signed", "text", func(f folder) { f.change("TEXT/T-000001.txt", "noon", "Quistgaard"); f.sign(nil) }},
		{"another page of text", "text", func(f folder) { f.write("TEXT/T-000001.txt", f.read("TEXT/T-000001.txt")+"\fQuistgaard"); f.sign(nil) }},
		{"cell", "load-file", cell("costs.txt", "Quistgaard.txt")}, {"cell of a date", "load-file", cell("03/03/2026", "Quistgaard")},
		{"cell of a custodian", "load-file", cell("Ruiz, Ana; Olsen", "Ruiz, Ana; Quistgaard")}, {"cell of a number", "load-file", cell("T-000001", "T-000009")},
		{"cell of a kind", "load-file", cell("þAttachmentþ", "þQuistgaardþ")}, {"cell of codes", "load-file", cell("þ(b)(6)þ", "þ(b)(4)þ")},
		{"column", "load-file", func(f folder) {
			f.write(at.dat, strings.ReplaceAll(f.read(at.dat), "\r\n", "\x14þQuistgaardþ\r\n"))
			f.sign(nil)
		}},
		{"row", "load-file", func(f folder) {
			rows := strings.SplitAfter(f.read(at.dat), "\r\n")
			f.write(at.dat, strings.Join(rows, "")+rows[1])
			f.sign(nil)
		}},
		{"line ends of the DAT", "load-file", cell("\r\n", "\n")},
		{"csv", "load-file", func(f folder) { f.change(at.csv, "costs.txt", "Quistgaard.txt"); f.sign(nil) }},
		{"csv formula", "load-file", func(f folder) { f.change(at.csv, "'=cost", "=cost"); f.sign(nil) }},
		{"opt", "load-file", func(f folder) { f.change(at.opt, "VOL001", "Quistgaard"); f.sign(nil) }},
		{"no DAT", "load-file", func(f folder) {
			_ = os.Remove(f.at(at.dat))
			f.sign(func(c *whole) {
				c.Files = slices.DeleteFunc(c.Files, func(x CertFile) bool { return x.Path == at.dat })
			})
		}},
		{"white space", "certificate", func(f folder) { f.write("certificate.json", f.read("certificate.json")+"\n") }},
		{"key twice", "certificate", func(f folder) { f.change("certificate.json", `"v": 1,`, "\"v\": 1,\n \"v\": 1,") }},
		{"root", "root", func(f folder) { f.change("certificate.json", `"root": "`, `"root": "0`) }},
		{"path out of the folder", "files", cert(func(c *whole) { c.Documents[0].PDF = "../secret.pdf" })},
		{"listed path out of the folder", "files", cert(func(c *whole) { c.Files = append(c.Files, CertFile{Path: "../../etc/passwd"}) })},
		{"file twice", "files", cert(func(c *whole) { c.Files = append(c.Files, c.Files[0]) })},
		{"one file for two documents", "files", cert(func(c *whole) { c.Documents[1].PDF = c.Documents[0].PDF })},
		{"gap", "bates", cert(func(c *whole) { c.Documents[2].Pages[0].Bates = "T-000400" })},
		{"range", "bates", cert(func(c *whole) { c.Bates.Last = "T-000999" })},
		{"counts", "counts", cert(func(c *whole) { c.Counts.InFull++; c.Counts.Records++ })},
		{"count of redactions", "counts", cert(func(c *whole) { c.Counts.Boxes-- })},
		{"missing box", "geometry", cert(func(c *whole) { c.Documents[0].Pages[0].Boxes = c.Documents[0].Pages[0].Boxes[1:] })},
		{"code", "codes", cert(func(c *whole) { c.Documents[0].Pages[0].Boxes[0].Codes = []string{"b4"} })},
		{"document left out", "bates", cert(func(c *whole) { c.Documents = c.Documents[1:] })},
		{"volume", "volume", cert(func(c *whole) {
			i := slices.IndexFunc(c.Files, func(x CertFile) bool { return len(x.Parts) > 0 })
			c.Files[i].Parts = []int{0, 1, 99}
		})},
		{"part of a volume", "volume", cert(func(c *whole) {
			i := slices.IndexFunc(c.Files, func(x CertFile) bool { return len(x.Parts) > 0 })
			c.Files[i].Parts = c.Files[i].Parts[:2]
		})},
		{"printed certificate", "text", cert(func(c *whole) { c.Production = "Other" })},
		{"another printed certificate", "open", func(f folder) { f.write("certificate.pdf", f.read("PDF/T-000001.pdf")) }},
		{"no printed certificate", "files", func(f folder) { _ = os.Remove(f.at("certificate.pdf")) }},
		{"PDF", "hash", func(f folder) { f.write("PDF/T-000001.pdf", f.read("PDF/T-000001.pdf")+"Quistgaard") }},
		{"PDF, signed", "structure", func(f folder) { f.write("PDF/T-000001.pdf", f.read("PDF/T-000001.pdf")+"Quistgaard"); f.sign(nil) }},
		{"combined PDF, signed", "structure", func(f folder) { f.write("PDF/combined.pdf", f.read("PDF/combined.pdf")+"x"); f.sign(nil) }},
		{"link", "files", func(f folder) {
			outside := filepath.Join(f.t.TempDir(), "x.pdf")
			_ = os.Rename(f.at("PDF/T-000001.pdf"), outside)
			if err := os.Symlink(outside, f.at("PDF/T-000001.pdf")); err != nil {
				f.t.Skip(err)
			}
		}},
		{"linked folder", "hash", func(f folder) {
			outside := filepath.Join(f.t.TempDir(), "PDF")
			_ = os.Rename(f.at("PDF"), outside)
			if err := os.Symlink(outside, f.at("PDF")); err != nil {
				f.t.Skip(err)
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			tampered(t, clean, c.check, c.change)
		})
	}
}

func TestNoProduction(t *testing.T) {
	clean := produce(t, sample(t), testSpec())
	for name, change := range map[string]func(f folder){
		"no certificate": func(f folder) { _ = os.Remove(f.at("certificate.json")) },
		"no json":        func(f folder) { f.write("certificate.json", "{") },
		"unknown key":    func(f folder) { f.change("certificate.json", `"v": 1`, `"x": 1`) },
		"newer":          func(f folder) { f.change("certificate.json", `"v": 1`, `"v": 2`) },
		"a folder":       func(f folder) { _ = os.Remove(f.at("certificate.json")); _ = os.Mkdir(f.at("certificate.json"), 0o755) },
		"a link": func(f folder) {
			if runtime.GOOS == "windows" {
				f.t.Skip("links need rights there")
			}
			_ = os.Remove(f.at("certificate.json"))
			_ = os.Symlink("/dev/zero", f.at("certificate.json"))
		},
	} {
		f := folder{t, filepath.Join(t.TempDir(), "p")}
		if err := os.CopyFS(f.dir, os.DirFS(clean)); err != nil {
			t.Fatal(err)
		}
		change(f)
		if _, _, err := verify(t, f.dir); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, _, err := verify(t, filepath.Join(t.TempDir(), "absent")); err == nil {
		t.Error("absent: no error")
	}
}

// tampered changes a copy of a clean production; verify must find it by check.
func tampered(t *testing.T, clean, check string, change func(folder)) {
	t.Helper()
	f := folder{t, filepath.Join(t.TempDir(), "p")}
	if err := os.CopyFS(f.dir, os.DirFS(clean)); err != nil {
		t.Fatal(err)
	}
	change(f)
	_, findings, err := verify(t, f.dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, x := range findings {
		got = append(got, x.Check)
		if strings.Contains(x.Why, "Quistgaard") {
			t.Error("a finding repeats the leak")
		}
	}
	if !slices.Contains(got, check) {
		t.Errorf("found %v, want %s among them", findings, check)
	}
}
