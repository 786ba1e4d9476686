package production

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"vaughn/export/bates"
	"vaughn/export/g4"
	"vaughn/export/loadfile"
	"vaughn/export/qc"
	"vaughn/index/message"
	"vaughn/index/record"
	"vaughn/redact"
)

// rich is a spec with everything a production can hold.
func rich() Spec {
	s := testSpec()
	s.LFP, s.EDRM, s.Images, s.Volumes = true, true, Images{Format: "tiff", DPI: 150}, Volumes{MaxPages: 3}
	s.Fields = Fields{List: cellNames}
	s.Legend = "Produced under FRE 502(d)"
	return s
}

// withNative makes the sample's second attachment leave as it is.
func withNative(t testing.TB, s Spec) (*memory, Plan) {
	t.Helper()
	m := sampleOf(t, 12)
	id := m.order[1]
	d := m.docs[id]
	d.Record.Native = "0011"
	m.blobs = map[message.BlobRef]string{"0011": "a,b\r\n1,2\r\n"}
	p, findings, err := Prepare(t.Context(), m, m.ids(), s, Frozen{Seq: 7, Next: 1, Natives: map[record.ID]bool{id: true}})
	if err != nil || qc.Blocking(findings) {
		t.Fatalf("%v %v", err, findings)
	}
	return m, p
}

func produceRich(t testing.TB, s Spec) string {
	t.Helper()
	m, p := withNative(t, s)
	out := filepath.Join(t.TempDir(), "out")
	rep, err := Run(t.Context(), m, p, out, options(t))
	if err != nil {
		t.Fatalf("%v %v", err, rep.Findings)
	}
	return out
}

