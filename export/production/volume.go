package production

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// Volumes parts a production into folders of their own, each with its own
// tables, as they are put on media. Without a limit there is none and all lies
// in the folder of the production.
type Volumes struct {
	MaxPages int   `json:"max_pages"` // 0 for no limit
	MaxMB    int64 `json:"max_mb"`    // of files of 1,000,000 bytes; 0 for no limit
}

func (v Volumes) check() error {
	if v.MaxPages < 0 || v.MaxMB < 0 {
		return fmt.Errorf("want 0 or more pages and megabytes")
	}
	return nil
}

func (v Volumes) any() bool { return v.MaxPages > 0 || v.MaxMB > 0 }

// volume is one that is or was at work.
type volume struct {
	name   string // "" when the production is not parted
	from   int    // its first document
	pages  int
	bytes  int64
	images int // placed so far
}

// imagesPerFolder bounds the folders of pictures; many programs slow down or
// fail beyond a few thousand files in one.
const imagesPerFolder = 1000

func volumeName(n int) string { return fmt.Sprintf("VOL%03d", n) }

// in is a path in a volume.
func in(volume, p string) string { return path.Join(volume, p) }

// full tells whether so many more pages and bytes begin a new volume. A family
// is never parted: limits are looked at where one begins.
func (v *volume) full(limit Volumes, pages int, bytes int64) bool {
	return v.pages > 0 && (limit.MaxPages > 0 && v.pages+pages > limit.MaxPages || limit.MaxMB > 0 && v.bytes+bytes > limit.MaxMB*1_000_000)
}

// settle gives the files of a document their places: the volume that has room,
// pictures in folders of a thousand.
func (r *run) place(i int, m *made) error {
	doc, limit := r.p.Doc(i), r.p.Spec.Volumes
	var bytes int64
	for _, f := range m.files {
		bytes += f.Bytes
	}
	if n := len(r.vols); n == 0 || limit.any() && doc.Family == i && r.vols[n-1].full(limit, r.p.familyPages(i), bytes) {
		if err := r.tables.close(); err != nil {
			return err
		}
		r.tables = nil
		v := volume{from: i}
		if limit.any() {
			v.name = volumeName(n + 1)
		}
		r.vols = append(r.vols, v)
	}
	v := &r.vols[len(r.vols)-1]
	if r.p.Spec.Combined {
		r.sizes = append(r.sizes, m.files[0].Bytes)
	}
	v.pages, v.bytes = v.pages+doc.Pages, v.bytes+bytes
	m.cert.Volume = v.name
	for _, p := range []*string{&m.cert.PDF, &m.cert.Text, &m.cert.Native} {
		if *p != "" {
			*p = in(v.name, *p)
		}
	}
	for k := range m.cert.Images {
		m.cert.Images[k] = in(v.name, imagePath(v.images, path.Base(m.cert.Images[k])))
		v.images++
	}
	image := 0
	for _, f := range m.files {
		from := f.Path
		f.Path = in(v.name, f.Path)
		if strings.HasPrefix(from, imagesFolder) {
			f.Path, image = m.cert.Images[image], image+1
		}
		if err := r.s.move(from, f.Path); err != nil {
			return err
		}
		if err := r.s.list(f); err != nil {
			return err
		}
	}
	return nil
}

// pdfOf is where the PDF of a document lies that has its place.
func (r *run) pdfOf(i int) string {
	k, there := slices.BinarySearchFunc(r.vols, i, func(v volume, i int) int { return v.from - i })
	if !there {
		k--
	}
	return in(r.vols[k].name, "PDF/"+r.p.Doc(i).Range.First.String()+".pdf")
}

const imagesFolder = "IMAGES/"

// imagePath is where the image of that place in its volume lies.
func imagePath(n int, name string) string {
	return fmt.Sprintf("%s%04d/%s", imagesFolder, n/imagesPerFolder+1, name)
}

// familyPages are the pages of the family that begins with a document.
func (p *Plan) familyPages(first int) (pages int) {
	for i := range p.family(first) {
		pages += int(p.docs.list[i].pages)
	}
	return pages
}
