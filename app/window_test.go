package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"vaughn/app/casework"
	"vaughn/app/view/viewtest"
	"vaughn/export/qc"
	"vaughn/index/progress"
)

// TestWindowWholeRoad drives the real program as a person would, with mouse and
// keys on a screen of its own: a new case, import, search, redact, code,
// produce, verify, audit. VAUGHN_WINDOW names the built program, VAUGHN_SHOTS a
// folder for pictures of each screen.
func TestWindowWholeRoad(t *testing.T) {
	w := openDriven(t, t.TempDir())
	archives := sampleArchives(t)
	w.makeCase()
	w.importArchive(filepath.Join(archives, "Halloran.mbox.gz"), "Halloran", 40)
	w.importArchive(filepath.Join(archives, "Venn"), "Venn", 60)
	w.shot("import")
	w.explore()
	w.gaps()
	w.importArchive(viewtest.Paged(t), "Venn", 64)
	w.area()
	w.search("subject:timeline")
	w.thread()
	w.redact()
	w.code()
	w.likely()
	w.suggest()
	w.checks()
	w.people()
	out := w.produce()
	w.audit()
	w.stop()
	proven(t, out)
	reopened(t, w.dir)
}

// openReviewed opens the reviewed sample case in the real program, home being
// the folder of its user.
func openReviewed(t *testing.T) (w *driven, home string) {
	t.Helper()
	if os.Getenv("VAUGHN_WINDOW") == "" {
		t.Skip("VAUGHN_WINDOW is not set: the program with a window is not built")
	}
	home = t.TempDir()
	dir := filepath.Join(home, "Documents", "Sample")
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		t.Fatal(err)
	}
	c, err := casework.Sample(context.Background(), dir, true, casework.Options{Actor: "reviewer"}, progress.None)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	return openDriven(t, home, casework.SampleCase(dir)), home
}

// TestWindowOpensACase opens a reviewed case named on the command line, reads a
// record with an attachment and goes through its redactions by key.
func TestWindowOpensACase(t *testing.T) {
	w, _ := openReviewed(t)
	w.until("place", "home")
	w.wait("records", func(v string) bool { n, _ := strconv.Atoi(v); return n > 60 })
	w.shot("sample-home")
	w.key("ctrl+3")
	w.until("place", "review")
	w.search("exemption:b5 AND retention")
	first := w.get("record")
	w.key("j")
	w.wait("record", func(v string) bool { return v != first })
	w.wait("marks", func(v string) bool { return strings.Contains(v, "(b)(5)") })
	w.shot("sample-review")
	w.key("p")
	w.until("mode", "true")
	w.shot("sample-produced")
	w.stop()
}

// TestWindowIsWorkedByKeys finds commands by their words, completes a query,
// gives a command another key and chooses columns, on the real screen; no key
// of a menu does anything behind a dialog.
func TestWindowIsWorkedByKeys(t *testing.T) {
	w, home := openReviewed(t)
	w.until("place", "home")
	w.key("ctrl+3")
	w.until("place", "review")
	w.completed()
	w.palette()
	w.rekeyed()
	w.ready("results")
	x, y, _, _ := w.rect("results")
	w.do("mousemove", x+200, y+70, "click", 3)
	w.until("overlays", "1")
	w.shot("menu")
	w.key("Escape")
	w.until("overlays", "0")
	w.stop()
	set, err := os.ReadFile(filepath.Join(home, ".config", "vaughn", "settings.json"))
	if err != nil || !strings.Contains(string(set), `"Ctrl+J"`) {
		t.Errorf("the settings are %s, %v", set, err)
	}
}

// completed writes a query with the help of what is offered.
func (w *driven) completed() {
	w.key("ctrl+f")
	w.ready("search")
	w.do("key", "ctrl+a")
	w.do("type", "--delay", 30, "is:unr")
	w.until("offers", "unreviewed")
	w.shot("completion")
	w.key("Tab")
	w.do("type", "--delay", 30, "OR timeline")
	w.key("Return")
	w.until("query", "is:unreviewed OR timeline")
	w.wait("record", func(v string) bool { return v != "" })
}

// palette goes to a place by words.
func (w *driven) palette() {
	w.key("ctrl+k")
	w.ready("palette.entry")
	w.do("type", "--delay", 30, "explore")
	w.shot("palette")
	w.key("ctrl+9") // a menu's key, behind the dialog
	w.until("place", "review")
	w.key("Return")
	w.until("place", "explore")
	w.until("overlays", "0")
	w.key("ctrl+shift+p") // the second key, which no menu carries
	w.ready("palette.entry")
	w.key("Escape")
	w.until("overlays", "0")
	w.key("ctrl+3")
	w.until("place", "review")
}

