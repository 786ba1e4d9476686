package archive_test

import (
	"testing"
	"testing/fstest"

	"vaughn/index/archive"
	"vaughn/index/archive/archivetest"
)

const (
	wickrText = `{"message":"The pilot starts on Monday.","message_id":"a526085032fa11ee9a74053bb1017859","msg_ts":"1691176258.901277","msgtype":1000,"receiver":"areed@agency.example","sender":"jroe@agency.example","vgroupid":"7ad65d17"}`
	wickrFile = `{"file":{"filename":"plan.pdf","guid":"G1","localfilename":"/bot/attachments/a1_plan.pdf"},"message_id":"4f8d3b6032fb11ee9a74053bb1017859","msg_ts":"1691176544.5","msgtype":6000,"sender":"jroe@agency.example","vgroupid":"S58a"}`
)

func TestWickrConformance(t *testing.T) {
	archivetest.Run(t, archive.Wickr{}, fstest.MapFS{
		"messages.txt":                   {Data: []byte(wickrText + "\n" + wickrFile + "\n")},
		"old.json":                       {Data: []byte(`[{"id":"7","message":"x","msg_ts":1511126631123456,"msgtype":1000,"sender":"a","receiver":"b","vgroupid":"7a"}]`)},
		"flat/messages.txt":              {Data: []byte(wickrText + "\n" + wickrFile + "\n")},
		"flat/attachments/a1_plan.pdf":   {Data: []byte("%PDF-1.4")},
		"flat/attachments/unnamed":       {Data: []byte("x")},
		"beside/log/messages.txt":        {Data: []byte(wickrText + "\n" + wickrFile + "\n")},
		"beside/attachments/a1_plan.pdf": {Data: []byte("%PDF-1.4")},
	})
}

// TestWickrFolderIsOneSource: the export is one source even inside a
// custodian's folder, and a log among mails is a source by itself.
func TestWickrFolderIsOneSource(t *testing.T) {
	mail := &fstest.MapFile{Data: []byte("From: a@x.example\nTo: b@x.example\nSubject: s\nDate: Mon, 4 Mar 2024 09:15:00 -0500\n\nx\n")}
	log := &fstest.MapFile{Data: []byte(wickrText)}
	src := archive.Source{Name: "root", Main: ".", FS: fstest.MapFS{
		"roe/mail.eml":                      mail,
		"roe/wickr/m.txt":                   log,
		"roe/wickr/attachments/a1_plan.pdf": {Data: []byte("%PDF-1.4")},
		"moss/mail.eml":                     mail,
		"moss/m.txt":                        log,
	}}
	ss, err := src.Split()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, s := range ss {
		f, err := archive.Detect(s)
		if err != nil {
			t.Fatal(err)
		}
		got[s.Main] = f.Info().Name
	}
	for main, want := range map[string]string{"roe/wickr": "wickr", "moss/m.txt": "wickr", ".": "folder"} {
		if got[main] != want {
			t.Errorf("%s is read as %q, want %s; all: %v", main, got[main], want, got)
		}
	}
	if len(got) != 3 {
		t.Errorf("sources %v", got)
	}
}
