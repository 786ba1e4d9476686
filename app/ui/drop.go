package ui

import (
	"path/filepath"

	"fyne.io/fyne/v2"

	"vaughn/app/casework"
	"vaughn/app/ui/kit"
)

// dropped takes what was dropped on the window. Into an open case archives are
// imported, once the custodian is named; without one a case folder is opened,
// and for archives a new case is made first.
func (s *shell) dropped(uris []fyne.URI) {
	var paths []string
	for _, u := range uris {
		if u.Scheme() == "file" {
			paths = append(paths, u.Path())
		}
	}
	switch {
	case len(paths) == 0:
		s.status.Set("Only files and folders of this computer can be dropped here.", kit.Warn)
	case !s.keys.Open():
		s.status.Set("Close the dialog first, then drop again.", kit.Warn)
	case s.desk == nil && holdsCase(paths[0]):
		s.start.Open(paths[0])
	case s.desk == nil:
		s.waiting = paths
		s.newCase()
	default:
		s.importDropped(paths)
	}
}

// holdsCase says whether a folder is that of a case, or of a sample with one.
func holdsCase(path string) bool {
	for _, dir := range []string{path, casework.SampleCase(path)} {
		if isFile(filepath.Join(dir, "case.db")) {
			return true
		}
	}
	return false
}

// offerDropped goes on with what was dropped before the case was made.
func (s *shell) offerDropped() {
	if paths := s.waiting; len(paths) > 0 {
		s.waiting = nil
		s.importDropped(paths)
	}
}

func (s *shell) importDropped(paths []string) {
	s.goTo(placeImport)
	s.screens[placeImport].(*importScreen).offer(paths)
	s.status.Set("Name the custodian, then press Enter: "+plural(len(paths), "archive")+" to import.", kit.Neutral)
}