// rekeyed gives the place Audit another key; that of another command is refused.
func (w *driven) rekeyed() {
	w.key("ctrl+k")
	w.ready("palette.entry")
	w.do("type", "--delay", 30, "change keys")
	w.key("Return")
	w.ready("keys.entry")
	w.do("type", "--delay", 30, "audit go")
	w.key("Return")
	w.until("overlays", "2")
	w.key("ctrl+n") // fires from a menu; it is asked for here
	w.shot("key-refused")
	w.until("overlays", "2")
	w.key("ctrl+j")
	w.until("overlays", "1")
	w.shot("keys-changed")
	w.key("Escape")
	w.until("overlays", "0")
	w.key("ctrl+j")
	w.until("place", "audit")
	w.key("ctrl+3")
	w.until("place", "review")
}

func (w *driven) makeCase() {
	w.ready("start.new")
	w.shot("start")
	w.click("start.new")
	w.ready("newcase.name")
	w.shot("newcase")
	w.write("newcase.name", "Beacon")
	w.write("newcase.number", "FHSA-2023-00417")
	w.write("newcase.requester", "Coastal Accountability Project")
	w.replace("newcase.folder", w.dir)
	w.click("newcase.ok")
	w.until("place", "home")
	w.until("case", w.dir)
	w.shot("empty")
}

func (w *driven) importArchive(path, custodian string, atLeast int) {
	w.key("ctrl+2")
	w.until("place", "import")
	w.ready("import.path")
	w.replace("import.path", path)
	w.replace("import.custodian", custodian)
	w.click("import.start")
	w.until("import", "running=false done=true")
	w.wait("records", func(v string) bool { n, _ := strconv.Atoi(v); return n >= atLeast })
}

// goTo goes to a place by the rail.
func (w *driven) goTo(place string) {
	w.click("rail." + place)
	w.until("place", place)
}

// explore narrows to a custodian by keys, saves that search and takes the
// narrowing back.
func (w *driven) explore() {
	w.key("ctrl+4")
	w.until("place", "explore")
	settled := func(back string) {
		w.wait("explore", func(v string) bool {
			return strings.HasPrefix(v, "working=false") && !strings.Contains(v, "records=0") && strings.Contains(v, "back="+back)
		})
	}
	settled("0")
	w.do("key", "Down", "Down", "Return")
	settled("1")
	w.key("s")
	w.ready("save.name")
	w.do("type", "--delay", 12, "One desk")
	w.key("Return")
	w.until("overlays", "0")
	w.wait("explore", func(v string) bool { return strings.HasSuffix(v, "saved=1") })
	w.shot("explore")
	w.key("BackSpace")
	settled("0")
}

// gaps imports a chat, opens it where something is missing and writes the
// report.
func (w *driven) gaps() {
	w.importArchive(viewtest.Chat(w.t), "Venn", 61)
	w.goTo("gaps")
	w.wait("gaps", func(v string) bool { return strings.HasPrefix(v, "working= loaded=true about=") })
	w.shot("gaps")
	out := filepath.Join(filepath.Dir(w.dir), "gaps.pdf")
	w.click("gaps.pdf")
	w.replace("save.name", out)
	w.key("Return")
	w.wait("gaps", func(v string) bool { return strings.Contains(v, "said=The report is in") })
	if st, err := os.Stat(out); err != nil || st.Size() < 1000 {
		w.t.Errorf("no report on gaps: %v", err)
	}
	before := w.get("record")
	w.clickAt("gaps.strip", 5)
	w.until("place", "review")
	w.wait("record", func(v string) bool { return v != before })
	w.until("hits", "1")
	w.shot("conversation")
}

func (w *driven) search(query string) {
	w.key("ctrl+f")
	w.ready("search")
	w.replace("search", query)
	w.key("Return")
	w.until("query", query)
	w.wait("results", func(v string) bool { return v != "0" })
	w.wait("record", func(v string) bool { return v != "" })
	w.wait("hitbox", func(v string) bool { return v != "" })
	w.shot("review")
}

// redact withholds the hit by dragging across it, takes that back and does it
// again.
func (w *driven) redact() {
	x, y, _, _ := w.rect("page")
	var hx, hy, hw, hh int
	if _, err := fmt.Sscan(w.get("hitbox"), &hx, &hy, &hw, &hh); err != nil {
		w.t.Fatal(err)
	}
	line := y + hy + hh/2
	w.do("mousemove", x+hx+1, line, "mousedown", 1, "mousemove", x+hx+hw/2, line, "mousemove", x+hx+hw, line, "mouseup", 1)
	w.wait("selection", func(v string) bool { n, _ := strconv.Atoi(v); return n > 2 })
	w.shot("selection")
	w.key("r")
	w.ready("chooser.entry")
	w.do("type", "--delay", 20, "6")
	w.shot("chooser")
	w.key("Return")
	w.until("marks", "(b)(6) accepted;")
	w.shot("box")
	w.key("ctrl+z")
	w.until("marks", "")
	w.key("ctrl+shift+z")
	w.until("marks", "(b)(6) accepted;")
	w.everywhere()
	w.key("p")
	w.until("mode", "true")
	w.shot("produced")
	w.key("p")
	w.until("mode", "false")
}

