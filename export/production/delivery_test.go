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

	"vaughn/export/g4"
	"vaughn/export/loadfile"
	"vaughn/export/qc"
	"vaughn/index/message"
	"vaughn/index/record"
)

// rich is a spec with everything a production can hold.
func rich() Spec {
	s := testSpec()
	s.LFP, s.EDRM, s.Images, s.Volumes = true, true, Images{Format: "tiff", DPI: 150}, Volumes{MaxPages: 3}
	s.Fields = Fields{List: cellNames}
	s.Legend, s.Producer, s.Stamps.TopCentre = "Produced under FRE 502(d)", "The Office", "{status}"
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
	_, findings, err := verify(t, dir)
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
	if rows[0]["COMPANY"] != "The Office" || rows[0]["MIMETYPE"] != "message/rfc822" || rows[1]["MIMETYPE"] != "" || !strings.HasPrefix(rows[0]["PROPERTIES"], "E-mail; Redacted") {
		t.Errorf("row of a mail: %v", rows[0])
	}
	docs := documents(t, dir)
	if !strings.Contains(all[docs[0].Text], "Released in part") {
		t.Error("the status does not stand on the page")
	}
	if rows[0]["SHA256HASH"] != "" || rows[0]["FILESIZE"] != "" {
		t.Error("size or hash of what did not leave as it is")
	}
	if rows[0]["ATTACHIDS"] != rows[1]["BEGBATES"]+"; "+rows[2]["BEGBATES"] || rows[1]["PARENTID"] != rows[0]["BEGBATES"] || rows[0]["PARENTID"] != "" {
		t.Errorf("family: %v", rows[:3])
	}
	if text := all[docs[1].Text]; !strings.Contains(text, "Produced natively") || strings.Contains(text, "Item 1") || !strings.Contains(text, "FRE 502(d)") {
		t.Errorf("page of the native: %q", text)
	}
	if text := all[docs[3].Text]; !strings.Contains(text, "Deleted page sheet") || !strings.Contains(text, "1 page is withheld in full") || !strings.Contains(text, "(b)(5)") {
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
		{"parent", "load-file", text(at.dat, "þT-000001þ\x14þþ\x14þþ", "þT-000002þ\x14þþ\x14þþ")},
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
			f.sign(func(c *whole) {
				c.Documents[0].Images[0] = "VOL001/IMAGES/0009/T-000001.tif"
				i := slices.IndexFunc(c.Files, func(x CertFile) bool { return x.Path == "VOL001/IMAGES/0001/T-000001.tif" })
				c.Files[i].Path = c.Documents[0].Images[0]
			})
		}},
		{"parent in the certificate", "families", func(f folder) { f.sign(func(c *whole) { c.Documents[4].Parent = "T-000001" }) }},
		{"says it replaces", "load-file", func(f folder) { f.sign(func(c *whole) { c.Replaces = "Other" }) }},
		{"other fields", "load-file", func(f folder) { f.sign(func(c *whole) { c.Fields = Fields{Preset: "sec"} }) }},
		{"sheet", "text", func(f folder) {
			f.sign(func(c *whole) { c.Documents[0].Sheet = "Referred"; c.Counts.InPart--; c.Counts.Sheets++ })
		}},
		{"transmittal", "counts", text(transmittalPath, "Ruiz", "Quistgaard")},
		{"custodian of a document", "load-file", func(f folder) { f.sign(func(c *whole) { c.Documents[0].Custodians[0] = "Quistgaard" }) }},
		{"numbers on no page", "bates", func(f folder) {
			f.sign(func(c *whole) { c.Unused = []Unused{{"T-000002", "T-000003", "T-000001"}} })
		}},
		{"volume", "files", func(f folder) { f.sign(func(c *whole) { c.Documents[0].Volume = "VOL009" }) }},
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
		var c whole
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
	var c whole
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
