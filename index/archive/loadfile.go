package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"vaughn/index/fault"
	"vaughn/index/message"
)

// LoadFile reads a production somebody else made: a Concordance DAT, one row a
// document, with the texts and natives it names. A folder laid out as a volume
// is read as a whole; what no row names is kept as documents. Rows that do not
// fit the header are reported, not guessed at.
type LoadFile struct{}

// Info describes the format.
func (LoadFile) Info() Info {
	return Info{
		Name: "loadfile", Title: "production with a load file (Concordance DAT, OPT)", Extensions: []string{".dat"},
		Keeps:  "every column of a row as a header, texts, natives, the page images an OPT lists, families by their numbers",
		Loses:  "the order of pages across documents; load files of other forms are documents",
		Proven: SpecsOnly, Many: true,
	}
}

// Codes of message.Problem that load files can have.
const (
	ProblemLink = "linked-file-missing" // a file that a row names is not there
)

// Sniff wants a header row in thorns, or the listing of a volume.
func (LoadFile) Sniff(head []byte, name string) bool {
	if strings.HasSuffix(name, "/") {
		return isVolumeListing(head)
	}
	r := newRowReader(bytes.NewReader(head), headSize)
	cells, err := r.next()
	return err == nil && len(cells) > 1 && strings.HasPrefix(r.text.String(), string(thorn))
}

// isVolumeListing looks for a DAT, or the folder it lies in, beside folders of
// texts, natives or images.
func isVolumeListing(listing []byte) bool {
	dat, files := false, false
	for name := range strings.Lines(strings.ToUpper(string(listing))) {
		name = strings.TrimSpace(name)
		dat = dat || strings.HasSuffix(name, ".DAT") || isDataDir(strings.TrimSuffix(name, "/"))
		for _, dir := range []string{"TEXT/", "FULLTEXT/", "OCR/", "NATIVE/", "NATIVES/", "DOCLINK/", "IMAGE/", "IMAGES/", "PDF/"} {
			files = files || name == dir
		}
	}
	return dat && files
}

func isDataDir(name string) bool {
	switch strings.ToUpper(name) {
	case "DATA", "LOADFILES", "LOADFILE", "LOAD":
		return true
	}
	return false
}

// loadFiles gives the DAT files of a volume, or the one the source is.
func (s Source) loadFiles() []string {
	if !s.isDir(s.Main) {
		return []string{s.Main}
	}
	var out []string
	dirs := []string{s.Main}
	entries, _ := fs.ReadDir(s.FS, s.Main)
	for _, e := range entries {
		if e.IsDir() && isDataDir(e.Name()) {
			dirs = append(dirs, path.Join(s.Main, e.Name()))
		}
	}
	for _, dir := range dirs {
		entries, _ := fs.ReadDir(s.FS, dir)
		for _, e := range entries {
			name := path.Join(dir, e.Name())
			if !e.Type().IsRegular() || !hasExt(name, ".dat") {
				continue
			}
			if head, _, err := s.head(name); err == nil && (LoadFile{}).Sniff(head, name) {
				out = append(out, name)
			}
		}
	}
	return out
}

// isVolume tells a folder that is a production.
func (s Source) isVolume(name string) bool {
	head, dir, err := s.head(name)
	if err != nil || !(LoadFile{}).Sniff(head, dir) {
		return false
	}
	s.Main = name
	return len(s.loadFiles()) > 0
}

// Read emits an item a row, then what no row names.
func (f LoadFile) Read(ctx context.Context, src Source, emit func(Item) error) error {
	dats := src.loadFiles()
	if len(dats) == 0 {
		return Folder{}.Read(ctx, src, emit)
	}
	p := newPipe(src.Options)
	p.sum.Dialect = "concordance"
	return p.run(ctx, func(ctx context.Context, put func(*job) error) error {
		v := &volume{src: src, p: p, put: put, used: map[string]bool{}}
		for _, dat := range dats {
			v.used[dat] = true
			if err := v.read(ctx, dat); err != nil {
				return err
			}
		}
		if src.isDir(src.Main) {
			return v.rest(ctx)
		}
		return nil
	}, emit)
}

// volume is the reading of one production.
type volume struct {
	src   Source
	p     *pipe
	put   func(*job) error
	used  map[string]bool     // files that rows name
	pages map[string][]string // page images by the number of their document
	root  string              // folder the last path was found in
}

