package view

import (
	"strings"
	"testing"
)

func TestSourceIsThatOfTheContainer(t *testing.T) {
	d := desk(t)
	d.Results.Search("kind:email subject:timeline")
	id, _ := d.Results.ID(0)
	d.Source.Load(id)
	s := d.Source.State()
	if s.Err != nil || s.Working || s.Cut || !strings.Contains(s.Text, "Message-ID:") || !strings.Contains(s.Text, "Subject:") {
		t.Fatalf("%+v: %.200q", s.Err, s.Text)
	}
	d.Source.Load("nothing")
	if s = d.Source.State(); s.Err == nil || s.Text != "" {
		t.Errorf("a record that is not there has a source: %+v", s)
	}
}
