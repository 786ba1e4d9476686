package casework

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"vaughn/assets"
	"vaughn/export/production"
	"vaughn/index/fault"
	"vaughn/index/ingest"
	"vaughn/index/progress"
	"vaughn/index/record"
	"vaughn/index/store"
	"vaughn/redact/review"
)

// Folders that Sample makes.
const (
	sampleCase     = "case"
	sampleArchives = "archives"
)

// SampleCase is the case folder of a sample made in dir.
func SampleCase(dir string) string { return filepath.Join(dir, sampleCase) }

// Sample makes the invented sample case under dir: the archives of three
// custodians, imported; and, when reviewed, coded and redacted as a finished
// review.
func Sample(ctx context.Context, dir string, reviewed bool, opt Options, tell progress.Func) (*Case, error) {
	if _, err := os.Lstat(dir); err == nil {
		return nil, &fault.Error{Code: fault.Exists, Op: "making the sample in", Subject: dir, Hint: "Name a folder that does not exist yet, or open the case in it: vaughn " + SampleCase(dir)}
	}
	from := assets.Sample()
	if err := unpack(from, sampleArchives, dir); err != nil {
		return nil, err
	}
	d := Describe{Name: "Sample: the Beacon pilot", Zone: "America/New_York"}
	if err := read(from, "request.json", &d.Request); err != nil {
		return nil, err
	}
	c, err := Create(ctx, SampleCase(dir), d, opt)
	if err != nil {
		return nil, err
	}
	if err := c.fill(ctx, from, filepath.Join(dir, sampleArchives), reviewed, tell); err != nil {
		_ = c.Close()
		return nil, err
	}
	return c, nil
}

func (c *Case) fill(ctx context.Context, from fs.FS, archives string, reviewed bool, tell progress.Func) error {
	custodians, err := fs.ReadDir(from, sampleArchives)
	if err != nil {
		return err
	}
	for _, e := range custodians {
		name, _, _ := strings.Cut(e.Name(), ".")
		rep, err := c.Import(ctx, []string{filepath.Join(archives, e.Name())}, ingest.Options{Custodian: name}, tell)
		if err != nil {
			return err
		}
		for _, s := range rep.Sources {
			if s.Failed > 0 {
				return fmt.Errorf("importing the sample: %d items of %s failed", s.Failed, name)
			}
		}
	}
	if !reviewed {
		return nil
	}
	return c.reviewSample(ctx, from)
}

func (c *Case) reviewSample(ctx context.Context, from fs.FS) error {
	var lines []struct {
		MessageID string            `json:"message_id"`
		Coding    map[string]string `json:"coding"`
		Note      string            `json:"note"`
	}
	if err := read(from, "coding.json", &lines); err != nil {
		return err
	}
	for _, l := range lines {
		ids, err := c.store.ByMessageID(ctx, l.MessageID)
		if err != nil {
			return err
		}
		ids = slices.DeleteFunc(ids, func(id record.ID) bool { return id == "" })
		for field, value := range l.Coding {
			if _, err := c.Code(ctx, ids, review.Coding{Field: field, Value: value, Op: "=", Note: l.Note}); err != nil {
				return err
			}
		}
	}
	f, err := from.Open("redactions.json")
	if err != nil {
		return err
	}
	defer f.Close()
	rep, err := c.ImportRedactions(ctx, f)
	if err == nil && len(rep.Problems) > 0 {
		err = fmt.Errorf("reviewing the sample: line %d: %s", rep.Problems[0].Line, rep.Problems[0].Why)
	}
	return err
}

// SampleSpec is the production of the sample.
func SampleSpec(r store.Request) production.Spec {
	s := production.Example()
	s.Name, s.Bates.Prefix = "First interim release", "FHSA-"
	s.Header = "Request " + r.Number
	s.Designation = "Released under FOIA with exemptions applied"
	s.ReleasedElsewhere = "refuse"
	return s
}

func read(from fs.FS, name string, v any) error {
	data, err := fs.ReadFile(from, name)
	if err == nil {
		err = json.Unmarshal(data, v)
	}
	if err != nil {
		return fmt.Errorf("reading the sample: %w", err)
	}
	return nil
}

// unpack writes one folder of an embedded tree under dir.
func unpack(from fs.FS, folder, dir string) error {
	return fs.WalkDir(from, folder, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		to := filepath.Join(dir, filepath.FromSlash(path.Clean(name)))
		if d.IsDir() {
			err = os.MkdirAll(to, 0o755)
		} else {
			var data []byte
			if data, err = fs.ReadFile(from, name); err == nil {
				err = os.WriteFile(to, data, 0o644)
			}
		}
		if err != nil {
			return &fault.Error{Code: fault.NoAccess, Op: "writing the sample to", Subject: dir, Err: err, Hint: "Name a folder where you may write."}
		}
		return nil
	})
}
