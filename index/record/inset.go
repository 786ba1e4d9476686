package record

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"iter"
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"vaughn/index/message"
)

// Pictures of HTML no larger than this on a side are there to be counted, not
// to be seen; maxUnheld bounds how many a note lists.
const (
	tracker   = 3
	maxUnheld = 40
	maxInsets = 1000 // places of pictures in one message
	longName  = 120
)

// picture notes a picture in its place. One that the message holds is shown
// there; of any other its name is said, in its place when nothing else does.
func (t *htmlText) picture(tok html.Token) {
	src := strings.TrimSpace(attr(tok, "src"))
	if src == "" {
		src = strings.TrimSpace(attr(tok, "data-src"))
	}
	if t.skip > 0 || src == "" && attr(tok, "alt") == "" {
		return
	}
	alt := strings.Join(strings.Fields(attr(tok, "alt")), " ")
	w, h := size(tok, "width"), size(tok, "height")
	child, held := -1, false
	if t.held != nil {
		child, held = t.held(src)
	} else {
		held = strings.HasPrefix(strings.ToLower(src), "cid:")
	}
	tiny := w > 0 && w <= tracker && h <= tracker || h > 0 && h <= tracker && w <= tracker
	name := pictureName(src)
	if alt == "" && !held && !tiny {
		alt = "picture"
		if base := path.Base(name); base != "." && base != "/" {
			alt = "picture: " + base
		}
	}
	if alt != "" {
		t.text(" [" + alt + "] ")
	}
	if held && child >= 0 && len(t.shape.insets) < maxInsets {
		t.shape.insets = append(t.shape.insets, insetMark{t.out.Len(), Inset{Child: child, W: w, H: h}})
	}
	if !held && name != "" && len(t.shape.unheld) <= maxUnheld && !slices.Contains(t.shape.unheld, name) {
		if len(t.shape.unheld) == maxUnheld {
			name = "and others"
		}
		t.shape.unheld = append(t.shape.unheld, name)
	}
}

// size is a length in CSS pixels, 0 when none is stated or it makes no sense.
func size(tok html.Token, side string) int {
	n, ok := number(attr(tok, side))
	for rule := range strings.SplitSeq(attr(tok, "style"), ";") {
		name, value, _ := strings.Cut(rule, ":")
		if strings.EqualFold(strings.TrimSpace(name), side) && strings.HasSuffix(strings.TrimSpace(value), "px") {
			n, ok = number(value)
		}
	}
	if !ok || n > 10_000 {
		return 0
	}
	return n
}

// pictureName is how a picture that is not held is called: where it lies,
// without the parameters of the address, which often name the reader.
func pictureName(src string) string {
	switch low := strings.ToLower(src); {
	case low == "":
		return ""
	case strings.HasPrefix(low, "data:"):
		return "a picture inside the text that cannot be read"
	case strings.HasPrefix(low, "cid:"):
		src, _, _ = strings.Cut(unescaped(src[len("cid:"):]), "@")
	default:
		src = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(src, "https:"), "http:"), "//")
		src, _, _ = strings.Cut(src, "#")
		src, _, _ = strings.Cut(src, "?")
	}
	src = oneLine(Clean(src))
	if rs := []rune(src); len(rs) > longName {
		src = string(rs[:longName]) + "…"
	}
	return src
}

func unescaped(s string) string {
	if u, err := url.PathUnescape(s); err == nil {
		return u
	}
	return s
}

// holder finds the attachment that the source of a picture names: by its
// Content-ID (RFC 2392), by its name where the source is one, or by its bytes
// where the source holds them (RFC 2397) and the importer has put them beside.
func holder(m *message.Message) func(src string) (int, bool) {
	return func(src string) (int, bool) {
		low := strings.ToLower(src)
		if strings.HasPrefix(low, "data:") {
			data, ok := DataPicture(src)
			if !ok {
				return -1, false
			}
			sum := sha256.Sum256(data)
			ref := message.BlobRef(hex.EncodeToString(sum[:]))
			i := slices.IndexFunc(m.Attached, func(a message.Attachment) bool { return a.Blob == ref })
			return i, i >= 0
		}
		var is func(*message.Attachment) bool
		switch id := unescaped(strings.TrimPrefix(src[min(len(src), len("cid:")):], "//")); {
		case strings.HasPrefix(low, "cid:") && id != "":
			is = func(a *message.Attachment) bool { return a.ContentID != "" && strings.EqualFold(a.ContentID, id) }
		case src != "" && !strings.ContainsAny(src, ":/"):
			name := unescaped(src)
			is = func(a *message.Attachment) bool { return a.Name == name && strings.HasPrefix(a.Type, "image/") }
		default:
			return -1, false
		}
		for i := range m.Attached {
			if a := &m.Attached[i]; is(a) && a.Nested == nil {
				return i, true
			}
		}
		return -1, false
	}
}

// maxData bounds a picture inside a text.
const maxData = 32 << 20

// DataPicture gives the bytes of a picture that an address holds itself,
// "data:image/png;base64,…" (RFC 2397).
func DataPicture(src string) ([]byte, bool) {
	head, data, ok := strings.Cut(src, ",")
	head = strings.ToLower(head)
	if !ok || !strings.HasPrefix(head, "data:image/") || len(data) > 2*maxData {
		return nil, false
	}
	if !strings.HasSuffix(strings.TrimSpace(head), ";base64") {
		return []byte(unescaped(data)), true
	}
	data = strings.Map(func(r rune) rune {
		if isSpace(r) {
			return -1
		}
		return r
	}, unescaped(data))
	out, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(data, "="))
	return out, err == nil && len(out) > 0
}

// DataPictures gives the media type and the bytes of each picture that an HTML
// body holds in its own addresses, in order, equal ones once.
func DataPictures(src string) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		seen := map[[sha256.Size]byte]bool{}
		z := html.NewTokenizer(strings.NewReader(src))
		for strings.Contains(src, "data:image/") {
			switch z.Next() {
			case html.ErrorToken:
				return
			case html.StartTagToken, html.SelfClosingTagToken:
				tok := z.Token()
				if tok.DataAtom != atom.Img {
					continue
				}
				at := strings.TrimSpace(attr(tok, "src"))
				data, ok := DataPicture(at)
				if sum := sha256.Sum256(data); ok && !seen[sum] {
					seen[sum] = true
					media, _, _ := strings.Cut(at[len("data:"):strings.IndexByte(at, ',')], ";")
					if !yield(strings.ToLower(strings.TrimSpace(media)), data) {
						return
					}
				}
			}
		}
	}
}
