package view

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"vaughn/index/disk"
	"vaughn/index/fault"
)

// maxRecent is how many cases the start screen remembers.
const maxRecent = 8

// Settings are what a person chose at this desk and the cases worked on last.
// They belong to the user of the computer, not to a case, and hold no content.
type Settings struct {
	Reviewer string       `json:"reviewer,omitempty"` // the name decisions are recorded under; "" is the user of this computer
	Look     string       `json:"look"`               // "", light, dark or contrast; "" follows the system
	Size     int          `json:"size"`               // of text in percent; 0 is 100
	Recent   []RecentCase `json:"recent"`             // newest first
	// Keys are those of the commands that a person gave other keys than they came
	// with: the command's name and its keys, such as "Ctrl+K"; none for no key.
	Keys map[string][]string `json:"keys,omitempty"`
	// Columns are those of the list of results, in their order; none for those the
	// program shows at first. DoubleClick is what a double click on a page selects:
	// "" for the passage, word for the word.
	Columns     []ColumnChoice `json:"columns,omitempty"`
	DoubleClick string         `json:"double_click,omitempty"`
	path        string
}

// ColumnChoice is a column of the list of results and how wide it is.
type ColumnChoice struct {
	ID    string  `json:"id"`
	Width float32 `json:"width"`
}

// RecentCase is a case opened before.
type RecentCase struct {
	Dir  string `json:"dir"`
	Name string `json:"name"`
}

// SettingsPath is where settings are kept.
func SettingsPath() (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("finding the settings: %w", err)
	}
	return filepath.Join(dir, "vaughn", "settings.json"), nil
}

// LoadSettings reads settings; a file that is absent or unreadable gives the
// defaults, since no choice in it is worth a refusal to start.
func LoadSettings(path string) Settings {
	s := Settings{}
	if data, err := os.ReadFile(path); err == nil {
		_ = json.Unmarshal(data, &s)
	}
	s.path = path
	if s.Size < 80 || s.Size > 200 {
		s.Size = 100
	}
	return s
}

// Remember puts a case first among the recent ones.
func (s *Settings) Remember(c RecentCase) {
	rest := slices.DeleteFunc(slices.Clone(s.Recent), func(r RecentCase) bool { return r.Dir == c.Dir })
	s.Recent = append([]RecentCase{c}, rest...)
	s.Recent = s.Recent[:min(len(s.Recent), maxRecent)]
}

// Forget takes a case off the list.
func (s *Settings) Forget(dir string) {
	s.Recent = slices.DeleteFunc(slices.Clone(s.Recent), func(r RecentCase) bool { return r.Dir == dir })
}

// Save writes the settings as a whole or not at all.
func (s Settings) Save() error {
	if s.path == "" {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(s.path), 0o700); err != nil {
		return disk.Coded("saving the settings", s.path, err)
	}
	return writeJSON("saving the settings", s.path, s)
}

// writeJSON writes a file as a whole or not at all.
func writeJSON(op, path string, v any) error {
	data, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".settings-*")
	if err != nil {
		return disk.Coded(op, path, err)
	}
	_, err = f.Write(append(data, '\n'))
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return disk.Coded(op, path, err)
	}
	return nil
}

// maxKeysFile bounds a file of keys; one of every command has a few kilobytes.
const maxKeysFile = 1 << 20

// ExportKeys writes keys to a new file, for another computer or a colleague.
func ExportKeys(path string, keys map[string][]string) error {
	if _, err := os.Stat(path); err == nil {
		return &fault.Error{Code: fault.Exists, Op: "writing the keys to", Subject: path, Hint: "Choose another name: nothing is overwritten."}
	}
	return writeJSON("writing the keys to", path, keys)
}

// ImportKeys reads a file that ExportKeys wrote.
func ImportKeys(path string) (map[string][]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, disk.Coded("reading the keys of", path, err)
	}
	defer f.Close()
	keys := map[string][]string{}
	if err := json.NewDecoder(io.LimitReader(f, maxKeysFile)).Decode(&keys); err != nil {
		return nil, &fault.Error{Code: fault.Format, Op: "reading the keys of", Subject: path, Err: err, Hint: "A file of keys is made by Export… in the settings of keys."}
	}
	return keys, nil
}
