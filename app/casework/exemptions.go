package casework

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"vaughn/index/fault"
	"vaughn/index/store"
	"vaughn/redact/exempt"
)

// ownSets is the folder of a case whose JSON files are sets of exemptions of
// its own: a state's public records act, an agency's codes. See exempt.Parse.
const ownSets = "exemptions"

// Bounds of a case's own sets: how many, and bytes read of one (exempt.Parse
// takes less).
const (
	maxOwnSets = 50
	maxOwnSet  = 4 << 20
)

// exemptions are the codes of a case: both acts of a FOIA request, or what
// litigation withholds, and its own sets.
func exemptions(dir, kind string) (exempt.Set, error) {
	names := []string{"foia", "privacy-act"}
	if kind == store.Litigation {
		names = []string{"litigation", "foia"}
	}
	var sets []exempt.Set
	for _, n := range names {
		s, err := exempt.Load(n)
		if err != nil {
			return exempt.Set{}, err
		}
		sets = append(sets, s)
	}
	entries, err := os.ReadDir(filepath.Join(dir, ownSets))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return exempt.Set{}, &fault.Error{Code: fault.NoAccess, Op: "reading the exemption sets of the case", Subject: dir, Err: err, Hint: "Check who may read the folder."}
	}
	for _, e := range entries {
		if filepath.Ext(e.Name()) != ".json" || len(sets) > maxOwnSets {
			continue
		}
		path := filepath.Join(dir, ownSets, e.Name())
		s, err := ownSet(path)
		if err != nil {
			return exempt.Set{}, wrongSet(path, err)
		}
		sets = append(sets, s)
	}
	all, err := exempt.Combine("case", sets...)
	if err != nil {
		return exempt.Set{}, wrongSet(filepath.Join(dir, ownSets), err)
	}
	return all, nil
}

func ownSet(path string) (exempt.Set, error) {
	f, err := os.Open(path)
	if err != nil {
		return exempt.Set{}, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxOwnSet+1))
	if err != nil {
		return exempt.Set{}, err
	}
	return exempt.Parse(data)
}

func wrongSet(path string, err error) error {
	return &fault.Error{Code: fault.Usage, Op: "reading an exemption set of the case", Subject: path, Err: err,
		Hint: "`vaughn help exemptions` says how a set is written. Mend the file or take it out of the folder."}
}
