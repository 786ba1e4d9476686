package archive

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"vaughn/index/fault"
	"vaughn/index/message"
)

// TeleMessage reads a delivery of TeleMessage (Smarsh Capture Mobile): a zip or
// a folder of mails, each a text message or a day of a conversation, with a
// manifest that counts and names them. They stay mails: which of their headers
// means what differs between customers and is documented nowhere, and a guess
// would put words into the wrong conversation.
type TeleMessage struct{}

// Info describes the format.
func (TeleMessage) Info() Info {
	return Info{
		Name: "telemessage", Title: "TeleMessage archive (mails with a manifest)", Extensions: []string{".zip"},
		Keeps:  "every mail byte for byte, its headers and attachments; the manifest, whose count and names are compared with what is there",
		Loses:  "mails are not put together into conversations: their headers differ between customers",
		Proven: SpecsOnly, Many: true,
	}
}

// Sniff wants a manifest and mails in one folder.
func (TeleMessage) Sniff(head []byte, name string) bool {
	if !isFolder(name) {
		return false
	}
	manifests, mails := 0, 0
	for entry := range strings.Lines(string(head)) {
		switch entry = strings.TrimSuffix(entry, "\n"); {
		case strings.HasSuffix(entry, "/"):
			return false // a delivery is flat
		case hasExt(entry, ".mf"):
			manifests++
		case hasExt(entry, ".eml"):
			mails++
		}
	}
	return manifests > 0 && mails > 0
}

// Read emits every file of the delivery, then an error for each mail that the
// manifest names and that is not there, and for a count that is not met.
func (TeleMessage) Read(ctx context.Context, src Source, emit func(Item) error) error {
	p := newPipe(src.Options)
	return p.run(ctx, func(ctx context.Context, put func(*job) error) error {
		there := map[string]bool{} // mails that are not empty, by their name
		var manifests []string
		if err := src.walk(func(name string, f Format, err error) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			if hasExt(name, ".mf") {
				manifests = append(manifests, name)
			}
			if info, err := fs.Stat(src.FS, name); err == nil && hasExt(name, ".eml") {
				there[strings.ToLower(path.Base(name))] = info.Size() > 0
			}
			if f != nil && f.Info().Many {
				f = nil // inside a delivery it is a document like any other
			}
			return src.putFile(p, name, f, err, put)
		}); err != nil {
			return err
		}
		for _, name := range manifests {
			if err := src.compare(p, name, there, put); err != nil {
				return err
			}
		}
		return nil
	}, emit)
}

// compare holds a manifest against the mails that are there.
func (s Source) compare(p *pipe, name string, there map[string]bool, put func(*job) error) error {
	count, names, err := s.manifest(name)
	if err != nil {
		return err
	}
	at := message.Locator{Source: s.ID, Path: rel(s.Main, name), Offset: -1, Length: -1}
	report := func(format string, args ...any) error {
		p.sum.Expected++
		at.Ordinal++
		return put(&job{at: at, err: &fault.Error{Code: fault.NotFound, Op: "comparing with the manifest", Subject: s.Name, Err: fmt.Errorf(format, args...),
			Hint: "Ask for the delivery again: messages are missing."}})
	}
	for i, n := range names {
		if full, ok := there[strings.ToLower(n)]; !full {
			why := "is not there"
			if ok {
				why = "is empty"
			}
			if err := report("mail %d of the manifest %s", i+1, why); err != nil {
				return err
			}
		}
	}
	have := len(names)
	if have == 0 {
		have = len(there)
	}
	if count >= 0 && count != have {
		return report("the manifest counts %d mails, %d are named or there", count, have)
	}
	return nil
}

// maxNamesFile bounds a manifest of a delivery.
const maxNamesFile = 64 << 20

// manifest reads the count, -1 when there is none, and the names of mails.
func (s Source) manifest(name string) (count int, names []string, err error) {
	f, err := s.Open(name)
	if err != nil {
		return -1, nil, err
	}
	defer f.Close()
	count = -1
	seen := map[string]bool{}
	lines := bufio.NewScanner(io.LimitReader(f, maxNamesFile))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
		if key, value, ok := strings.Cut(line, ":"); ok && strings.EqualFold(strings.TrimSpace(key), "count") {
			if n, err := strconv.Atoi(strings.TrimSpace(value)); err == nil && n >= 0 {
				count = n
			}
			continue
		}
		if n := mailName(line); n != "" && !seen[n] {
			seen[n] = true
			names = append(names, n)
		}
	}
	return count, names, nil // a line beyond the limit ends the list; the count tells
}

// mailName is the name of a mail in a line of a manifest, "" when there is none.
func mailName(line string) string {
	i := strings.Index(strings.ToLower(line), ".eml")
	if i < 0 {
		return ""
	}
	line = line[:i+len(".eml")]
	return strings.TrimSpace(line[strings.LastIndexAny(line, "/\\,;|\t\"':=")+1:])
}