// read reads one DAT.
func (v *volume) read(ctx context.Context, dat string) error {
	v.pages = v.optOf(dat)
	f, err := v.src.Open(dat)
	if err != nil {
		return v.fail(dat, 0, err)
	}
	defer f.Close()
	rows := newRowReader(f, v.p.limits.Memory)
	header, err := rows.next()
	if err != nil {
		return v.fail(dat, 0, damagedRow(v.src.label(dat), 0, err))
	}
	cols := columns(header)
	for n := int64(0); ; n++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		cells, err := rows.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil && len(cells) != len(header) {
			err = fmt.Errorf("%d cells instead of %d", len(cells), len(header))
		}
		if err != nil {
			if err := v.fail(dat, n, damagedRow(v.src.label(dat), n+1, err)); err != nil || rows.broken {
				return err
			}
			continue
		}
		if err := v.row(dat, n, row{cols: cols, names: header, cells: cells, raw: rows.raw()}); err != nil {
			return err
		}
	}
}

func damagedRow(name string, n int64, err error) error {
	return &fault.Error{
		Code: fault.Damaged, Op: "reading", Subject: fmt.Sprintf("%s, row %d", name, n), Err: err,
		Hint: "Ask whoever made the load file for a correct one, or mend the row in a copy.",
	}
}

func (v *volume) at(dat string, n int64) message.Locator {
	name := rel(v.src.Main, dat)
	if dat == v.src.Main {
		name = ""
	}
	return message.Locator{Source: v.src.ID, Path: name, Ordinal: n, Offset: -1, Length: -1}
}

func (v *volume) fail(dat string, n int64, err error) error {
	v.p.sum.Expected++
	return v.put(&job{at: v.at(dat, n), err: err})
}

func (v *volume) row(dat string, n int64, r row) error {
	v.p.sum.Expected++
	at := v.at(dat, n)
	text, native := v.find(dat, r.get(textColumns...)), v.find(dat, r.get(nativeColumns...))
	pages := v.pages[r.get("BEGBATES")]
	images := make([]string, 0, len(pages))
	for _, p := range pages {
		images = append(images, v.find(dat, p))
	}
	for _, name := range append([]string{text, native}, images...) {
		v.used[name] = true
	}
	if v.src.Skip != nil && v.src.Skip(at.Path, n) {
		v.p.sum.Skipped++
		return nil
	}
	r.raw = bytes.Clone(r.raw)
	return v.put(&job{at: at, make: func() (*message.Message, error) {
		return v.message(at, r, linked{text: text, native: native, images: images}), nil
	}})
}

// rest emits the files of the volume that no row names, but for load files of
// other forms, which say the same again. They count as documents all the same.
func (v *volume) rest(ctx context.Context) error {
	return v.src.walk(func(name string, f Format, err error) error {
		if e := ctx.Err(); e != nil {
			return e
		}
		if v.used[name] {
			return nil
		}
		switch {
		case f != nil && v.src.isDir(name):
			err = errInside
		case f != nil && f.Info().Many:
			f = nil
		}
		return v.src.putFile(v.p, name, f, err, v.put)
	})
}

// find gives the file a row means. Paths are relative to the volume, which may
// be any folder above the DAT; case and the volume's own name may differ.
func (v *volume) find(dat, stated string) string {
	name := safeName(strings.ReplaceAll(strings.TrimSpace(stated), `\`, "/"))
	if strings.TrimSpace(stated) == "" {
		return ""
	}
	if v.root != "" && v.isFile(path.Join(v.root, name)) {
		return path.Join(v.root, name)
	}
	for short := name; ; {
		for dir := path.Dir(dat); ; dir = path.Dir(dir) {
			if v.isFile(path.Join(dir, short)) {
				if short == name {
					v.root = dir
				}
				return path.Join(dir, short)
			}
			if dir == "." {
				break
			}
		}
		_, rest, more := strings.Cut(short, "/")
		if !more || strings.Count(name, "/")-strings.Count(rest, "/") > 2 {
			return path.Join(path.Dir(dat), name)
		}
		short = rest
	}
}

func (v *volume) isFile(name string) bool {
	info, err := fs.Stat(v.src.FS, name)
	return err == nil && !info.IsDir()
}

// optOf reads the OPT beside a DAT: image key, volume, path, Y at the first
// page of a document.
func (v *volume) optOf(dat string) map[string][]string {
	out := map[string][]string{}
	entries, _ := fs.ReadDir(v.src.FS, path.Dir(dat))
	for _, e := range entries {
		name := path.Join(path.Dir(dat), e.Name())
		if !hasExt(name, ".opt") || !e.Type().IsRegular() {
			continue
		}
		f, err := v.src.Open(name)
		if err != nil {
			continue
		}
		data, err := io.ReadAll(io.LimitReader(f, 64<<20))
		f.Close()
		if err != nil {
			continue
		}
		v.used[name] = true
		key := ""
		for line := range bytes.Lines(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))) {
			cells := strings.Split(strings.TrimSpace(string(line)), ",")
			if len(cells) < 4 {
				continue
			}
			if strings.EqualFold(cells[3], "Y") || key == "" {
				key = cells[0]
			}
			if list := out[key]; len(list) == 0 || list[len(list)-1] != cells[2] {
				out[key] = append(list, cells[2])
			}
		}
	}
	return out
}
