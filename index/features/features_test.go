package features

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vaughn/index/message"
	"vaughn/index/record"
)

func mail(text string) *record.Record {
	return &record.Record{Text: text, Name: "Plan.XLSX", Parties: []message.Party{
		{Role: message.From, Addr: "Ann@Example.org"}, {Role: message.To, Addr: "bo@example.org"}, {Role: message.Cc, Name: "no address"}}}
}

func TestOf(t *testing.T) {
	r := mail("Budget, budget, budget; the Plan x\n")
	of := map[string]int{}
	for _, term := range slices.Collect(Terms(r)) {
		of[term.Text] = term.Bucket
	}
	var words []string
	for w := range of {
		words = append(words, w)
	}
	slices.Sort(words)
	want := []string{"at example.org", "budget", "file type xlsx", "from ann@example.org", "plan", "the", "to bo@example.org"}
	if diff := cmp.Diff(want, words); diff != "" {
		t.Fatal(diff)
	}
	class := map[int]int{}
	for _, f := range Of(r) {
		class[f.Bucket()] = f.Class()
	}
	if len(class) != len(of) || class[of["budget"]] != 2 || class[of["plan"]] != 0 || class[of["at example.org"]] != 1 {
		t.Errorf("features %v of words %v", class, of)
	}
}

// What is cut of a long record is what it says least often, and every word that
// is read has the bucket that Of gives it.
func TestLimits(t *testing.T) {
	var b strings.Builder
	for i := range 3000 {
		b.WriteString(strings.Repeat("w"+strings.Repeat("a", i%50)+string(rune('a'+i/50%26))+string(rune('a'+i/1300))+" ", 1+i%2))
	}
	v := Of(&record.Record{Text: b.String()})
	if len(v) != maxFeatures || !slices.IsSorted(v) {
		t.Fatalf("%d features, sorted %v", len(v), slices.IsSorted(v))
	}
	for _, f := range v {
		if f.Class() == 0 {
			t.Fatal("a word seen once was kept before one seen twice")
		}
	}
	endless := Of(&record.Record{Text: strings.Repeat("word ", 3*maxWords) + "last"})
	if len(endless) != 1 {
		t.Errorf("%d features of a record whose only other word is behind the limit", len(endless))
	}
}

func TestPack(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	for range 200 {
		var v Vector
		for range rnd.IntN(300) {
			v = append(v, Feature(rnd.IntN(Buckets)<<2|rnd.IntN(4)))
		}
		slices.Sort(v)
		v = slices.CompactFunc(v, func(a, b Feature) bool { return a.Bucket() == b.Bucket() })
		back, err := Unpack(v.Pack(), nil)
		if err != nil || !slices.Equal(back, v) {
			t.Fatalf("%v came back as %v, %v", v, back, err)
		}
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add(Of(mail("some words")).Pack())
	f.Add([]byte{0x80})
	f.Fuzz(func(t *testing.T, b []byte) {
		v, err := Unpack(b, nil)
		if err == nil && !slices.IsSorted(v) {
			t.Error("not ascending")
		}
		for _, x := range v {
			if x.Bucket() < 0 || x.Bucket() >= Buckets {
				t.Error("a bucket that there is not")
			}
		}
	})
}

func BenchmarkOf(b *testing.B) {
	r := mail(strings.Repeat("It was agreed that the budget of the second phase is not to be raised before spring. ", 20))
	b.ReportAllocs()
	for b.Loop() {
		Of(r)
	}
}
