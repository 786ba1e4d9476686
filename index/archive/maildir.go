package archive

import (
	"bytes"
	"context"
	"io/fs"
	"path"
	"strings"

	"vaughn/index/message"
)

// Maildir reads a Maildir with the folders inside it (Maildir++ ".Parent.Child"
// and plain nested ones). Each file in cur/ and new/ is one mail; tmp/ holds
// deliveries that never finished and is not mail.
type Maildir struct{}

// Info describes the format.
func (Maildir) Info() Info {
	return Info{
		Name: "maildir", Title: "Maildir",
		Keeps:  "every message byte for byte with its folder; passed, replied, seen, trashed, draft, flagged, keywords by letter",
		Loses:  "files in tmp/ (unfinished deliveries) and the server's own indexes",
		Proven: RealData, Many: true,
	}
}

// Sniff asks for cur/ beside new/ or tmp/. QUIRK: archives drop empty folders,
// so that cur/ may stand alone.
func (Maildir) Sniff(head []byte, name string) bool {
	if !strings.HasSuffix(name, "/") {
		return false
	}
	has := func(dir string) bool { return bytes.Contains(append([]byte{'\n'}, head...), []byte("\n"+dir+"/\n")) }
	return has("cur") || has("new") && has("tmp")
}

// Read emits an item a file.
func (f Maildir) Read(ctx context.Context, src Source, emit func(Item) error) error {
	p := newPipe(src.Options)
	return p.run(ctx, func(ctx context.Context, put func(*job) error) error {
		return fs.WalkDir(src.FS, src.Main, func(name string, d fs.DirEntry, err error) error {
			dir := path.Base(path.Dir(name))
			switch {
			case ctx.Err() != nil:
				return ctx.Err()
			case err != nil:
				return src.putFile(p, name, nil, opening(src.label(name), err), put)
			case d.IsDir():
				if path.Base(name) == "tmp" && f.holds(src, path.Dir(name)) {
					return fs.SkipDir
				}
				return nil
			case isClutter(path.Base(name)):
				return nil
			case !d.Type().IsRegular():
				return src.putFile(p, name, nil, errNotRegular, put)
			case dir == "cur" || dir == "new":
				return src.putFile(p, name, maildirFile{}, nil, put)
			}
			format, err := src.formatOf(name)
			if err == nil && format != nil && format.Info().Many {
				err = errInside
			}
			return src.putFile(p, name, format, err, put)
		})
	}, emit)
}

func (f Maildir) holds(src Source, dir string) bool {
	head, name, err := src.head(dir)
	return err == nil && f.Sniff(head, name)
}

// maildirFile is one message file.
type maildirFile struct{ EML }

func (maildirFile) load(src Source, name string, lim Limits) *job {
	j := EML{}.load(src, name, lim)
	j.then(func(m *message.Message) {
		m.Flags = append(m.Flags, maildirFlags(path.Base(name))...)
		if path.Base(path.Dir(name)) == "new" {
			m.Flags = append(m.Flags, "recent")
		}
	})
	return j
}

// maildirFlags reads the letters after "2,". QUIRK: file systems that forbid
// ':' get ';', '!' or "%3A" in its place.
func maildirFlags(base string) []string {
	at := -1
	for _, mark := range []string{":2,", ";2,", "!2,", "%3A2,", "%3a2,"} {
		if i := strings.LastIndex(base, mark); i > at {
			at = i + len(mark)
		}
	}
	if at < 0 {
		return nil
	}
	var out []string
	for _, c := range base[at:] {
		switch c {
		case 'P':
			out = append(out, "passed")
		case 'R':
			out = append(out, "replied")
		case 'S':
			out = append(out, "seen")
		case 'T':
			out = append(out, "deleted")
		case 'D':
			out = append(out, "draft")
		case 'F':
			out = append(out, "flagged")
		case ',', '.', ';':
			// A size or a suffix some programs add follows: no letters any more.
			return out
		default:
			if c >= 'a' && c <= 'z' {
				out = append(out, "keyword:"+string(c))
			}
		}
	}
	return out
}
