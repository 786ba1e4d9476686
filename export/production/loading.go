package production

import (
	"io"
	"strings"

	"vaughn/export/loadfile"
)

// tablePaths are the load files of one volume.
type tablePaths struct{ dat, csv, opt, lfp, edrm string }

func tablesOf(volume string) tablePaths {
	name := strings.ToLower(volume)
	if volume == "" {
		name = "production"
	}
	at := in(volume, "DATA/"+name)
	return tablePaths{at + ".dat", at + ".csv", at + ".opt", at + ".lfp", at + "_edrm.xml"}
}

// tables writes the load files of one volume, row by row.
type tables struct {
	cols     []column
	dat, csv loadfile.Writer
	opt, lfp *loadfile.Images
	edrm     *loadfile.EDRM
	writers  []io.Closer
	sinks    []*sink
}

// openTables begins the load files of the volume at work.
func (r *run) openTables() (t *tables, err error) {
	t = &tables{}
	if t.cols, err = r.p.Spec.Fields.columns(); err != nil {
		return nil, specError("fields", err)
	}
	name := r.vols[len(r.vols)-1].name
	at := tablesOf(name)
	open := func(path string) io.Writer {
		k, e := r.s.create(path)
		if e != nil {
			err = e
			return io.Discard
		}
		t.sinks = append(t.sinks, k)
		return k
	}
	begun := func(w io.Closer, e error) {
		if err == nil {
			err = e
		}
		t.writers = append(t.writers, w)
	}
	var e error
	if r.p.Spec.LoadFiles {
		t.dat, e = loadfile.DAT(open(at.dat), names(t.cols))
		begun(t.dat, e)
		t.csv, e = loadfile.CSV(open(at.csv), names(t.cols))
		begun(t.csv, e)
		t.opt = loadfile.OPT(open(at.opt))
		begun(t.opt, nil)
	}
	if r.p.Spec.LFP {
		t.lfp = loadfile.LFP(open(at.lfp))
		begun(t.lfp, nil)
	}
	if r.p.Spec.EDRM {
		t.edrm, e = loadfile.NewEDRM(open(at.edrm), batchName(name), edrmTags())
		begun(t.edrm, e)
	}
	return t, err
}

func batchName(volume string) string {
	if volume == "" {
		return "production"
	}
	return volume
}

func edrmTags() (out []loadfile.EDRMTag) {
	for _, f := range edrmFields {
		out = append(out, loadfile.EDRMTag{Name: f.tag, Type: f.kind})
	}
	return out
}

// load adds the row of a document that has its place.
func (r *run) load(i int, m *made) (err error) {
	if r.tables == nil {
		if r.tables, err = r.openTables(); err != nil {
			return err
		}
	}
	for name, v := range r.cert.fixed(m.cert, r.kinship(i)) {
		m.cells[name] = v
	}
	m.cells["PROPERTIES"] = properties(m.cells)
	t := r.tables
	if t.dat != nil {
		cells := line(t.cols, m.cells)
		if err := t.dat.Row(cells); err != nil {
			return err
		}
		if err := t.csv.Row(cells); err != nil {
			return err
		}
		if err := images(opticon(&m.cert), t.opt); err != nil {
			return err
		}
	}
	if t.lfp != nil {
		if err := images(ipro(&m.cert), t.lfp); err != nil {
			return err
		}
	}
	if t.edrm != nil {
		return t.edrm.Document(edrmDocument(m.cells, m.cert))
	}
	return nil
}

func images(list []loadfile.Image, w *loadfile.Images) error {
	for _, i := range list {
		if err := w.Image(i); err != nil {
			return err
		}
	}
	return nil
}

// opticon are a document's lines in the OPT: a line for each picture, or one
// for the PDF with its count of pages.
func opticon(d *CertDocument) []loadfile.Image {
	out := pictures(d)
	if len(d.Images) == 0 {
		out = out[:1]
	}
	for i := range out {
		out[i].Child, out[i].Offset = false, 0
	}
	return out
}

// ipro are its lines in the LFP: a line for each page, whatever it lies in.
func ipro(d *CertDocument) []loadfile.Image {
	out := pictures(d)
	for i := range out {
		out[i].Pages = 0
	}
	return out
}

func pictures(d *CertDocument) []loadfile.Image {
	out := make([]loadfile.Image, len(d.Pages))
	for n, p := range d.Pages {
		out[n] = loadfile.Image{Key: p.Bates, Volume: volumeOf(*d), Path: backslashes(d.PDF), Offset: n + 1}
		if len(d.Images) > 0 {
			out[n].Path, out[n].Offset = backslashes(d.Images[n]), 0
		}
	}
	out[0].First, out[0].Child, out[0].Pages = true, d.Parent != "", len(d.Pages)
	return out
}

// volumeOf names the volume; a production that is not parted is one volume.
func volumeOf(d CertDocument) string {
	if d.Volume == "" {
		return volumeName(1)
	}
	return d.Volume
}

// close finishes the files of a volume; nil has none.
func (t *tables) close() error {
	if t == nil {
		return nil
	}
	for _, w := range t.writers {
		if err := w.Close(); err != nil {
			return err
		}
	}
	for _, k := range t.sinks {
		if err := k.close(); err != nil {
			return err
		}
	}
	t.sinks = nil
	return nil
}

// abort closes what a failed run left open.
func (t *tables) abort() {
	if t != nil {
		for _, k := range t.sinks {
			k.abort()
		}
	}
}
