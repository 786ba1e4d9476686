package assets_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"html"
	"io"
	"io/fs"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"path"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"vaughn/assets"
)

// held is one copy of a sample message with what the review speaks about.
type held struct {
	custodian, id, parent string
	raw                   []byte
	fields                map[string]string // "From", "body", "attachment NAME", …
}

func load(t *testing.T, name string, into any) {
	t.Helper()
	data, err := fs.ReadFile(assets.Sample(), name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

func walk(t *testing.T, visit func(name string, data []byte)) {
	t.Helper()
	err := fs.WalkDir(assets.Sample(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(assets.Sample(), name)
		visit(name, data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// sample reads all copies of all messages.
func sample(t *testing.T) []held {
	t.Helper()
	var out []held
	walk(t, func(name string, data []byte) {
		rest, ok := strings.CutPrefix(name, "archives/")
		if !ok {
			return
		}
		custodian, _, _ := strings.Cut(rest, "/")
		custodian, _, _ = strings.Cut(custodian, ".")
		if path.Ext(name) == ".gz" {
			z, err := gzip.NewReader(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			if data, err = io.ReadAll(z); err != nil {
				t.Fatal(err)
			}
		}
		raws := [][]byte{data}
		if path.Ext(name) != ".eml" {
			raws = splitMboxrd(data)
		}
		for _, raw := range raws {
			m := read(t, raw)
			m.custodian = custodian
			out = append(out, m)
		}
	})
	return out
}

func splitMboxrd(data []byte) (out [][]byte) {
	var cur []byte
	flush := func() {
		if cur != nil {
			out = append(out, bytes.TrimSuffix(cur, []byte("\n")))
		}
	}
	sc := bufio.NewScanner(bytes.NewReader(data))
	for sc.Scan() {
		line := sc.Bytes()
		if bytes.HasPrefix(line, []byte("From ")) {
			flush()
			cur = []byte{}
			continue
		}
		if bytes.HasPrefix(bytes.TrimLeft(line, ">"), []byte("From ")) {
			line = line[1:]
		}
		cur = append(append(cur, line...), '\n')
	}
	flush()
	return out
}

func read(t *testing.T, raw []byte) held {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("not a message: %v", err)
	}
	h := held{raw: raw, id: m.Header.Get("Message-ID"), parent: m.Header.Get("In-Reply-To"), fields: map[string]string{}}
	if _, err := m.Header.Date(); err != nil || h.id == "" {
		t.Errorf("%s: %v", h.id, err)
	}
	for _, f := range []string{"From", "To", "Cc", "Subject"} {
		v, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get(f))
		if err != nil {
			t.Errorf("%s: %s: %v", h.id, f, err)
		}
		if f != "Subject" && v != "" {
			if _, err := m.Header.AddressList(f); err != nil {
				t.Errorf("%s: %s: %v", h.id, f, err)
			}
		}
		h.fields[f] = v
	}
	h.part(t, m.Header.Get, m.Body)
	return h
}

func (h *held) part(t *testing.T, get func(string) string, body io.Reader) {
	t.Helper()
	kind, params, err := mime.ParseMediaType(get("Content-Type"))
	if err != nil {
		t.Fatalf("%s: %v", h.id, err)
	}
	if strings.HasPrefix(kind, "multipart/") {
		for r := multipart.NewReader(body, params["boundary"]); ; {
			p, err := r.NextRawPart()
			if err == io.EOF {
				return
			}
			if err != nil {
				t.Fatalf("%s: %v", h.id, err)
			}
			h.part(t, p.Header.Get, p)
		}
	}
	switch get("Content-Transfer-Encoding") {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	data, err := io.ReadAll(body)
	if err != nil {
		t.Fatalf("%s: %v", h.id, err)
	}
	text := strings.ToValidUTF8(string(data), string(utf8.RuneError))
	if _, p, _ := mime.ParseMediaType(get("Content-Disposition")); p["filename"] != "" {
		h.fields["attachment "+p["filename"]] = text
		return
	}
	if kind == "text/html" {
		if h.fields["body"] != "" {
			return
		}
		text = plain(text)
	}
	h.fields["body"] = text
}

var tags = regexp.MustCompile(`(?s)<(style|title).*?</(style|title)>|<[^>]*>`)

// plain is a rough reading of HTML, enough for the texts of the sample.
func plain(src string) string {
	return html.UnescapeString(tags.ReplaceAllString(src, "\n"))
}
