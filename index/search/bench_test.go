package search

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"io"
	"math/rand/v2"
	netmail "net/mail"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"vaughn/index/message"
	"vaughn/index/query"
	"vaughn/index/record"
)

// corpus reads real list mail with a crude splitter: what is measured here is
// the index, not the reading of mail.
func corpus(tb testing.TB, limit int, names ...string) []Doc {
	tb.Helper()
	dir := os.Getenv("VAUGHN_DATA")
	if dir == "" {
		tb.Skip("VAUGHN_DATA is not set: the shared data is absent")
	}
	var docs []Doc
	for _, name := range names {
		f, err := os.Open(filepath.Join(dir, "mbox", name))
		if err != nil {
			tb.Fatal(err)
		}
		z, err := gzip.NewReader(f)
		if err != nil {
			tb.Fatal(err)
		}
		splitMbox(bufio.NewReader(z), func(raw []byte) {
			if len(docs) < limit {
				if r := crude(raw, len(docs)+1); r != nil {
					docs = append(docs, Doc{record.Num(len(docs) + 1), r})
				}
			}
		})
		f.Close()
	}
	return docs
}

func splitMbox(r *bufio.Reader, emit func([]byte)) {
	var b bytes.Buffer
	for {
		line, err := r.ReadBytes('\n')
		if bytes.HasPrefix(line, []byte("From ")) || err == io.EOF {
			if b.Len() > 0 {
				emit(b.Bytes())
			}
			b.Reset()
		} else {
			b.Write(line)
		}
		if err != nil {
			return
		}
	}
}

func crude(raw []byte, n int) *record.Record {
	m, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return nil
	}
	body, _ := io.ReadAll(m.Body)
	out := &message.Message{Kind: message.Email, Subject: m.Header.Get("Subject"), RawLen: int64(len(raw))}
	for _, h := range []string{"From", "To", "Cc", "Date", "Subject"} {
		if v := m.Header.Get(h); v != "" {
			out.Headers = append(out.Headers, message.Header{Name: h, Value: v})
		}
	}
	if d, err := m.Header.Date(); err == nil {
		out.Date = d.UTC()
	}
	out.Bodies = []message.Body{{Type: "text/plain", Text: strings.ToValidUTF8(string(body), "\ufffd")}}
	out.RawSum[0], out.RawSum[1], out.RawSum[2] = byte(n), byte(n>>8), byte(n>>16)
	out.Seal()
	r, err := record.FromEmail(out)
	if err != nil {
		return nil
	}
	return r
}

// addChunk is how many records a caller gives at once.
const addChunk = 1000

// BenchmarkAdd measures indexing alone, to disk and merged, in records a second.
func BenchmarkAdd(b *testing.B) {
	docs := corpus(b, 10000, "linux-usb-2019.mbox.gz")
	bytes := 0
	for _, d := range docs {
		bytes += len(d.Record.Text)
	}
	b.ResetTimer()
	for b.Loop() {
		dir := b.TempDir()
		x, err := Open(dir)
		if err != nil {
			b.Fatal(err)
		}
		for i := 0; i < len(docs); i += addChunk {
			if err := x.Add(b.Context(), docs[i:min(len(docs), i+addChunk)]); err != nil {
				b.Fatal(err)
			}
		}
		if err := x.Close(); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		size := int64(0)
		_ = filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
			if i, err := d.Info(); err == nil && !d.IsDir() {
				size += i.Size()
			}
			return nil
		})
		b.ReportMetric(float64(size)/float64(bytes), "index/text")
		b.StartTimer()
	}
	b.ReportMetric(float64(len(docs)*b.N)/b.Elapsed().Seconds(), "records/s")
}

var big = struct {
	sync.Once
	x    *Index
	f    facts
	docs int
}{}

// bigIndex holds 50,000 real mails, made once for all benchmarks.
func bigIndex(b *testing.B) (*Index, facts) {
	big.Do(func() {
		docs := corpus(b, 50000, "linux-usb-2019.mbox.gz", "linux-usb-2020.mbox.gz", "linux-usb-2021.mbox.gz", "linux-usb-2022.mbox.gz")
		dir, err := os.MkdirTemp("", "search")
		if err != nil {
			b.Fatal(err)
		}
		x, err := Open(dir)
		if err != nil {
			b.Fatal(err)
		}
		rank := make([]int64, len(docs)+1)
		for _, d := range docs {
			rank[d.Num] = d.Record.Date.Unix()
		}
		for i := 0; i < len(docs); i += addChunk {
			if err := x.Add(b.Context(), docs[i:min(len(docs), i+addChunk)]); err != nil {
				b.Fatal(err)
			}
		}
		if err := x.Flush(b.Context()); err != nil {
			b.Fatal(err)
		}
		big.x, big.docs = x, len(docs)
		rng := rand.New(rand.NewPCG(1, 2))
		reviewed := []record.Num{}
		for n := range rank {
			if n > 0 && rng.IntN(3) == 0 {
				reviewed = append(reviewed, record.Num(n))
			}
		}
		big.f = facts{rank: map[string][]int64{"date": rank}, where: map[string][]record.Num{"is:reviewed": reviewed}, zone: time.UTC}
	})
	if big.x == nil {
		b.Skip("no index")
	}
	return big.x, big.f
}

// BenchmarkSearch measures a page of 50 by date with its exact total.
func BenchmarkSearch(b *testing.B) {
	x, f := bigIndex(b)
	for name, text := range map[string]string{
		"term": "usb", "rare": "regression", "and": "usb patch", "or": "hub or storage or serial", "not": "usb not patch",
		"phrase": `"signed off by"`, "address": "gregkh@linuxfoundation.org", "prefix": "regist*", "suffix": "*ing", "fuzzy": "regresion~",
		"near": "driver w/5 patch", "dates": "date:2020-02-03..2021-05-17", "fact": "is:reviewed usb", "all": "",
		"wildphrase": `"usb* driver"`, "from": "from:stern",
	} {
		q, err := query.Parse(text)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			total := 0
			for b.Loop() {
				r, err := x.Search(b.Context(), q, f, Page{Limit: 50, Sort: Sort{"date", true}})
				if err != nil {
					b.Fatal(err)
				}
				total = r.Total
			}
			b.ReportMetric(float64(total), "hits")
			b.ReportMetric(float64(big.docs), "records")
		})
	}
}
