package production

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vaughn/export/loadfile"
	"vaughn/export/qc"
)

// resign signs the certificate and prints it anew: nothing but what was changed
// is wrong afterwards.
func (f folder) resign(change func(*whole)) {
	f.sign(func(c *whole) {
		if change != nil {
			change(c)
		}
		for i, x := range c.Files {
			if data, err := os.ReadFile(f.at(x.Path)); err == nil {
				sum := sha256.Sum256(data)
				c.Files[i].SHA256, c.Files[i].Bytes = hex.EncodeToString(sum[:]), int64(len(data))
			}
		}
		c.Root = c.root()
		f.print(*c)
	})
}

// print prints the certificate as the program would.
func (f folder) print(c whole) {
	for i := range c.Documents {
		c.sums.add(&c.Documents[i])
	}
	c.Certificate.Files = len(c.Files)
	data, _, err := c.printed()
	if err != nil {
		f.t.Fatal(err)
	}
	f.write("certificate.pdf", string(data))
}

// everyCheck is a production that needs every check: a conversation and a mail,
// with all tables, pictures and papers.
func everyCheck(t *testing.T) string {
	m, _ := talkWith(t)
	m.mail(t, map[string]string{"From": "Ana Ruiz <ana.ruiz@example.gov>", "Subject": "=cost table", "Date": "Tue, 3 Mar 2026 14:02:11 -0500"}, "Call "+hiddenName+" at noon.\n", hiddenName)
	s := testSpec()
	s.LFP, s.EDRM, s.RSMF, s.Combined, s.Images = true, true, true, true, Images{Format: "tiff", DPI: 150}
	return produce(t, m, s)
}

// Each check of a folder finds a change that no other finds, and taking it away
// lets that change pass.
func TestEveryCheckIsNeeded(t *testing.T) {
	clean := everyCheck(t)
	at := tablesOf("")
	// A change in a text is changed wherever else the same is said.
	edit := func(old, new string, paths ...string) func(folder) {
		return func(f folder) {
			for _, p := range paths {
				f.change(p, old, new)
			}
			f.resign(nil)
		}
	}
	fixtures := map[string]func(folder){
		"files":  func(f folder) { f.write("DATA/notes.txt", "x") },
		"hashes": func(f folder) { f.sign(nil); f.forge("PDF/T-000001.pdf") },
		"numbers": func(f folder) {
			f.resign(func(c *whole) { c.Counts.Amounts["phrase"]++ })
		},
		"documents": func(f folder) {
			f.change("TEXT/T-000001.txt", "See this", "See that")
			f.resign(func(c *whole) { // the combined file is read with the same text
				for _, x := range c.Files {
					if len(x.Parts) > 0 {
						_ = os.Remove(f.at(x.Path))
					}
				}
				c.Files = slices.DeleteFunc(c.Files, func(x CertFile) bool { return len(x.Parts) > 0 })
				c.Documents[0].RSMF = ""
				_ = os.RemoveAll(f.at("RSMF"))
				c.Files = slices.DeleteFunc(c.Files, func(x CertFile) bool { return strings.HasPrefix(x.Path, "RSMF/") })
			})
		},
		"images": func(f folder) {
			f.write("IMAGES/0001/T-000002.tif", f.read("IMAGES/0001/T-000003.tif"))
			f.resign(nil)
		},
		"volumes": func(f folder) { f.write("PDF/combined.pdf", f.read("PDF/combined.pdf")+"x"); f.resign(nil) },
		"dat":     edit("UTC", "XTC", at.dat, at.csv),
		"csv":     edit("'=cost", "=cost", at.csv),
		"opt":     edit(`T-000001,VOL001,IMAGES\0001\T-000001.tif,Y,,,1`, `T-000001,VOL001,IMAGES\0001\T-000001.tif,Y,,,2`, at.opt),
		"lfp":     edit("T-000001", "T-000009", at.lfp),
		"edrm":    edit("Ana Ruiz", "Ana Ruis", at.edrm),
		"papers":  edit("Records", "Recorde", transmittalPath),
		"talks": func(f folder) {
			x, err := loadfile.ReadRSMF([]byte(f.read(rsmfPath("T-000001"))))
			if err != nil {
				f.t.Fatal(err)
			}
			x.Manifest.Events[0].Body = "Something else."
			var b bytes.Buffer
			if err := loadfile.WriteRSMF(&b, x); err != nil {
				f.t.Fatal(err)
			}
			f.write(rsmfPath("T-000001"), b.String())
			f.resign(nil)
		},
		"paper": func(f folder) { f.print(whole{Certificate: Certificate{V: 1, Paper: "letter", Production: "Another"}}) },
	}
	for _, c := range checks() {
		t.Run(c.name, func(t *testing.T) {
			plant, ok := fixtures[c.name]
			if !ok {
				t.Fatal("no change needs this check")
			}
			f := folder{t, filepath.Join(t.TempDir(), "p")}
			if err := os.CopyFS(f.dir, os.DirFS(clean)); err != nil {
				t.Fatal(err)
			}
			plant(f)
			if got := verifyWith(t, f.dir, checks()); !qc.Blocking(got) {
				t.Fatal("not found")
			}
			rest := slices.DeleteFunc(checks(), func(x check) bool { return x.name == c.name })
			if got := verifyWith(t, f.dir, rest); qc.Blocking(got) {
				t.Errorf("found without this check too: %v", got)
			}
		})
	}
}

// forge names a wrong sum for a file, in a certificate that agrees with itself.
func (f folder) forge(path string) {
	f.sign(nil)
	c, err := readWhole([]byte(f.read("certificate.json")))
	if err != nil {
		f.t.Fatal(err)
	}
	i := slices.IndexFunc(c.Files, func(x CertFile) bool { return x.Path == path })
	c.Files[i].SHA256 = strings.Repeat("0", 64)
	c.Root = c.root()
	f.print(c)
	data, err := c.json()
	if err != nil {
		f.t.Fatal(err)
	}
	f.write("certificate.json", string(data))
}

func verifyWith(t *testing.T, dir string, checks []check) []qc.Finding {
	t.Helper()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	o := options(t)
	v := &verifier{root: root, prover: o.Prover, tell: o.Progress}
	_, fs, err := v.all(t.Context(), dir, checks)
	if err != nil {
		t.Fatal(err)
	}
	return fs
}