// everywhere carries the mark to the other places of its passage, one kept as
// it is, and takes that back in one step.
func (w *driven) everywhere() {
	w.clickAt("page", 30) // away from the selection
	w.key("ctrl+z")
	w.until("marks", "")
	w.key("ctrl+shift+z")
	w.until("marks", "(b)(6) accepted;")
	w.wait("spread", func(v string) bool { return strings.HasPrefix(v, "working=false") && !strings.HasSuffix(v, " open=0") })
	w.key("g")
	w.ready("spread.list")
	w.key("Return")
	w.shot("places")
	w.key("g")
	w.until("overlays", "0")
	w.until("spread", "working=false open=0")
	w.wait("status", func(v string) bool { return strings.HasPrefix(v, "Withheld as (b)(6) in ") })
	w.key("ctrl+z")
	w.wait("status", func(v string) bool { return strings.Contains(v, "undone") })
}

// suggest looks for a person of a list and decides on what is proposed.
func (w *driven) suggest() {
	names := filepath.Join(filepath.Dir(w.dir), "people.txt")
	if err := os.WriteFile(names, []byte("Søren Kjærgaard => (b)(6)\nMarguerite Halloran => release\n"), 0o600); err != nil {
		w.t.Fatal(err)
	}
	w.goTo("queue")
	w.click("queue.suggest")
	w.replace("suggest.names", names)
	w.key("Return")
	rows := func() (n int) {
		_, text, _ := strings.Cut(w.get("queue"), "rows=")
		_, _ = fmt.Sscan(text, &n)
		return n
	}
	w.wait("queue", func(v string) bool { return strings.HasPrefix(v, "working= ") && rows() > 5 })
	all := rows()
	w.click("queue.list")
	w.shot("proposals")
	w.key("a")
	w.wait("queue", func(string) bool { return rows() == all-1 })
	w.key("x")
	w.wait("queue", func(string) bool { return rows() == all-2 })
	w.key("A")
	w.wait("queue", func(v string) bool { return strings.Contains(v, " rows=0 ") })
	w.shot("decided")
}

// area withholds an area of a page of a PDF, drawn with Ctrl held.
func (w *driven) area() {
	w.goTo("review")
	w.search("filetype:pdf Quistgaard")
	x, y, _, _ := w.rect("page")
	var hx, hy, hw, hh int
	if _, err := fmt.Sscan(w.get("hitbox"), &hx, &hy, &hw, &hh); err != nil {
		w.t.Fatal(err)
	}
	w.do("keydown", "ctrl", "mousemove", x+hx-4, y+hy-4, "mousedown", 1, "mousemove", x+hx+hw/2, y+hy+hh, "mousemove", x+hx+hw+4, y+hy+hh+4, "mouseup", 1, "keyup", "ctrl")
	w.ask("sync")
	w.shot("area")
	w.key("6")
	w.until("marks", "(b)(6) accepted;")
	w.key("p")
	w.until("mode", "true")
	w.shot("page")
	w.key("p")
	w.until("mode", "false")
}

// thread goes one message on in the conversation, and back.
func (w *driven) thread() {
	first := w.get("record")
	w.key("bracketright")
	w.wait("record", func(v string) bool { return v != first })
	w.shot("thread")
	w.key("bracketleft")
	w.until("record", first)
	w.search("subject:timeline")
}

// likely orders what nobody coded by what was coded, and goes back to the search.
func (w *driven) likely() {
	first := w.get("record")
	w.key("l")
	w.wait("learned", func(v string) bool { return strings.HasPrefix(v, "Likeliest first, learnt from 1 responsive record") })
	w.wait("record", func(v string) bool { return v != first })
	w.shot("likely")
	w.key("ctrl+shift+p")
	w.ready("palette.entry")
	w.do("type", "--delay", 12, "next unrev")
	w.shot("palette")
	w.key("Escape")
	w.until("overlays", "0")
}

