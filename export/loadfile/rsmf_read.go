package loadfile

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"

	"vaughn/index/archive/rsmf"
)

// maxRSMF bounds one file of an RSMF when it is read back, in bytes.
const maxRSMF = 1 << 30

// ReadRSMF reads a file as WriteRSMF writes it: two parts, a flat zip. Whoever
// wants to know that nothing else stands in it writes what it gives again and
// compares.
func ReadRSMF(data []byte) (RSMF, error) {
	var out RSMF
	m, err := mail.ReadMessage(bytes.NewReader(data))
	if err != nil {
		return out, errors.New("reading an RSMF: it is no mail message")
	}
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		return out, errors.New("reading an RSMF: it has no parts")
	}
	if out.Custodian, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("X-RSMF-Custodian")); err != nil {
		return out, errors.New("reading an RSMF: its custodian cannot be read")
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for range 2 {
		p, err := parts.NextPart()
		if err != nil {
			return out, errors.New("reading an RSMF: a part is missing")
		}
		body, err := io.ReadAll(io.LimitReader(base64.NewDecoder(base64.StdEncoding, p), maxRSMF))
		if err != nil {
			return out, errors.New("reading an RSMF: a part is not base64")
		}
		if p.FileName() == rsmf.ZipName {
			return out, out.unpack(body)
		}
	}
	return out, fmt.Errorf("reading an RSMF: it has no %s", rsmf.ZipName)
}

func (x *RSMF) unpack(packed []byte) error {
	z, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return errors.New("reading an RSMF: its zip cannot be opened")
	}
	for i, f := range z.File {
		data, err := unzipped(f)
		if err != nil {
			return err
		}
		if i > 0 {
			x.Files = append(x.Files, RSMFFile{Name: f.Name, Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }})
			continue
		}
		var faults []rsmf.Fault
		x.Manifest, faults, err = rsmf.Read(data, func(name string) bool {
			for _, o := range z.File {
				if o.Name == name {
					return true
				}
			}
			return false
		})
		if err != nil || len(faults) > 0 || f.Name != rsmf.ManifestName {
			return errors.New("reading an RSMF: its manifest is not first or has faults")
		}
	}
	return nil
}

func unzipped(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err == nil {
		defer r.Close()
		var data []byte
		if data, err = io.ReadAll(io.LimitReader(r, maxRSMF)); err == nil {
			return data, nil
		}
	}
	return nil, errors.New("reading an RSMF: a file of its zip cannot be read")
}
