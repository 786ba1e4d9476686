package syntax

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
)

// scanner cuts bytes into tokens. PDF 32000-1, 7.2 and 7.3.
type scanner struct {
	data []byte
	pos  int
}

// operator is a word that is no value: obj, stream, Tj.
type operator string

// punct opens or closes an array or a dictionary.
type punct string

// maxDepth is how deep arrays and dictionaries may nest.
const maxDepth = 16

var errEnd = errors.New("it ends too early")

func space(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func delimiter(c byte) bool { return bytes.IndexByte([]byte("()<>[]{}/%"), c) >= 0 }

// token gives the next value, operator or punct. A comment is an error: it says
// nothing to a reader and so may say anything.
func (s *scanner) token() (any, error) {
	for s.pos < len(s.data) && space(s.data[s.pos]) {
		s.pos++
	}
	if s.pos >= len(s.data) {
		return nil, errEnd
	}
	switch c := s.data[s.pos]; c {
	case '%':
		return nil, errors.New("a comment stands inside an object")
	case '(':
		return s.literal()
	case '/':
		return s.name()
	case '[', ']':
		s.pos++
		return punct(c), nil
	case '<', '>':
		if s.pos+1 < len(s.data) && s.data[s.pos+1] == c {
			s.pos += 2
			return punct([]byte{c, c}), nil
		}
		if c == '<' {
			return s.hex()
		}
		return nil, errors.New("a stray >")
	case ')', '{', '}':
		return nil, errors.New("a stray bracket")
	}
	word := s.word()
	if n, ok := number(word); ok {
		return n, nil
	}
	return operator(word), nil
}

func (s *scanner) word() string {
	from := s.pos
	for s.pos < len(s.data) && !space(s.data[s.pos]) && !delimiter(s.data[s.pos]) {
		s.pos++
	}
	return string(s.data[from:s.pos])
}

// number reads plain decimals only: no exponent, no infinity, no hexadecimals.
func number(w string) (float64, bool) {
	for i := range len(w) {
		if c := w[i]; (c < '0' || c > '9') && c != '.' && !(i == 0 && (c == '-' || c == '+')) {
			return 0, false
		}
	}
	n, err := strconv.ParseFloat(w, 64)
	return n, err == nil
}

func (s *scanner) name() (Value, error) {
	s.pos++
	w := s.word()
	for i := range len(w) {
		if w[i] == '#' || w[i] < '!' || w[i] > '~' {
			return nil, errors.New("a name with odd characters")
		}
	}
	return Name(w), nil
}

func (s *scanner) hex() (Value, error) {
	end := bytes.IndexByte(s.data[s.pos:], '>')
	if end < 0 {
		return nil, errEnd
	}
	b, err := hex.DecodeString(string(s.data[s.pos+1 : s.pos+end]))
	if err != nil {
		return nil, errors.New("a hexadecimal string with other characters")
	}
	s.pos += end + 1
	return String(b), nil
}

// literal reads a string in round brackets. PDF 32000-1, 7.3.4.2.
func (s *scanner) literal() (Value, error) {
	var out String
	depth := 0
	for i := s.pos; i < len(s.data); i++ {
		switch c := s.data[i]; c {
		case '(':
			if depth > 0 {
				out = append(out, c)
			}
			depth++
		case ')':
			if depth--; depth == 0 {
				s.pos = i + 1
				return out, nil
			}
			out = append(out, c)
		case '\\':
			if i++; i >= len(s.data) {
				return nil, errEnd
			}
			var ok bool
			if out, ok = escaped(out, s.data[i]); !ok {
				return nil, errors.New("an unknown escape in a string")
			}
		default:
			out = append(out, c)
		}
	}
	return nil, errEnd
}

// escaped appends what an escape stands for. Octets and broken lines are
// escapes too, but no file of ours has them.
func escaped(out String, c byte) (String, bool) {
	switch c {
	case '(', ')', '\\':
		return append(out, c), true
	case 'r':
		return append(out, '\r'), true
	case 'n':
		return append(out, '\n'), true
	}
	return nil, false
}

// value reads a value whose first token is next.
func (s *scanner) value(depth int) (Value, error) {
	t, err := s.token()
	if err != nil {
		return nil, err
	}
	return s.rest(t, depth)
}

// rest completes the value that begins with a token.
func (s *scanner) rest(t any, depth int) (Value, error) {
	if depth > maxDepth {
		return nil, errors.New("it is nested too deep")
	}
	switch t := t.(type) {
	case punct:
		switch t {
		case "[":
			return s.array(depth)
		case "<<":
			return s.dict(depth)
		}
	case operator:
		switch t {
		case "true", "false":
			return t == "true", nil
		case "null":
			return nil, nil
		}
	case float64:
		return s.reference(t), nil
	default:
		return t, nil
	}
	return nil, fmt.Errorf("no value begins with %q", t)
}

// reference turns "12 0 R" into a Ref and leaves other numbers alone.
func (s *scanner) reference(n float64) Value {
	back := s.pos
	gen, err := s.token()
	if err == nil && gen == float64(0) {
		if t, err := s.token(); err == nil && t == operator("R") && n == float64(int(n)) && n > 0 {
			return Ref(n)
		}
	}
	s.pos = back
	return n
}

func (s *scanner) array(depth int) (Value, error) {
	out := Array{}
	for {
		t, err := s.token()
		if err != nil {
			return nil, err
		}
		if t == punct("]") {
			return out, nil
		}
		v, err := s.rest(t, depth+1)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
}

func (s *scanner) dict(depth int) (Value, error) {
	out := Dict{}
	for {
		t, err := s.token()
		if err != nil {
			return nil, err
		}
		if t == punct(">>") {
			return out, nil
		}
		key, ok := t.(Name)
		if !ok {
			return nil, errors.New("a dictionary's key is no name")
		}
		v, err := s.value(depth + 1)
		if err != nil {
			return nil, err
		}
		if _, twice := out[key]; twice {
			return nil, errors.New("a dictionary has a key twice")
		}
		out[key] = v
	}
}

// Step is one operator of a content stream with its operands.
type Step struct {
	Op   string
	Args []Value
}

// Steps cuts a content stream into operators and hands them on; it stops when
// yield says so.
func Steps(content []byte, yield func(Step) bool) error {
	s := &scanner{data: content}
	var args []Value
	for {
		for s.pos < len(s.data) && space(s.data[s.pos]) {
			s.pos++
		}
		if s.pos == len(s.data) {
			if len(args) > 0 {
				return errors.New("reading content: operands without an operator")
			}
			return nil
		}
		t, err := s.token()
		if err != nil {
			return fmt.Errorf("reading content: %w", err)
		}
		if op, ok := t.(operator); ok && op != "true" && op != "false" && op != "null" {
			if !yield(Step{string(op), args}) {
				return nil
			}
			args = nil
			continue
		}
		v, err := s.step(t)
		if err != nil {
			return fmt.Errorf("reading content: %w", err)
		}
		if args = append(args, v); len(args) > 64 {
			return errors.New("reading content: too many operands")
		}
	}
}

// step is rest without references, which content streams do not have.
func (s *scanner) step(t any) (Value, error) {
	if n, ok := t.(float64); ok {
		return n, nil
	}
	return s.rest(t, 0)
}