func TestEverythingIsDelivered(t *testing.T) {
	dir := produceRich(t, rich())
	cert, findings, err := verify(t, dir)
	if err != nil || len(findings) > 0 {
		t.Fatalf("%v %v", err, findings)
	}
	_ = fs.WalkDir(os.DirFS(dir), ".", func(p string, d fs.DirEntry, err error) error {
		if list, _ := os.ReadDir(filepath.Join(dir, p)); d.IsDir() && len(list) == 0 {
			t.Errorf("%s is an empty folder", p)
		}
		return err
	})
	all := everything(t, dir)
	for _, want := range []string{"Production,Name,Test release", "Volume,VOL001,T-000001 to T-000003 (3 documents; 3 pages)", `Custodian,"Ruiz, Ana",`, "Pages,sheets,2", "Tables,Copies of a message,each is produced"} {
		if !strings.Contains(all[transmittalPath], want) {
			t.Errorf("the transmittal does not say %q:\n%s", want, all[transmittalPath])
		}
	}
	for _, p := range []string{"VOL001/DATA/vol001.dat", "VOL001/DATA/vol001.lfp", "VOL001/DATA/vol001_edrm.xml", "VOL001/IMAGES/0001/T-000001.tif", "VOL002/DATA/vol002.opt"} {
		if _, ok := all[p]; !ok {
			t.Errorf("%s is missing of %v", p, slices.Sorted(maps.Keys(all)))
		}
	}
	for p, data := range all {
		if strings.Contains(p+data, "Quistgaard") {
			t.Errorf("%s holds what was withheld", p)
		}
	}
	var rows []loadfile.Row
	for _, v := range []string{"VOL001", "VOL002", "VOL003"} {
		if data, ok := all[tablesOf(v).dat]; ok {
			_, r, err := loadfile.ReadDAT(strings.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			rows = append(rows, r...)
		}
	}
	native := rows[1]
	if native["SHA256HASH"] == "" || native["FILESIZE"] != "10" || all[strings.ReplaceAll(native["NATIVEPATH"], `\`, "/")] != "a,b\r\n1,2\r\n" || native["FILEEXT"] != "txt" {
		t.Errorf("native: %v", native)
	}
	if rows[0]["SHA256HASH"] != "" || rows[0]["FILESIZE"] != "" {
		t.Error("size or hash of what did not leave as it is")
	}
	if rows[0]["ATTACHIDS"] != rows[1]["BEGBATES"]+"; "+rows[2]["BEGBATES"] || rows[1]["PARENTID"] != rows[0]["BEGBATES"] || rows[0]["PARENTID"] != "" {
		t.Errorf("family: %v", rows[:3])
	}
	if text := all[cert.Documents[1].Text]; !strings.Contains(text, "Produced natively") || strings.Contains(text, "Item 1") || !strings.Contains(text, "FRE 502(d)") {
		t.Errorf("page of the native: %q", text)
	}
	if text := all[cert.Documents[3].Text]; !strings.Contains(text, "Deleted page sheet") || !strings.Contains(text, "1 page is withheld in full") || !strings.Contains(text, "(b)(5)") {
		t.Errorf("deleted page sheet: %q", text)
	}
}

func TestEverythingIsReproducible(t *testing.T) {
	if !maps.Equal(everything(t, produceRich(t, rich())), everything(t, produceRich(t, rich()))) {
		t.Error("two runs of one plan differ")
	}
}

func TestFieldLists(t *testing.T) {
	for _, preset := range Presets() {
		s := testSpec()
		s.Combined, s.Fields = false, Fields{Preset: preset}
		m := sample(t)
		p, findings, err := Prepare(t.Context(), m, m.ids(), s, Frozen{})
		if err != nil {
			t.Fatal(err)
		}
		said := slices.ContainsFunc(findings, func(f qc.Finding) bool { return f.Check == "fields" })
		if said != (preset != standard) {
			t.Errorf("%s: empty columns said: %v", preset, said)
		}
		out := filepath.Join(t.TempDir(), "out")
		if _, err := Run(t.Context(), m, p, out, options(t)); err != nil {
			t.Fatal(err)
		}
		if _, findings, err := verify(t, out); err != nil || len(findings) > 0 {
			t.Errorf("%s: %v %v", preset, err, findings)
		}
	}
	if _, err := (Fields{List: []string{"BEGBATES", "ENDBATES", "SHOESIZE"}}).columns(); err == nil {
		t.Error("an unknown field is taken")
	}
	if _, err := (Fields{List: []string{"BEGBATES"}}).columns(); err == nil {
		t.Error("a table without the last number is taken")
	}
}

// The printed example is complete: all that a spec can say stands in it, and it
// is read back as it is.
func TestExampleIsComplete(t *testing.T) {
	data, err := json.Marshal(Example())
	if err != nil {
		t.Fatal(err)
	}
	s, err := ParseSpec(data)
	if err != nil || !reflect.DeepEqual(s, Example()) {
		t.Errorf("%v: %+v", err, s)
	}
	for _, name := range []string{"conversations", "most_inclusive_only", "policy", "duplicates", "order", "natives", "package", "fields", "lfp", "edrm_xml",
		"images", "volumes", "legend", "stamps", "withheld", "replaces", "supplements", "suffix"} {
		if !strings.Contains(string(data), `"`+name+`":`) {
			t.Errorf("%s is not in it", name)
		}
	}
}

func TestSpecRefusals(t *testing.T) {
	for _, change := range []string{
		`"stamps":{"bottom_right":"{page}"}`, `"stamps":{"bottom_right":"{bates} {bates}"}`, `"stamps":{"bottom_right":"{bates}","top_left":"{name}"}`, `"fields":"nasa"`,
		`"fields":["BEGBATES","ENDBATES","BEGBATES"]`, `"images":{"format":"bmp"}`, `"images":{"format":"tiff","dpi":100}`, `"volumes":{"max_mb":-1}`, `"duplicates":"some"`,
		`"order":"size"`, `"most_inclusive_only":true`, `"policy":"x"`, `"package":{"kind":"referral"}`, `"package":{"agency":"State"}`, `"package":{"marks":"bracketed"}`,
		`"package":{"kind":"referral","agency":"State","marks":"boxed"}`, `"package":{"kind":"referral","agency":"State","due":"soon"}`,
		`"rsmf":true,"package":{"kind":"referral","agency":"State","marks":"bracketed"}`, `"withheld":"none"`,
		`"replaces":"A","supplements":"B"`, `"bates":{"prefix":"A-","digits":6,"suffix":"R"}`, `"replaces":"A","bates":{"prefix":"A-","digits":6,"suffix":"r"}`, `"tiff":true`,
	} {
		if _, err := ParseSpec([]byte(`{"name":"x",` + change + `}`)); err == nil {
			t.Errorf("taken: %s", change)
		}
	}
	if _, err := ParseSpec([]byte(`{"name":"x","stamps":{"top_left":"{status}","bottom_right":"{bates}"},"fields":["ENDBATES","BEGBATES"],"most_inclusive_only":true,"policy":"order of 3 May"}`)); err != nil {
		t.Error(err)
	}
}

// A native leaves only when nothing of it is withheld.
func TestNativeRefused(t *testing.T) {
	m := sample(t)
	for _, i := range []int{0, 2} { // a message; a marked attachment
		id := m.order[i]
		m.docs[id].Record.Native = "0011"
		_, findings, err := Prepare(t.Context(), m, m.ids(), testSpec(), Frozen{Natives: map[record.ID]bool{id: true}})
		if err != nil || !slices.ContainsFunc(findings, func(f qc.Finding) bool { return f.Check == "native" && f.Severity == qc.Block }) {
			t.Errorf("record %d: %v %v", i, err, findings)
		}
	}
}

// A replacement keeps the numbers, whatever became of the pages.
func TestReplacement(t *testing.T) {
	m := sample(t)
	first := plan(t, m, testSpec())
	old := map[record.ID]bates.Range{}
	for _, d := range first.Docs {
		old[d.ID] = d.Range
	}
	// the first family's message grows shorter, the last document longer
	m.withhold(m.order[0])
	last := m.order[4]
	d := m.docs[last]
	longer := newMemory()
	id := longer.mail(t, map[string]string{"Subject": "longer"}, strings.Repeat("A line of it.\n", 120))
	r := *longer.docs[id].Record
	r.ID, r.Family = last, last
	r.Seal()
	d.Record = &r
	m.docs[last] = d
	m.order = []record.ID{m.order[0], last}

	s := rich()
	s.Name, s.Replaces, s.Bates.Suffix, s.Volumes = "Replacement", "Test release", "R", Volumes{}
	p, findings0, err := Prepare(t.Context(), m, m.ids(), s, Frozen{Numbers: old, Taken: []bates.Range{first.Range()}})
	if err != nil || qc.Blocking(findings0) {
		t.Fatal(err, findings0)
	}
	out := filepath.Join(t.TempDir(), "out")
	if rep, err := Run(t.Context(), m, p, out, options(t)); err != nil {
		t.Fatal(err, rep.Findings)
	}
	cert, findings, err := verify(t, out)
	if err != nil || len(findings) > 0 {
		t.Fatal(err, findings)
	}
	gone := Unused{From: "T-000002", To: old[m.order[0]].Last.String(), Behind: "T-000001R"}
	if !slices.Equal(cert.Unused, []Unused{gone}) || !slices.ContainsFunc(findings0, func(f qc.Finding) bool { return f.Check == "bates" && strings.Contains(f.Why, "T-000002") }) {
		t.Errorf("numbers on no page: %v, want %v; %v", cert.Unused, gone, findings0)
	}
	if got := everything(t, out)[gapsPath]; !strings.HasPrefix(got, "FROM,TO,REASON\r\nT-000002,"+gone.To+",the document is shorter") {
		t.Errorf("list of gaps: %q", got)
	}
	n := m.kept[len(m.kept)-1]
	var was Produced
	if err := json.Unmarshal(n.Changes[0].After, &was); err != nil {
		t.Fatal(err)
	}
	if r, err := was.Given(was.Docs[0]); err != nil || r.String() != old[m.order[0]].String() {
		t.Errorf("a replacement of the replacement may bear %v: %v", r, err)
	}
	end := old[last].Last.String() + "R"
	if cert.Replaces != "Test release" || cert.Documents[0].Begin != "T-000001R" || cert.Documents[0].End != "T-000001R" || cert.Documents[1].End != end+".002" {
		t.Errorf("%s, %+v %q", end, cert.Documents, everything(t, out)["TEXT/T-000001R.txt"])
	}
	_, rows, err := loadfile.ReadDAT(strings.NewReader(everything(t, out)[tablesOf("").dat]))
	if err != nil || rows[0]["REPLACES"] != "Test release" {
		t.Errorf("%v %v", rows, err)
	}
	// what was not produced before has no number to keep
	delete(old, last)
	if _, _, err := Prepare(t.Context(), m, m.ids(), s, Frozen{Numbers: old}); err == nil {
		t.Error("a record without a number replaces nothing")
	}
}

// In a package for another agency all is read, with what is proposed to be
// withheld in brackets; nothing is hidden and so nothing counts as redacted.
func TestBracketedPackage(t *testing.T) {
	m := sampleOf(t, 3)
	s := testSpec()
	s.Combined, s.RSMF = false, false
	s.Package = Package{Kind: "consultation", Agency: "State", Contact: "A. Officer", Due: "2026-04-01", Marks: "bracketed"}
	d := m.docs[m.order[2]]
	d.State.Marks[0].State = redact.Proposed // what waits for a person is shown as well
	m.docs[m.order[2]] = d
	p, findings, err := Prepare(t.Context(), m, m.ids(), s, Frozen{})
	if err != nil || qc.Blocking(findings) {
		t.Fatal(err, findings)
	}
	out := filepath.Join(t.TempDir(), "out")
	rep, err := Run(t.Context(), m, p, out, options(t))
	if err != nil {
		t.Fatal(err, rep.Findings)
	}
	cert, findings, err := verify(t, out)
	if err != nil || len(findings) > 0 || cert.Counts.Boxes != 0 || cert.Counts.InPart != 0 {
		t.Fatalf("%v %v %+v", err, findings, cert.Counts)
	}
	all := everything(t, out)
	for p, want := range map[string]string{
		cert.Documents[0].Text: "[(b)(6): " + hiddenName + "]", cert.Documents[3].Text: "[Proposed to be withheld, (b)(5): the whole record]",
		cert.Documents[2].Text: "[(b)(6): " + hiddenName + "].txt", transmittalPath: "Package,Asked by,2026-04-01",
	} {
		if !strings.Contains(strings.Join(strings.Fields(all[p]), " "), want) {
			t.Errorf("%s does not say %q: %s", p, want, all[p])
		}
	}
	if !strings.Contains(all[cert.Documents[3].Text], "not to sign") {
		t.Error("a record withheld in full is not shown")
	}
	var was Produced
	if err := json.Unmarshal(m.kept[0].Changes[0].After, &was); err != nil {
		t.Fatal(err)
	}
	for r, err := range Replay(t.Context(), m, was, p.set) {
		if err != nil || len(r.State.Marks) > 0 || r.Clean.Redacted() {
			t.Errorf("replayed: %v %v", r.State.Marks, err)
		}
	}
}

// Each change of the newer files is found.
func TestTamperedDelivery(t *testing.T) {
	clean := produceRich(t, rich())
	at := tablesOf("VOL001")
	text := func(p, old, new string) func(folder) { return func(f folder) { f.change(p, old, new); f.sign(nil) } }
	for _, c := range []struct {
		name, check string
		change      func(f folder)
	}{
		{"lfp", "load-file", text(at.lfp, "T-000002", "T-000003")},
		{"lfp type", "load-file", text(at.lfp, ";2\r\n", ";4\r\n")},
		{"lfp comment", "load-file", func(f folder) { f.write(at.lfp, f.read(at.lfp)+"; Quistgaard\r\n"); f.sign(nil) }},
		{"edrm value", "load-file", text(at.edrm, "costs.txt", "Quistgaard.txt")},
		{"edrm comment", "load-file", text(at.edrm, "<Documents>", "<Documents><!-- Quistgaard -->")},
		{"edrm relation", "load-file", text(at.edrm, `ChildDocId="`, `ChildDocId="X`)},
		{"edrm custodian", "load-file", text(at.edrm, "Ruiz, Ana", "Quistgaard")},
		{"edrm cut", "load-file", func(f folder) { s := f.read(at.edrm); f.write(at.edrm, s[:len(s)-20]); f.sign(nil) }},
		{"opt path", "load-file", text(at.opt, `IMAGES\0001`, `IMAGES\0002`)},
		{"parent", "load-file", text(at.dat, "þT-000001þ\x14þþ\x14þ0þ", "þT-000002þ\x14þþ\x14þ0þ")},
		{"size of a native", "load-file", text(at.dat, "þ10þ", "þ11þ")},
		{"designation", "load-file", text(at.dat, "þReleasedþ", "þQuistgaardþ")},
		{"native", "load-file", func(f folder) {
			f.change("VOL001/NATIVES/"+nativeName(f)+".txt", "1,2", "Quistgaard")
			f.sign(nil)
		}},
		{"picture of another page", "images", func(f folder) {
			f.write("VOL001/IMAGES/0001/T-000001.tif", f.read("VOL001/IMAGES/0001/T-000002.tif"))
			f.sign(nil)
		}},
		{"bytes behind a picture", "images", func(f folder) {
			f.write("VOL001/IMAGES/0001/T-000001.tif", f.read("VOL001/IMAGES/0001/T-000001.tif")+"Quistgaard")
			f.sign(nil)
		}},
		{"a word painted into a picture", "images", func(f folder) { repaint(f, 400, 1200, true) }},
		{"a redaction taken out of a picture", "images", func(f folder) { repaint(f, 0, 0, false) }},
		{"no picture", "images", func(f folder) { _ = os.Remove(f.at("VOL001/IMAGES/0001/T-000001.tif")) }},
		{"picture in another folder", "files", func(f folder) {
			_ = os.MkdirAll(f.at("VOL001/IMAGES/0009"), 0o755)
			_ = os.Rename(f.at("VOL001/IMAGES/0001/T-000001.tif"), f.at("VOL001/IMAGES/0009/T-000001.tif"))
			f.sign(func(c *Certificate) {
				c.Documents[0].Images[0] = "VOL001/IMAGES/0009/T-000001.tif"
				i := slices.IndexFunc(c.Files, func(x CertFile) bool { return x.Path == "VOL001/IMAGES/0001/T-000001.tif" })
				c.Files[i].Path = c.Documents[0].Images[0]
			})
		}},
		{"parent in the certificate", "families", func(f folder) { f.sign(func(c *Certificate) { c.Documents[4].Parent = "T-000001" }) }},
		{"says it replaces", "load-file", func(f folder) { f.sign(func(c *Certificate) { c.Replaces = "Other" }) }},
		{"other fields", "load-file", func(f folder) { f.sign(func(c *Certificate) { c.Fields = Fields{Preset: "sec"} }) }},
		{"sheet", "text", func(f folder) {
			f.sign(func(c *Certificate) { c.Documents[0].Sheet = "Referred"; c.Counts.InPart--; c.Counts.Sheets++ })
		}},
		{"transmittal", "counts", text(transmittalPath, "Ruiz", "Quistgaard")},
		{"custodian of a document", "load-file", func(f folder) { f.sign(func(c *Certificate) { c.Documents[0].Custodians[0] = "Quistgaard" }) }},
		{"numbers on no page", "bates", func(f folder) {
			f.sign(func(c *Certificate) { c.Unused = []Unused{{"T-000002", "T-000003", "T-000001"}} })
		}},
		{"volume", "files", func(f folder) { f.sign(func(c *Certificate) { c.Documents[0].Volume = "VOL009" }) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			tampered(t, clean, c.check, c.change)
		})
	}
}

// repaint sets a few pixels of the first page's picture, at x, y black or those
// of its first box white, and signs.
func repaint(f folder, x, y int, black bool) {
	const p = "VOL001/IMAGES/0001/T-000001.tif"
	b, dpi, err := g4.Read([]byte(f.read(p)))
	if err != nil {
		f.t.Fatal(err)
	}
	if !black {
		var c Certificate
		if err := json.Unmarshal([]byte(f.read("certificate.json")), &c); err != nil {
			f.t.Fatal(err)
		}
		box := c.Documents[0].Pages[0].Boxes[0]
		x, y = int((box.X+1)*150/72), int((box.Y+1)*150/72)
	}
	for dy := range 10 {
		for dx := range 20 {
			if b.Set(x+dx, y+dy); !black {
				b.Pix[(y+dy)*((b.W+7)/8)+(x+dx)/8] &^= 0x80 >> ((x + dx) % 8)
			}
		}
	}
	f.write(p, string(g4.Write(b, dpi)))
	f.sign(nil)
}

func nativeName(f folder) string {
	var c Certificate
	if err := json.Unmarshal([]byte(f.read("certificate.json")), &c); err != nil {
		f.t.Fatal(err)
	}
	return c.Documents[1].Begin
}

// A family is never parted, folders of pictures hold a thousand.
func TestVolumes(t *testing.T) {
	v := volume{pages: 4, bytes: 3_000_000}
	for _, c := range []struct {
		limit Volumes
		want  bool
	}{{Volumes{}, false}, {Volumes{MaxPages: 3}, true}, {Volumes{MaxPages: 6}, false}, {Volumes{MaxMB: 3}, true}, {Volumes{MaxMB: 4}, false}} {
		if got := v.full(c.limit, 2, 1_000_000); got != c.want {
			t.Errorf("%+v: %v", c.limit, got)
		}
	}
	if v := (volume{}); v.full(Volumes{MaxPages: 1}, 9, 9) {
		t.Error("an empty volume is full")
	}
	if got := fmt.Sprint(imagePath(999, "a.tif"), " ", imagePath(1000, "b.tif")); got != "IMAGES/0001/a.tif IMAGES/0002/b.tif" {
		t.Error(got)
	}
}

// Whatever is asked for, a run that ends early leaves nothing.
func TestDeliveryFailsClosed(t *testing.T) {
	for name, upset := range map[string]func(*memory, string, func()) func(record.ID, int) error{
		"cancelled": func(m *memory, _ string, cancel func()) func(record.ID, int) error {
			return func(_ record.ID, n int) error {
				if n > 2 {
					cancel()
				}
				return nil
			}
		},
		"no native": func(m *memory, _ string, _ func()) func(record.ID, int) error {
			return func(record.ID, int) error { m.blobs = nil; return nil }
		},
		"no place for pictures": func(_ *memory, out string, _ func()) func(record.ID, int) error {
			return func(record.ID, int) error {
				return os.WriteFile(filepath.Join(out+partial, "IMAGES"), nil, 0o644)
			}
		},
		"no place for a volume": func(_ *memory, out string, _ func()) func(record.ID, int) error {
			return func(record.ID, int) error {
				return os.WriteFile(filepath.Join(out+partial, "VOL002"), nil, 0o644)
			}
		},
	} {
		m, p := withNative(t, rich())
		out := filepath.Join(t.TempDir(), "out")
		ctx, cancel := context.WithCancel(t.Context())
		m.on = upset(m, out, cancel)
		if _, err := Run(ctx, m, p, out, options(t)); err == nil {
			t.Errorf("%s: no error", name)
		}
		cancel()
		nothing(t, m, out)
	}
}
