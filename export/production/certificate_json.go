package production

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// write writes certificate.json. It is json.MarshalIndent with one space, put out
// document by document: of a hundred thousand pages it has 75 MB, which would
// stand in the memory three times.
func (c Certificate) write(w io.Writer) error {
	out := bufio.NewWriter(w)
	shell := c
	shell.Documents, shell.Files = nil, nil
	rest, err := json.MarshalIndent(shell, "", " ")
	if err != nil {
		return err
	}
	rest, err = writeList(out, rest, "documents", c.Documents)
	if err == nil {
		rest, err = writeList(out, rest, "files", c.Files)
	}
	if err != nil {
		return err
	}
	_, _ = out.Write(append(rest, '\n')) // Flush tells
	return out.Flush()
}

// writeList writes what stands before an empty list of the certificate, and the
// list; it gives what stands behind.
func writeList[T any](w *bufio.Writer, shell []byte, name string, list []T) (rest []byte, err error) {
	if list == nil {
		return shell, nil
	}
	head := []byte("\n \"" + name + "\": ")
	at := bytes.Index(shell, append(head, "null"...)) // no value of the shell holds a line end
	if at < 0 {
		return nil, fmt.Errorf("writing the certificate: it has no %s", name)
	}
	_, _ = w.Write(shell[:at+len(head)]) // Flush tells of all
	_ = w.WriteByte('[')
	for i := range list {
		data, err := json.MarshalIndent(&list[i], "  ", " ")
		if err != nil {
			return nil, err
		}
		if i > 0 {
			_ = w.WriteByte(',')
		}
		_, _ = w.WriteString("\n  ")
		_, _ = w.Write(data)
	}
	if len(list) > 0 {
		_, _ = w.WriteString("\n ")
	}
	_ = w.WriteByte(']')
	return shell[at+len(head)+len("null"):], nil
}

// parseCertificate reads certificate.json strictly, document by document. Whether
// it is written as write would write it, the caller looks.
func parseCertificate(data []byte) (Certificate, error) {
	var c Certificate
	rest := map[string]json.RawMessage{}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	t, err := d.Token()
	if err == nil && t != json.Delim('{') {
		err = fmt.Errorf("it is no object")
	}
	for err == nil && d.More() {
		var key json.Token
		if key, err = d.Token(); err != nil {
			break
		}
		switch key {
		case "documents":
			c.Documents, err = readList[CertDocument](d)
		case "files":
			c.Files, err = readList[CertFile](d)
		default:
			var value json.RawMessage
			err = d.Decode(&value)
			rest[fmt.Sprint(key)] = value
		}
	}
	if err == nil {
		_, err = d.Token()
	}
	if err != nil {
		return c, err
	}
	head, err := json.Marshal(rest)
	if err != nil {
		return c, err
	}
	d = json.NewDecoder(bytes.NewReader(head))
	d.DisallowUnknownFields()
	return c, d.Decode(&c)
}

// readList reads a list that may be null.
func readList[T any](d *json.Decoder) (list []T, err error) {
	t, err := d.Token()
	if err != nil || t == nil {
		return nil, err
	}
	if t != json.Delim('[') {
		return nil, fmt.Errorf("it has no list where one should be")
	}
	list = []T{}
	for d.More() {
		var x T
		if err := d.Decode(&x); err != nil {
			return nil, err
		}
		list = append(list, x)
	}
	_, err = d.Token()
	return list, err
}

// sameAs compares what is written to it with bytes that are there.
type sameAs struct {
	rest  []byte
	other bool
}

func (s *sameAs) Write(p []byte) (int, error) {
	n := min(len(p), len(s.rest))
	s.other = s.other || n < len(p) || !bytes.Equal(p[:n], s.rest[:n])
	s.rest = s.rest[n:]
	return len(p), nil
}

func (s *sameAs) same() bool { return !s.other && len(s.rest) == 0 }