// checks mends a finding by its mark, and accepts another with a reason.
func (w *driven) checks() {
	w.goTo("checks")
	settled := func(v string) bool { return strings.HasPrefix(v, "working= loaded=true") }
	w.wait("checks", settled)
	w.shot("checks")
	w.click("checks.list")
	w.key("Home")
	w.wait("checks", func(v string) bool { return strings.Contains(v, " at=0 ") })
	for at := 1; !strings.Contains(w.get("checks"), "fixable=true"); at++ {
		w.key("Down") // it may arrive late: a second one would go on beyond
		w.wait("checks", func(v string) bool { return strings.Contains(v, fmt.Sprintf(" at=%d ", at)) })
	}
	w.key("f")
	w.wait("status", func(v string) bool { return strings.HasPrefix(v, "Mended by ") })
	w.wait("checks", settled)
	w.key("a")
	w.ready("checks.reason")
	w.do("type", "--delay", 12, "read by counsel")
	w.key("Return")
	w.wait("checks", func(v string) bool { return strings.HasPrefix(v, "working= ") && strings.HasSuffix(v, "accepted=1") })
}

// people confirms who the first of the list is.
func (w *driven) people() {
	w.goTo("people")
	w.wait("people", func(v string) bool { return strings.HasPrefix(v, "working=false") && !strings.Contains(v, "rows=0") })
	w.click("people.list")
	w.shot("people")
	w.key("c")
	w.wait("people", func(v string) bool { return strings.HasSuffix(v, "said=Confirmed.") })
	w.goTo("review")
	w.key("d")
	w.until("overlays", "1")
	w.wait("difference", func(v string) bool { return strings.HasPrefix(v, "working= ") })
	w.key("Escape")
	w.until("overlays", "0")
}

func (w *driven) code() {
	first := w.get("record")
	w.key("y")
	w.wait("record", func(v string) bool { return v != first })
	w.key("k")
	w.until("record", first)
	w.until("responsive", "yes")
	w.shot("coded")
}

func (w *driven) produce() string {
	w.goTo("produce")
	out := filepath.Join(filepath.Dir(w.dir), "release")
	w.ready("produce.query")
	w.replace("produce.query", "coded:responsive=yes")
	w.replace("produce.out", out)
	w.click("produce.plan")
	w.wait("plan", func(v string) bool { return strings.HasPrefix(v, "working= planned=true blocked=false") })
	w.shot("plan")
	if strings.Contains(w.get("plan"), "warned=true") {
		w.ready("produce.looked")
		w.clickAt("produce.looked", 14)
	}
	w.ready("produce.run")
	w.click("produce.run")
	w.until("production", "working= done=true verified=true proven=true")
	w.shot("verified")
	w.ready("produce.verify")
	w.click("produce.verify")
	w.wait("production", func(v string) bool {
		return strings.HasPrefix(v, "working=verifying") || strings.Contains(v, "proven=true")
	})
	w.until("production", "working= done=true verified=true proven=true")
	return out
}

func (w *driven) audit() {
	w.goTo("audit")
	w.ready("audit.check")
	w.click("audit.check")
	w.wait("audit", func(v string) bool { return strings.HasSuffix(v, "checked=true whole=true") })
	w.shot("audit")
	w.key("ctrl+1")
	w.until("place", "home")
	w.shot("home")
	w.do("key", "question")
	w.until("overlays", "1")
	w.shot("keys")
	w.key("Escape")
	w.until("overlays", "0")
}

// proven checks what the window made with the reader behind `vaughn verify`.
func proven(t *testing.T, out string) {
	t.Helper()
	cert, findings, err := casework.Verify(context.Background(), out, progress.None)
	if err != nil || qc.Blocking(findings) {
		t.Fatalf("the production does not verify: %v, %v", err, findings)
	}
	if cert.Counts.Boxes == 0 || cert.Counts.ByExemption["(b)(6)"]+cert.Counts.ByExemption["b6"] == 0 {
		t.Errorf("the certificate counts %+v", cert.Counts)
	}
}

// reopened checks that every decision is in the case when the window is gone.
func reopened(t *testing.T, dir string) {
	t.Helper()
	c, err := casework.Open(context.Background(), dir, casework.Options{}, progress.None)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for query, want := range map[string]int{"exemption:b6": 1, "coded:responsive=yes": 1, "is:produced": 1} {
		if n, err := c.Count(context.Background(), query); err != nil || n.Records < want {
			t.Errorf("%s finds %d records, want %d: %v", query, n.Records, want, err)
		}
	}
	if _, _, err := c.VerifyJournal(context.Background()); err != nil {
		t.Error(err)
	}
}

// sampleArchives writes the archives of the sample case.
func sampleArchives(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "s")
	c, err := casework.Sample(context.Background(), dir, false, casework.Options{Actor: "tester"}, progress.None)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "archives")
}
