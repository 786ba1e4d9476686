package app

import (
	"encoding/json"
	"errors"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// pkg is what `go list -json` tells of a package, as far as it matters here.
type pkg struct {
	ImportPath   string
	Doc          string
	GoFiles      []string
	Imports      []string
	TestImports  []string
	XTestImports []string
	Deps         []string
}

func list(t *testing.T, args ...string) []pkg {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-tags=headless", "-json=ImportPath,Doc,GoFiles,Imports,TestImports,XTestImports,Deps"}, args...)...)
	cmd.Dir, cmd.Stderr = "..", os.Stderr
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var ps []pkg
	for d := json.NewDecoder(out); ; {
		var p pkg
		err := d.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		ps = append(ps, p)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	return ps
}

// layers from the bottom up: a package imports its own layer or a lower one.
var layers = []string{"vaughn/assets", "vaughn/index", "vaughn/redact", "vaughn/export", "vaughn/app"}

func layer(path string) int {
	return slices.IndexFunc(layers, func(l string) bool { return path == l || strings.HasPrefix(path, l+"/") })
}

// inside orders the packages of one layer where the layer alone says too
// little: a package may import only those that stand before it in its row.
var inside = [][]string{
	{"vaughn/app/casework", "vaughn/app/view", "vaughn/app/ui"},
	{"vaughn/app/casework", "vaughn/app/cli"},
	{"vaughn/export/plate", "vaughn/export/layout", "vaughn/export/raster", "vaughn/export/qc", "vaughn/export/production"},
	{"vaughn/export/layout", "vaughn/export/pdf", "vaughn/export/report", "vaughn/export/withholding"},
	{"vaughn/export/layout", "vaughn/export/pdf", "vaughn/export/production"},
	{"vaughn/redact/exempt", "vaughn/redact", "vaughn/redact/review"},
	{"vaughn/index/message", "vaughn/index/record", "vaughn/index/search"},
	{"vaughn/index/message", "vaughn/index/record", "vaughn/index/store"},
	{"vaughn/index/message", "vaughn/index/record", "vaughn/index/extract", "vaughn/index/ingest"},
	{"vaughn/index/message", "vaughn/index/archive", "vaughn/index/ingest"},
}

func TestImportDirections(t *testing.T) {
	ps := list(t, "./...")
	if len(ps) < 25 {
		t.Fatalf("only %d packages listed", len(ps))
	}
	for _, p := range ps {
		me := layer(p.ImportPath)
		for _, to := range p.Imports {
			if !strings.HasPrefix(to, "vaughn/") {
				continue
			}
			if me >= 0 && layer(to) > me {
				t.Errorf("%s imports %s: upward", p.ImportPath, to)
			}
			for _, row := range inside {
				a, b := slices.Index(row, p.ImportPath), slices.Index(row, to)
				if a >= 0 && b > a {
					t.Errorf("%s imports %s: upward inside its layer", p.ImportPath, to)
				}
			}
			if me == layer("vaughn/index") && to == "vaughn/assets" {
				t.Errorf("%s imports %s: the index needs no assets", p.ImportPath, to)
			}
		}
	}
}

// behind names who alone may import a technology.
var behind = []struct {
	what    string
	allowed []string
}{
	{"fyne.io/fyne/", []string{"vaughn/app/ui", "vaughn/app/ui/*"}},
	{"github.com/blevesearch/bleve/", []string{"vaughn/index/search"}},
	{"go.etcd.io/bbolt", []string{"vaughn/index/search"}},
	{"github.com/xuri/excelize/", []string{"vaughn/export/report"}},
	{"github.com/tetratelabs/wazero", []string{"vaughn/index/pdfium"}},
	{"modernc.org/sqlite", []string{"vaughn/index/store", "vaughn/index/store/*"}},
	{"database/sql", []string{"vaughn/index/store"}},
}

func TestEachTechnologyStandsBehindOnePackage(t *testing.T) {
	for _, p := range list(t, "./...") {
		for _, b := range behind {
			for _, to := range p.Imports {
				if (to == b.what || strings.HasPrefix(to, b.what)) && !mayImport(b.allowed, p.ImportPath) {
					t.Errorf("%s imports %s, which stands behind %v", p.ImportPath, to, b.allowed)
				}
			}
		}
	}
}

func mayImport(allowed []string, path string) bool {
	return slices.ContainsFunc(allowed, func(a string) bool {
		prefix, wild := strings.CutSuffix(a, "*")
		return a == path || wild && strings.HasPrefix(path, prefix)
	})
}

func TestHeadlessBuildHasNoFyne(t *testing.T) {
	for _, p := range list(t, ".") {
		for _, d := range p.Deps {
			if strings.HasPrefix(d, "fyne.io/") || strings.HasPrefix(d, "github.com/go-gl/") {
				t.Errorf("the headless program links %s", d)
			}
		}
	}
}

// TestOnlyTheDesktopFileStartsFyne looks at the files that the headless build
// leaves out.
func TestOnlyTheDesktopFileStartsFyne(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range f.Imports {
			if strings.Contains(i.Path.Value, "fyne.io/") && name != "desktop.go" {
				t.Errorf("%s imports %s; only desktop.go may", name, i.Path.Value)
			}
		}
	}
}

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	for _, p := range list(t, "./...") {
		if len(p.GoFiles) > 0 && p.Doc == "" {
			t.Errorf("%s has no package comment", p.ImportPath)
		}
	}
}

func TestRootHoldsOnlyWhatBelongsThere(t *testing.T) {
	want := []string{"FyneApp.toml", "LICENSE", "README.md", "app", "assets", "export", "go.mod", "go.sum", "index", "main.go", "packaging", "redact"}
	out, err := exec.Command("git", "-C", "..", "ls-tree", "--name-only", "HEAD").Output()
	if err != nil {
		t.Skip("not a git checkout")
	}
	var got []string
	for _, n := range strings.Fields(string(out)) {
		if !strings.HasPrefix(n, ".") {
			got = append(got, n)
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("the root holds %v, want %v", got, want)
	}
}
