package production

import (
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"vaughn/index/message"
	"vaughn/index/record"
	"vaughn/redact"
)

// secretOf is a name of letters that differ much in number and in width.
func secretOf(rng *rand.Rand, longest int) string {
	const letters = "ilmwIWMjtéЖ"
	rs := []rune(letters)
	word := func() string {
		var b strings.Builder
		for range 3 + rng.IntN(longest) {
			b.WriteRune(rs[rng.IntN(len(rs))])
		}
		return b.String()
	}
	return word() + " " + word()
}

// caseAbout makes a case about a secret that stands, hidden, wherever a case can
// hold one.
func caseAbout(t *testing.T, secret, whole string) (*memory, shelf) {
	t.Helper()
	m, s := newMemory(), shelf{}
	head := map[string]string{"From": "\"" + secret + "\" <" + strings.ReplaceAll(secret, " ", ".") + "@example.gov>", "To": "Ana Ruiz <a@example.gov>, " + secret, "Cc": secret,
		"Subject": "Re: talk with " + secret + " on Monday", "Date": "Tue, 3 Mar 2026 14:02:11 -0500"}
	body := "Hello " + secret + ",\n\n" + strings.Repeat("please call "+secret+" before noon, for "+secret+" will leave then and we have to know.\n", 40) + "> " + secret + " wrote\n>> no\n-- \n" + secret
	parent := m.mail(t, head, body, secret, strings.ReplaceAll(secret, " ", "."))
	m.attachment(parent, secret+".txt", "One "+secret+" two\n"+secret+"\n", secret)
	d := m.docs[parent]
	d.Custodians = []string{secret, "Ruiz, Ana"}
	m.docs[parent] = d
	m.withhold(m.mail(t, map[string]string{"From": secret, "Subject": secret}, whole))
	m.html(t, "<p>See <a href=\"https://x.example/"+secret+"\">"+secret+"</a></p><table border=1><tr><th>Who</th><th>What</th></tr><tr><td>"+secret+
		"</td><td>cost</td></tr><tr><td>b</td><td>"+secret+" and more words that break</td></tr></table><ul><li>"+secret+"<li>x</ul><img alt=\""+secret+"\" src=\"cid:1\">", secret)
	pdf := m.file(t, s, parent, "memo.pdf", printed(t, strings.Repeat("All of this page is about "+secret+".\n", 20)))
	m.mark(pdf.ID, redact.Mark{ID: "p", Target: redact.OnPage})
	m.talkAbout(t, secret)
	return m, s
}

// html adds a mail that has only HTML.
func (m *memory) html(t *testing.T, body, hidden string) {
	msg := &message.Message{Kind: message.Email, MessageID: "<html@example.gov>", Bodies: []message.Body{{Type: "text/html", Text: body}}, Subject: "Table",
		Headers: []message.Header{{Name: "From", Value: "Ana Ruiz <a@example.gov>"}, {Name: "Subject", Value: "Table"}}, RawSum: [32]byte{7}}
	msg.Seal()
	r, err := record.FromEmail(msg)
	if err != nil {
		t.Fatal(err)
	}
	m.put(r, marksOn(r, hidden), "Ruiz, Ana")
}

// talkAbout adds a conversation with the secret in its name, its people, what
// they say, answer, edit and attach.
func (m *memory) talkAbout(t *testing.T, secret string) {
	at := time.Date(2026, 3, 2, 14, 41, 7, 0, time.UTC)
	msg := &message.Message{Kind: message.ChatPost, RawSum: [32]byte{9}, Chat: &message.Conversation{ID: "S1", Platform: "wickr", Name: "Visit of " + secret,
		Participants: []message.Member{{ID: "x1", Name: secret}, {ID: "mdelgado", Name: "Maria Delgado"}},
		Events: []message.Event{
			{ID: "1", Kind: message.EventText, At: at, From: "x1", Text: "I am " + secret + "."},
			{ID: "2", Kind: message.EventText, At: at.Add(time.Minute), From: "mdelgado", Text: "@" + secret + " yes", Reacted: []message.Reaction{{Sign: "👍", By: "x1"}}},
			{ID: "3", Kind: message.EventJoin, At: at.Add(2 * time.Minute), From: "x1"},
			{ID: "4", Kind: message.EventFile, At: at.Add(3 * time.Minute), From: "mdelgado", Text: "see", Missing: []string{secret + ".pdf"}},
		}}}
	msg.Seal()
	r, err := record.FromChat(msg, nil)
	if err != nil {
		t.Fatal(err)
	}
	m.put(r, marksOn(r, secret), "Ruiz, Ana")
}

// What leaves is a function of what is released: the same case about two other
// people gives the same bytes in every file of the folder, the certificate and
// its sums included. So no width, break, name, hash or size tells of them.
func TestNothingDependsOnASecret(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 3))
	spec := testSpec()
	spec.LFP, spec.EDRM, spec.RSMF, spec.Images = true, true, true, Images{Format: "tiff", DPI: 150}
	spec.Fields = Fields{List: cellNames}
	var folders []map[string]string
	var secrets []string
	for _, longest := range []int{3, 30} {
		secret := secretOf(rng, longest)
		secrets = append(secrets, secret)
		m, s := caseAbout(t, secret, strings.Repeat(secret+" will not sign. ", 30))
		out := filepath.Join(t.TempDir(), "out")
		rep, err := Run(t.Context(), m, plan(t, m, spec), out, pressed(t, s))
		if err != nil {
			t.Fatalf("%v %v", err, rep.Findings)
		}
		folders = append(folders, everything(t, out))
		if dir := os.Getenv("VAUGHN_PAGES"); dir != "" {
			_ = os.CopyFS(filepath.Join(dir, "about-"+secret[:1]), os.DirFS(out))
		}
	}
	if a, b := slices.Sorted(maps.Keys(folders[0])), slices.Sorted(maps.Keys(folders[1])); !slices.Equal(a, b) {
		t.Fatalf("other files: %v and %v", a, b)
	}
	for path, data := range folders[0] {
		if folders[1][path] != data {
			t.Errorf("%s depends on what is withheld", path)
		}
		for _, secret := range secrets {
			if strings.Contains(path+data, secret) {
				t.Errorf("%s holds what is withheld", path)
			}
		}
	}
}
