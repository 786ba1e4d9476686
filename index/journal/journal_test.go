package journal_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"vaughn/index/journal"
)

var dawn = time.Date(2024, 3, 1, 9, 0, 0, 0, time.UTC)

// write makes a journal of n random entries, some of them undoing an earlier
// one, on facts it keeps by hand: the naive model of what Fold does.
func write(t *testing.T, rng *rand.Rand, n int) ([]journal.Entry, map[journal.Key]json.RawMessage) {
	t.Helper()
	var out []journal.Entry
	now := map[journal.Key]json.RawMessage{}
	var prev journal.Hash
	for len(out) < n {
		e := journal.Entry{Actor: "ada", Batch: []string{"", "b"}[rng.IntN(2)]}
		if len(out) > 0 && rng.IntN(4) == 0 {
			e = out[len(out)-1].Inverse("eve", "a mistake")
		} else {
			for range 1 + rng.IntN(4) {
				k := journal.Key{Target: fmt.Sprint("r", rng.IntN(3)), Kind: "coding", Name: fmt.Sprint("n", rng.IntN(2))}
				var after any
				if rng.IntN(3) > 0 {
					after = map[string]any{"v": rng.IntN(5), "<a>": "é"}
				}
				before := now[k]
				for _, c := range e.Changes { // an entry may change a fact twice
					if c.Key == k {
						before = c.After
					}
				}
				c, err := journal.Set(k, before, after)
				if err != nil {
					t.Fatal(err)
				}
				e.Changes = append(e.Changes, c)
			}
		}
		for _, c := range e.Changes {
			if now[c.Key] = c.After; c.After == nil {
				delete(now, c.Key)
			}
		}
		e.At, e.Seq = dawn.Add(time.Duration(len(out))*time.Second), int64(len(out)+1)
		if err := e.Check(); err != nil {
			t.Fatal(err)
		}
		e = e.Seal(prev)
		prev = e.Sum
		out = append(out, e)
	}
	return out, now
}

func stream(list []journal.Entry) iter.Seq2[journal.Entry, error] {
	return func(yield func(journal.Entry, error) bool) {
		for _, e := range list {
			if !yield(e, nil) {
				return
			}
		}
	}
}

func TestReplayEqualsLive(t *testing.T) {
	for seed := range uint64(200) {
		list, live := write(t, rand.New(rand.NewPCG(seed, 1)), 40)
		facts := map[journal.Key]journal.Fact{}
		for _, e := range list {
			text, err := json.Marshal(e) // through its text, as a journal is kept
			if err != nil {
				t.Fatal(err)
			}
			var back journal.Entry
			if err := json.Unmarshal(text, &back); err != nil {
				t.Fatal(err)
			}
			if err := journal.Fold(facts, back); err != nil {
				t.Fatal(err)
			}
		}
		replayed := map[journal.Key]json.RawMessage{}
		for k, f := range facts {
			replayed[k] = f.Value
		}
		if !reflect.DeepEqual(replayed, live) {
			t.Fatalf("seed %d: replay %s, live %s", seed, replayed, live)
		}
		if head, n, err := journal.Verify(stream(list)); err != nil || n != 40 || head != list[39].Sum {
			t.Fatalf("seed %d: verified %d: %v", seed, n, err)
		}
	}
}

func TestUndoRestores(t *testing.T) {
	for seed := range uint64(100) {
		list, _ := write(t, rand.New(rand.NewPCG(seed, 2)), 10)
		facts := map[journal.Key]journal.Fact{}
		for _, e := range list[:9] {
			if err := journal.Fold(facts, e); err != nil {
				t.Fatal(err)
			}
		}
		values := func() map[journal.Key]string {
			out := map[journal.Key]string{}
			for k, f := range facts {
				out[k] = string(f.Value)
			}
			return out
		}
		before := values()
		undo := list[9].Inverse("eve", "")
		if err := errors.Join(journal.Fold(facts, list[9]), journal.Fold(facts, undo)); err != nil {
			t.Fatal(err)
		}
		if !maps.Equal(values(), before) || undo.Reverts != 10 {
			t.Fatalf("seed %d: undo left %v, not %v", seed, values(), before)
		}
	}
}

func TestStaleFoldChangesNothing(t *testing.T) {
	k := journal.Key{Target: "r", Kind: "coding"}
	first, _ := journal.Set(k, nil, 1)
	second, _ := journal.Set(k, 1, 2)
	stale, _ := journal.Set(k, 1, 3)
	facts := map[journal.Key]journal.Fact{}
	if err := journal.Fold(facts, journal.Entry{Seq: 1, Changes: []journal.Change{first}}); err != nil {
		t.Fatal(err)
	}
	var e *journal.StaleError
	err := journal.Fold(facts, journal.Entry{Seq: 2, Changes: []journal.Change{second, stale}})
	if !errors.As(err, &e) || e.Key != k {
		t.Fatalf("a stale change gave %v", err)
	}
	if got := facts[k]; string(got.Value) != "1" || got.Seq != 1 {
		t.Fatalf("a refused entry left %v", got)
	}
}

