package ui

import (
	"errors"
	"path/filepath"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"vaughn/app/casework"
	"vaughn/app/ui/kit"
	"vaughn/index/store"
)

const (
	kindFOIA       = "FOIA request"
	kindLitigation = "Litigation"
)

// newCase asks for the request a case answers and makes the case.
func (s *shell) newCase() {
	entry := func(name, place string) *kit.Entry {
		e := kit.NewEntry(place)
		s.reg.Object("newcase."+name, e)
		return e
	}
	name, folder := entry("name", "For example: Messaging app pilot"), entry("folder", "")
	number, requester := entry("number", "As in the letter"), entry("requester", "Person or newsroom")
	received, cutoff := entry("received", "2024-01-31"), entry("cutoff", "2024-01-31")
	scope, zone := entry("scope", "What was asked for, in a few words"), entry("zone", "")
	zone.SetText("America/New_York")
	kind := kit.NewSelect([]string{kindFOIA, kindLitigation}, nil)
	kind.SetSelected(kindFOIA)
	typed := false
	folder.OnChanged = func(string) { typed = s.canvas().Focused() == fyne.Focusable(folder) }
	name.OnChanged = func(text string) {
		if !typed {
			folder.SetText(filepath.Join(documents(), fileName(text)))
		}
	}
	folder.SetText(documents() + string(filepath.Separator))
	two := func(a, b fyne.CanvasObject) fyne.CanvasObject { return container.New(equal{kit.Space3}, a, b) }
	body := kit.Down(kit.Space3,
		kit.Field("Name of the case", "", name),
		kit.Field("Folder", "A new or empty folder on a disk of this computer; not a network share.", folder),
		two(kit.Field("Request number", "", number), kit.Field("Kind", "", kit.Boxed(kind))),
		kit.Field("Requester", "", requester),
		two(kit.Field("Received", "", received), kit.Field("Cut-off date", "", cutoff)),
		two(kit.Field("Scope", "", scope), kit.Field("Time zone", "", zone)))
	title := "New case"
	if n := len(s.waiting); n > 0 {
		title = "New case for " + plural(n, "dropped archive")
	}
	d := kit.ShowDialog(s.canvas(), kit.DialogSpec{Title: title, Body: body, Width: 560, OK: "Create case", First: name, OnShut: func() { s.waiting = nil }, OnOK: func() error {
		if strings.TrimSpace(name.Text) == "" {
			return errors.New("give the case a name")
		}
		for _, day := range []*kit.Entry{received, cutoff} {
			if _, err := time.Parse("2006-01-02", day.Text); day.Text != "" && err != nil {
				return errors.New("write dates as year-month-day, such as 2024-01-31")
			}
		}
		req := store.Request{Number: number.Text, Requester: requester.Text, Received: received.Text, Cutoff: cutoff.Text, Scope: scope.Text, Kind: store.FOIA}
		if kind.Selected == kindLitigation {
			req.Kind = store.Litigation
		}
		s.start.Create(folder.Text, casework.Describe{Name: strings.TrimSpace(name.Text), Zone: zone.Text, Request: req})
		return nil
	}})
	for _, e := range []*kit.Entry{name, folder, number, requester, received, cutoff, scope, zone} {
		e.OnSubmitted = d.Submit
	}
	s.reg.Object("newcase.ok", d.OKButton)
}

// fileName makes a folder name of a case's name.
func fileName(name string) string {
	clean := strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '-'
		}
		return r
	}, strings.TrimSpace(name))
	return strings.Trim(clean, ". ")
}
