package production

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vaughn/export/qc"
	"vaughn/index/fault"
)

// What nobody thought of is found in the bytes: here the name of the program,
// which the certificate prints, in the spellings that files use.
func TestBytesBesideThePages(t *testing.T) {
	for name, program := range map[string]string{
		"plain": "Vaughn for " + hiddenName, "reversed": "draagtsiuQ aleriM", "base64": "TWlyZWxhIFF1aXN0Z2FhcmQ=", "hexadecimal": "4d6972656c61205175697374676161726400", "clean": "Vaughn for Mirela",
	} {
		m := sampleOf(t, 1)
		o := options(t)
		o.Program = program
		out := filepath.Join(t.TempDir(), "out")
		rep, err := Run(t.Context(), m, plan(t, m, testSpec()), out, o)
		if name == "clean" {
			if err != nil {
				t.Errorf("%v %v", err, rep.Findings)
			}
			continue
		}
		if fault.CodeOf(err) != fault.Refused {
			t.Errorf("%s: %v", name, err)
		}
		nothing(t, m, out)
	}
}

// Every file of a folder is looked through, and a string that a page releases is
// no finding.
func TestSweepSeesEveryFile(t *testing.T) {
	dir := everyCheck(t)
	var paths []string
	for p := range everything(t, dir) {
		if filepath.Ext(p) != ".pdf" {
			paths = append(paths, p)
		}
	}
	secret := qc.NewNeedles([]string{"Quellwasser Brunnen", "See this."})
	look := func(open map[int]bool) (found []string) {
		root, err := os.OpenRoot(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer root.Close()
		r := &run{s: &staging{dir: dir}, p: Plan{secret: secret}, open: open}
		if err := r.sweep(t.Context(), root); err != nil {
			t.Fatal(err)
		}
		for _, f := range r.findings {
			found = append(found, f.File)
		}
		return found
	}
	released := map[int]bool{}
	for _, i := range secret.Anywhere(strings.Repeat("They said: see this.", 2)) {
		released[i] = true
	}
	if got := look(released); len(got) > 0 {
		t.Errorf("before anything is planted: %v", got)
	}
	f := folder{t, dir}
	for _, p := range paths {
		f.write(p, f.read(p)+"\x00Quellwasser-\nBrunnen")
	}
	if got := look(released); len(got) != len(paths) || len(paths) < 10 {
		t.Errorf("%d of %d files: %v", len(got), len(paths), got)
	}
}

// A long table is looked through in stretches: a string is found wherever it stands,
// where two of them meet too.
func TestSweepOfLongTables(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "DATA"), 0o755); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	long := strings.Repeat("Seepferdchen im Brunnen ", 40)
	secret := qc.NewNeedles([]string{"Quellwasser Brunnen", long})
	for planted, places := range map[string][]int{"": {0}, "Quellwasser Brunnen": {stretch - 5, stretch - 1<<16 - 5}, "n e n n u r B r e s s a w l l e u Q": {2*stretch - 1<<16 - 9}, long: {stretch - 9}} {
		for _, at := range places {
			data := []byte(strings.Repeat("0123456789\n", 200_000))
			copy(data[at:], planted)
			if err := os.WriteFile(filepath.Join(dir, "DATA", "production.dat"), data, 0o600); err != nil {
				t.Fatal(err)
			}
			r := &run{s: &staging{dir: dir}, p: Plan{secret: secret}, open: map[int]bool{}}
			if err := r.sweep(t.Context(), root); err != nil || len(r.findings) != min(1, len(planted)) {
				t.Errorf("%.20q at %d: %d findings, %v", planted, at, len(r.findings), err)
			}
		}
	}
}

// Somebody may withhold a word that the formats have themselves; that stops
// nothing. Every word of the files that no page says is such a word.
func TestWordsOfTheFormats(t *testing.T) {
	dir := everyCheck(t)
	var words []string
	pages := ""
	for p, data := range everything(t, dir) {
		switch filepath.Ext(p) {
		case ".txt":
			if strings.HasPrefix(p, "TEXT") {
				pages += data
			}
			words = append(words, qc.Words(data)...)
		case ".json", ".csv", ".opt", ".lfp", ".xml", ".rsmf":
			for line := range strings.Lines(data) {
				if strings.ContainsAny(line, " <:,") { // packed members have none of these
					words = append(words, qc.Words(line)...)
				}
			}
		}
	}
	words = slices.DeleteFunc(words, func(w string) bool { return len(w) < 8 || len(w) > 30 || strings.ContainsAny(w, "0123456789") })
	secret := qc.NewNeedles(words)
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	r := &run{s: &staging{dir: dir}, p: Plan{secret: secret, Spec: testSpec()}, open: map[int]bool{}}
	for _, i := range secret.Anywhere(pages) {
		r.open[i] = true
	}
	if err := r.sweep(t.Context(), root); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, f := range r.findings {
		seen[f.Text] = true
	}
	if len(seen) > 0 {
		t.Errorf("words that would stop a production: %v", slices.Sorted(maps.Keys(seen)))
	}
	if secret.Len() < 60 {
		t.Errorf("only %d words", secret.Len())
	}
}