// TestVerifyFindsTampering alters every field in turn.
func TestVerifyFindsTampering(t *testing.T) {
	list, _ := write(t, rand.New(rand.NewPCG(7, 7)), 6)
	for name, tamper := range map[string]func(l []journal.Entry) []journal.Entry{
		"reverts": func(l []journal.Entry) []journal.Entry { l[2].Reverts++; return l },
		"batch":   func(l []journal.Entry) []journal.Entry { l[2].Batch += "x"; return l },
		"time":    func(l []journal.Entry) []journal.Entry { l[2].At = l[2].At.Add(1); return l },
		"actor":   func(l []journal.Entry) []journal.Entry { l[2].Actor = "mallory"; return l },
		"reason":  func(l []journal.Entry) []journal.Entry { l[2].Reason = "because"; return l },
		"value":   func(l []journal.Entry) []journal.Entry { l[2].Changes[0].After = json.RawMessage(`9`); return l },
		"key":     func(l []journal.Entry) []journal.Entry { l[2].Changes[0].Key.Name += "x"; return l },
		"shifted": func(l []journal.Entry) []journal.Entry {
			l[2].Actor, l[2].Reason = l[2].Actor[:1], l[2].Actor[1:]+l[2].Reason
			return l
		},
		"dropped":  func(l []journal.Entry) []journal.Entry { return append(l[:2], l[3:]...) },
		"swapped":  func(l []journal.Entry) []journal.Entry { l[2], l[3] = l[3], l[2]; return l },
		"resealed": func(l []journal.Entry) []journal.Entry { l[2].Actor = "m"; l[2] = l[2].Seal(l[1].Sum); return l },
	} {
		copied := make([]journal.Entry, len(list))
		for i, e := range list {
			copied[i] = e
			copied[i].Changes = append([]journal.Change(nil), e.Changes...)
		}
		var broken *journal.BrokenError
		if _, n, err := journal.Verify(stream(tamper(copied))); !errors.As(err, &broken) || n < 2 || n > 3 {
			t.Errorf("%s: verified %d entries: %v", name, n, err)
		}
	}
}

func TestCanon(t *testing.T) {
	for in, want := range map[string]string{
		``: ``, `null`: ``, ` "a" `: `"a"`, `{"b":1,"a":[1, 2]}`: `{"a":[1,2],"b":1}`, `"<&>"`: `"\u003c\u0026\u003e"`, `1.50`: `1.50`, `12345678901234567890`: `12345678901234567890`,
	} {
		if got, err := journal.Canon(json.RawMessage(in)); err != nil || string(got) != want {
			t.Errorf("%s became %s: %v", in, got, err)
		}
	}
	for _, in := range []string{`{`, `1 2`, `{"a":1}}`, `x`} {
		if got, err := journal.Canon(json.RawMessage(in)); err == nil {
			t.Errorf("%s became %s", in, got)
		}
	}
}

// However a value is built, its spelling is the one that the encoder of the library
// gives it after reading.
func FuzzCanon(f *testing.F) {
	for _, s := range []string{`{"b":[{"d":1,"c":"<"},null,true,-0,1e5],"a":"\u2028\ud800"}`, `{"a":1,"b":2,"a":{"z":[],"y":{}}}`, `[[],{},""," "]`, `{"a":1,}`, `nul`, "\"\xff\""} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := journal.Canon(raw)
		d := json.NewDecoder(bytes.NewReader(raw))
		d.UseNumber()
		var v any
		bad := d.Decode(&v) != nil
		if _, more := d.Token(); more != io.EOF {
			bad = true
		}
		if len(bytes.TrimSpace(raw)) == 0 {
			bad = false
		}
		if bad != (err != nil) {
			t.Fatalf("%q: %v", raw, err)
		}
		if err != nil || v == nil {
			if got != nil {
				t.Fatalf("%q became %q", raw, got)
			}
			return
		}
		if want, err := json.Marshal(v); err != nil || !bytes.Equal(got, want) {
			t.Fatalf("%q became %q, want %q (%v)", raw, got, want, err)
		}
	})
}

func TestCheckRefuses(t *testing.T) {
	c, _ := journal.Set(journal.Key{Target: "r", Kind: "k"}, nil, "v")
	good := journal.Entry{Actor: "ada", At: dawn, Changes: []journal.Change{c}}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*journal.Entry){
		"actor":  func(e *journal.Entry) { e.Actor = "" },
		"time":   func(e *journal.Entry) { e.At = time.Time{} },
		"empty":  func(e *journal.Entry) { e.Changes = nil },
		"target": func(e *journal.Entry) { e.Changes = []journal.Change{{Key: journal.Key{Kind: "k"}}} },
		"spaced": func(e *journal.Entry) { e.Changes = []journal.Change{{Key: c.Key, After: json.RawMessage(` "v"`)}} },
	} {
		e := good
		if spoil(&e); e.Check() == nil {
			t.Errorf("%s: not refused", name)
		}
	}
}
