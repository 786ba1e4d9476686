// Package assets holds what ships inside the program: exemption sets, help
// pages and the sample case (fonts and icons have files of their own here).
//
// It hands out bytes as they were embedded and interprets none of them: what an
// exemption set means is decided in redact/exempt, how help is drawn in the
// window and the command line. It imports nothing of this module and reads
// nothing from disk, so a program copied alone to another machine is complete.
package assets

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

//go:embed exemptions/*.json help/*.md all:sample
var files embed.FS

// ExemptionSet returns the JSON text of the named exemption set, for example
// "foia". The error lists the names that exist.
func ExemptionSet(name string) ([]byte, error) {
	return named("exemptions", ".json", "exemption set", name)
}

// ExemptionSets lists the names ExemptionSet knows, in alphabetical order.
func ExemptionSets() []string { return names("exemptions", ".json") }

// Help returns the help page on a topic as Markdown, for example "search". The
// error lists the topics that exist.
func Help(topic string) (string, error) {
	text, err := named("help", ".md", "help topic", topic)
	return string(text), err
}

// HelpTopics lists the topics Help knows, in alphabetical order.
func HelpTopics() []string { return names("help", ".md") }

// Sample returns the invented sample case, rooted at its own folder: the
// archives, request.json, coding.json, redactions.json and README.md.
func Sample() fs.FS {
	sub, err := fs.Sub(files, "sample")
	if err != nil {
		panic("assets: sample is not a valid path: " + err.Error())
	}
	return sub
}

// named reads one file by exact name. Going through the list first means that a
// name with a slash or dots in it can never reach another embedded file.
func named(dir, ext, what, name string) ([]byte, error) {
	known := names(dir, ext)
	if !slices.Contains(known, name) {
		return nil, fmt.Errorf("no %s %q: there are %s", what, name, strings.Join(known, ", "))
	}
	return files.ReadFile(path.Join(dir, name+ext))
}

func names(dir, ext string) []string {
	entries, err := files.ReadDir(dir)
	if err != nil {
		panic("assets: " + dir + " is not embedded: " + err.Error())
	}
	var out []string
	for _, e := range entries {
		if base, ok := strings.CutSuffix(e.Name(), ext); ok && !e.IsDir() {
			out = append(out, base)
		}
	}
	slices.Sort(out)
	return out
}
