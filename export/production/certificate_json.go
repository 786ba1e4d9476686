package production

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"iter"
)

// write writes certificate.json. It is json.MarshalIndent with one space, put out
// entry by entry, the lists between the head and the root: of a hundred thousand
// pages it has 75 MB. Of a list that is nil it writes null.
func (c Certificate) write(w io.Writer, documents iter.Seq2[CertDocument, error], files iter.Seq2[CertFile, error]) error {
	out := bufio.NewWriter(w)
	all, err := json.MarshalIndent(c, "", " ")
	if err != nil {
		return err
	}
	at := bytes.LastIndex(all, []byte("\n \"root\": ")) // no value holds a line end
	_, _ = out.Write(all[:at])                          // Flush tells of all
	if err := writeList(out, "documents", documents); err != nil {
		return err
	}
	if err := writeList(out, "files", files); err != nil {
		return err
	}
	_, _ = out.Write(append(all[at:], '\n'))
	return out.Flush()
}

func writeList[T any](w *bufio.Writer, name string, list iter.Seq2[T, error]) error {
	_, _ = fmt.Fprintf(w, "\n %q: ", name)
	if list == nil {
		_, _ = w.WriteString("null,")
		return nil
	}
	_ = w.WriteByte('[')
	end := "],"
	for x, err := range list {
		if err != nil {
			return err
		}
		data, err := json.MarshalIndent(&x, "  ", " ")
		if err != nil {
			return err
		}
		if end != "]," {
			_ = w.WriteByte(',')
		}
		_, _ = w.WriteString("\n  ")
		_, _ = w.Write(data)
		end = "\n ],"
	}
	_, _ = w.WriteString(end)
	return nil
}
