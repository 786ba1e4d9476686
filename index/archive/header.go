package archive

import (
	"bytes"
	"strings"

	"vaughn/index/message"
)

// field is one header field before decoding: its name as spelled, its value
// unfolded.
type field struct {
	name  string
	value []byte
}

// header is the block of fields before a body.
type header struct {
	fields   []field
	size     int64 // bytes up to the body, blank line included
	problems []string
}

// get gives the first field of that name.
func (h *header) get(name string) []byte {
	for i := range h.fields {
		if strings.EqualFold(h.fields[i].name, name) {
			return h.fields[i].value
		}
	}
	return nil
}

// parseHeader reads the fields at the start of b, which holds the whole block
// or its first bytes. top allows for what only the head of an item has: blank
// lines, a byte order mark, a separator line of an mbox.
func parseHeader(b []byte, top bool) header {
	var h header
	i := 0
	if top {
		i = skipPreface(b)
	}
	for i < len(b) {
		end := lineEnd(b, i)
		line := trimEOL(b[i:end])
		if len(line) == 0 {
			h.size = int64(end)
			return h
		}
		if line[0] == ' ' || line[0] == '\t' {
			if len(h.fields) > 0 {
				h.fields[len(h.fields)-1].value = appendFold(h.fields[len(h.fields)-1].value, line)
				i = end
				continue
			}
			if name, value, ok := splitField(bytes.TrimLeft(line, " \t")); ok && top {
				h.fields = append(h.fields, field{name, value})
				h.note(ProblemHeaderLine)
				i = end
				continue
			}
			if isBlank(line) {
				h.size = int64(end)
				h.note(ProblemHeaderLine)
				return h
			}
		}
		name, value, ok := splitField(line)
		if !ok {
			if h.stray(line, b[end:]) {
				i = end
				continue
			}
			h.note(ProblemHeaderEnd)
			h.size = int64(i)
			return h
		}
		h.fields = append(h.fields, field{name, value})
		i = end
	}
	h.size = int64(i)
	return h
}

func (h *header) note(code string) {
	for _, p := range h.problems {
		if p == code {
			return
		}
	}
	h.problems = append(h.problems, code)
}

// stray decides about a line that is no field: it is passed over when the
// header plainly goes on after it (a separator line, a long line some relay
// broke), otherwise the body begins here.
func (h *header) stray(line, rest []byte) bool {
	if bytes.HasPrefix(line, []byte("From ")) || bytes.HasPrefix(line, []byte(">From ")) {
		return len(h.fields) == 0 || nextIsField(rest)
	}
	if len(h.fields) > 0 && nextIsField(rest) && !bytes.HasPrefix(line, []byte("--")) {
		h.note(ProblemHeaderLine)
		h.fields[len(h.fields)-1].value = appendFold(h.fields[len(h.fields)-1].value, line)
		return true
	}
	return false
}

func nextIsField(rest []byte) bool {
	_, _, ok := splitField(trimEOL(rest[:lineEnd(rest, 0)]))
	return ok
}

// skipPreface gives the index of the first field line.
func skipPreface(b []byte) int {
	i := 0
	if bytes.HasPrefix(b, []byte("\xef\xbb\xbf")) {
		i = 3
	}
	for i < len(b) {
		end := lineEnd(b, i)
		if line := trimEOL(b[i:end]); !isBlank(line) {
			break
		}
		i = end
	}
	// Blank lines are a preface only if a field follows; else the header is empty.
	if i > 0 && i < len(b) && !nextIsField(b[i:]) && !bytes.HasPrefix(b[i:], []byte("From ")) {
		if bytes.HasPrefix(b, []byte("\xef\xbb\xbf")) {
			return 3
		}
		return 0
	}
	return i
}

// splitField cuts "Name: value". RFC 5322 section 2.2: a name is printable
// ASCII without a colon. QUIRK: blanks before the colon are met.
func splitField(line []byte) (string, []byte, bool) {
	colon := bytes.IndexByte(line, ':')
	if colon <= 0 || colon > 200 {
		return "", nil, false
	}
	name := bytes.TrimRight(line[:colon], " \t")
	if len(name) == 0 {
		return "", nil, false
	}
	for _, c := range name {
		if c <= ' ' || c >= 0x7f {
			return "", nil, false
		}
	}
	value := bytes.TrimSpace(line[colon+1:])
	// Capped, so that joining a continuation line copies it first.
	return fieldName(name), value[:len(value):len(value)], true
}

// fieldName saves an allocation for the names nearly every mail has.
func fieldName(b []byte) string {
	switch string(b) {
	case "Received":
		return "Received"
	case "From":
		return "From"
	case "To":
		return "To"
	case "Cc":
		return "Cc"
	case "Subject":
		return "Subject"
	case "Date":
		return "Date"
	case "Message-ID":
		return "Message-ID"
	case "References":
		return "References"
	case "In-Reply-To":
		return "In-Reply-To"
	case "MIME-Version":
		return "MIME-Version"
	case "Content-Type":
		return "Content-Type"
	case "Content-Transfer-Encoding":
		return "Content-Transfer-Encoding"
	case "Return-Path":
		return "Return-Path"
	case "DKIM-Signature":
		return "DKIM-Signature"
	case "List-ID":
		return "List-ID"
	}
	return string(b)
}

// appendFold joins a continuation line: the fold and its white space become
// one blank. The result never shares memory with the source.
func appendFold(value, line []byte) []byte {
	line = bytes.TrimSpace(line)
	if len(line) == 0 {
		return value
	}
	if len(value) == 0 {
		return line[:len(line):len(line)]
	}
	return append(append(value, ' '), line...)
}

func lineEnd(b []byte, i int) int {
	if k := bytes.IndexByte(b[i:], '\n'); k >= 0 {
		return i + k + 1
	}
	return len(b)
}

func trimEOL(line []byte) []byte {
	if n := len(line); n > 0 && line[n-1] == '\n' {
		line = line[:n-1]
	}
	for n := len(line); n > 0 && line[n-1] == '\r'; n-- {
		line = line[:n-1]
	}
	return line
}

// decoded gives all fields as text, in order.
func (h *header) decoded(hint string, note func(code string)) []message.Header {
	out := make([]message.Header, len(h.fields))
	for i, f := range h.fields {
		text, code := decodeText(f.value, hint)
		if code != "" {
			note(code)
		}
		out[i] = message.Header{Name: f.name, Value: text}
	}
	return out
}
