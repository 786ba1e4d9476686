package sqlite_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"vaughn/index/archive/sqlite"
	"vaughn/index/store/storetest"
)

func open(t testing.TB, file, log []byte) *sqlite.DB {
	t.Helper()
	db, err := sqlite.Open(bytes.NewReader(file), int64(len(file)), bytes.NewReader(log), int64(len(log)))
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// dump prints a table as "id:a,b,c" a line.
func dump(t testing.TB, tab *sqlite.Table) []string {
	t.Helper()
	var out []string
	if err := tab.Scan(func(r *sqlite.Row) error {
		line := fmt.Sprintf("%d:", r.ID)
		for c := range tab.Columns {
			if r.Null(c) {
				line += "NULL,"
			} else {
				line += r.Text(c) + ","
			}
		}
		out = append(out, line)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestAgainstTheEngine: what the real engine wrote is read back, whatever the
// page size, the encoding, and the place: overflow pages, deep trees, rows that
// were rewritten and deleted, and the log.
func TestAgainstTheEngine(t *testing.T) {
	for _, page := range []int{512, 4096, 65536} {
		for _, enc := range []string{"UTF-8", "UTF-16le", "UTF-16be"} {
			for _, mode := range []string{"delete", "wal"} {
				t.Run(fmt.Sprintf("%d %s %s", page, enc, mode), func(t *testing.T) { engine(t, page, enc, mode) })
			}
		}
	}
}

func engine(t *testing.T, page int, enc, mode string) {
	r := rand.New(rand.NewPCG(uint64(page), uint64(len(enc+mode))))
	var sql strings.Builder
	fmt.Fprintf(&sql, "PRAGMA page_size=%d; PRAGMA encoding='%s'; PRAGMA journal_mode=%s; PRAGMA wal_autocheckpoint=50;\n", page, enc, mode)
	sql.WriteString("CREATE TABLE t(_id INTEGER PRIMARY KEY, n INT, f REAL, s TEXT, b BLOB); BEGIN;\n")
	want := map[int64]string{}
	put := func(id int64) {
		n := r.Int64N(1<<uint(1+r.IntN(62))) - r.Int64N(1<<20)
		f := float64(r.IntN(1000)) / 8
		s := strings.Repeat("naïve ☃ 𝄞 ", r.IntN(3)*r.IntN(200))
		b := strings.Repeat("xy", r.IntN(2)*r.IntN(3000))
		fmt.Fprintf(&sql, "INSERT OR REPLACE INTO t VALUES(%d,%d,%v,'%s',CAST('%s' AS BLOB));\n", id, n, f, s, b)
		if enc != "UTF-8" {
			b = "" // the engine would store its own encoding of it
			sql.WriteString("UPDATE t SET b=x'' WHERE _id=" + fmt.Sprint(id) + ";\n")
		}
		want[id] = fmt.Sprintf("%d:%d,%d,%v,%s,%s,", id, id, n, f, s, b)
	}
	ids := []int64{-5, 0, 1 << 40}
	for i := range 400 {
		ids = append(ids, int64(i*3+1))
	}
	for _, id := range ids {
		put(id)
	}
	sql.WriteString("COMMIT; BEGIN;\n")
	for range 80 {
		id := ids[r.IntN(len(ids))]
		if r.IntN(2) == 0 {
			put(id)
		} else {
			fmt.Fprintf(&sql, "DELETE FROM t WHERE _id=%d;\n", id)
			delete(want, id)
		}
	}
	sql.WriteString("COMMIT;\n")
	file, log := storetest.Database(t, sql.String())
	if (mode == "wal") != (len(log) > 0) {
		t.Fatalf("the log has %d bytes", len(log))
	}
	db := open(t, file, log)
	tab := db.Table("T")
	got := dump(t, tab)
	if len(got) != len(want) {
		t.Errorf("%d rows, want %d", len(got), len(want))
	}
	for _, line := range got {
		var id int64
		fmt.Sscanf(line, "%d:", &id)
		if line != want[id] {
			t.Fatalf("got %.200q\nwant %.200q", line, want[id])
		}
	}
	for _, id := range append(ids, 2, 1<<50, -9) {
		row := tab.Row(id)
		if (row != nil) != (want[id] != "") || row != nil && row.ID != id {
			t.Errorf("row %d: %v", id, row)
		}
	}
	if max := tab.Max(); want[1<<40] != "" && max != 1<<40 {
		t.Errorf("the last row is %d", max)
	}
	if d := db.Damage(); len(d) != 0 {
		t.Errorf("damage %v", d)
	}
}

func TestSchema(t *testing.T) {
	file, log := storetest.Database(t, `
		CREATE TABLE plain(a, "b ""q""" TEXT DEFAULT 'x,)', [c d] INT /* not, e */, g AS (a || 'x') VIRTUAL, h INT AS (1) STORED, CHECK (a > (1)), UNIQUE(a,h));
		CREATE TABLE apart(k INTEGER, v TEXT, CONSTRAINT pk PRIMARY KEY(k)) -- end
		;
		CREATE TABLE text_key(k TEXT PRIMARY KEY, v);
		CREATE TABLE bare(k TEXT PRIMARY KEY, v) WITHOUT ROWID;
		CREATE TABLE later(id INTEGER PRIMARY KEY AUTOINCREMENT, a);
		INSERT INTO plain VALUES(7,'t',8); INSERT INTO apart VALUES(5,'five'); INSERT INTO text_key VALUES('x',1); INSERT INTO bare VALUES('x',1);
		INSERT INTO later(a) VALUES(1); ALTER TABLE later ADD COLUMN b TEXT; INSERT INTO later(a,b) VALUES(2,'new');
		CREATE VIEW v AS SELECT * FROM plain; CREATE INDEX i ON plain(a);`)
	db := open(t, file, log)
	for name, want := range map[string]string{
		"plain": "1:7,t,8,1,", "apart": "5:5,five,", "text_key": "1:x,1,", "later": "1:1,1,NULL, 2:2,2,new,",
	} {
		if got := strings.Join(dump(t, db.Table(name)), " "); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if c := strings.Join(db.Table("plain").Columns, "|"); c != `a|b "q"|c d|h` {
		t.Errorf("columns %q", c)
	}
	if db.Table("v") != nil || db.Table("i") != nil || !db.Has("Plain", "LATER") || db.Has("plain", "none") {
		t.Error("tables are not told from the rest")
	}
	if dump(t, db.Table("bare")); len(db.Damage()) != 1 {
		t.Errorf("a table without row numbers: %v", db.Damage())
	}
	var none *sqlite.Table
	if none.Col("a") != -1 || none.Row(1) != nil || none.Max() != 0 || none.Scan(nil) != nil || none.Row(1).Text(3) != "" || !none.Row(1).Null(0) {
		t.Error("a table that is not there holds something")
	}
}

func TestLinks(t *testing.T) {
	file, log := storetest.Database(t, `
		CREATE TABLE own(m INTEGER PRIMARY KEY, v); INSERT INTO own VALUES(3,'a'),(4,'b');
		CREATE TABLE apart(_id INTEGER PRIMARY KEY, m INTEGER, v); INSERT INTO apart VALUES(1,4,'x'),(2,3,'y'),(3,4,'z'),(4,NULL,'n');`)
	db := open(t, file, log)
	say := func(table string, id int64) (s string) {
		l, err := db.Table(table).Link("m")
		if err != nil {
			t.Fatal(err)
		}
		for r := range l.Rows(id) {
			s += r.Text(r.Col("v"))
		}
		return s + "/" + l.Row(id).Text(db.Table(table).Col("v"))
	}
	for _, c := range []struct {
		table string
		id    int64
		want  string
	}{{"own", 3, "a/a"}, {"own", 5, "/"}, {"apart", 4, "xz/x"}, {"apart", 0, "/"}, {"none", 1, "/"}} {
		if got := say(c.table, c.id); got != c.want {
			t.Errorf("%s %d: %q, want %q", c.table, c.id, got, c.want)
		}
	}
	x := sqlite.Index{{1, 5}, {1, 9}, {2, 1}, {2, 7}, {2, 8}, {3, 2}}
	var runs []string
	for run := range x.Batches(3) {
		runs = append(runs, fmt.Sprint(run))
	}
	if got := strings.Join(runs, ""); got != "[{1 5} {1 9}][{2 1} {2 7} {2 8}][{3 2}]" {
		t.Errorf("runs %s", got)
	}
}

// TestDamageSparesNeighbours overwrites one page in the middle of a table.
func TestDamageSparesNeighbours(t *testing.T) {
	var sql strings.Builder
	sql.WriteString("PRAGMA page_size=512; CREATE TABLE t(id INTEGER PRIMARY KEY, s TEXT); BEGIN;")
	for i := range 1000 {
		fmt.Fprintf(&sql, "INSERT INTO t VALUES(%d,'row %d');", i, i)
	}
	file, _ := storetest.Database(t, sql.String()+"COMMIT;")
	whole := open(t, file, nil)
	if n := len(dump(t, whole.Table("t"))); n != 1000 {
		t.Fatalf("%d rows", n)
	}
	for page := 3; page < len(file)/512; page += 7 {
		bad := bytes.Clone(file)
		leaf := bad[(page-1)*512] == 0x0d
		copy(bad[(page-1)*512:page*512], bytes.Repeat([]byte{0xAA}, 512))
		db := open(t, bad, nil)
		n := len(dump(t, db.Table("t")))
		if d := db.Damage(); leaf && (n < 930 || n >= 1000 || len(d) != 1 || d[0].Page != uint32(page) || d[0].Table != "t") {
			t.Errorf("page %d: %d rows, damage %v", page, n, d)
		}
	}
	cut := open(t, file[:len(file)/2], nil)
	if n := len(dump(t, cut.Table("t"))); n < 300 || n > 600 || len(cut.Damage()) == 0 {
		t.Errorf("cut: %d rows, %d damaged", n, len(cut.Damage()))
	}
}

// TestLoops: pages that lead to one another end.
func TestLoops(t *testing.T) {
	file, _ := storetest.Database(t, "PRAGMA page_size=512; CREATE TABLE t(id INTEGER PRIMARY KEY, s TEXT); INSERT INTO t VALUES(1,hex(randomblob(2000)));")
	db := open(t, file, nil)
	if n := len(dump(t, db.Table("t"))); n != 1 {
		t.Fatal(n)
	}
	// The second page is the table's only leaf: let an interior page in its place
	// lead to itself, twice.
	p := file[512:1024]
	clear(p)
	p[0], p[4] = 0x05, 1
	binary.BigEndian.PutUint32(p[8:], 2)
	p[12], p[13] = 1, 0
	binary.BigEndian.PutUint32(p[256:], 2)
	db = open(t, file, nil)
	if n := len(dump(t, db.Table("t"))); n != 0 || len(db.Damage()) == 0 || db.Table("t").Row(1) != nil {
		t.Errorf("%d rows, %v", n, db.Damage())
	}
}

// TestStaleLog: frames after the last finished change, and a log of another
// database, change nothing.
func TestStaleLog(t *testing.T) {
	file, log := storetest.Database(t, "PRAGMA journal_mode=wal; CREATE TABLE t(s); INSERT INTO t VALUES('kept');")
	if got := dump(t, open(t, file, log).Table("t")); len(got) != 1 {
		t.Fatalf("%v", got)
	}
	for name, bad := range map[string][]byte{
		"torn frame": log[:len(log)-100], "other sums": append(bytes.Clone(log[:len(log)-1]), log[len(log)-1]^1), "no log": []byte("nothing of the kind, but long enough to be one"),
	} {
		db, err := sqlite.Open(bytes.NewReader(file), int64(len(file)), bytes.NewReader(bad), int64(len(bad)))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if tab := db.Table("t"); tab != nil && len(dump(t, tab)) != 0 {
			t.Errorf("%s: an unfinished change was read", name)
		}
	}
}

func FuzzOpen(f *testing.F) {
	for _, sql := range []string{
		"PRAGMA page_size=512; CREATE TABLE t(id INTEGER PRIMARY KEY, s TEXT, b BLOB); INSERT INTO t VALUES(1,'a',randomblob(900)),(9,'b',NULL),(12,3,4.5);",
		"PRAGMA page_size=512; PRAGMA journal_mode=wal; CREATE TABLE t(a, b TEXT DEFAULT 'x', PRIMARY KEY(a)); INSERT INTO t VALUES(1,'a'),(9,'b');",
	} {
		file, log := storetest.Database(f, sql)
		f.Add(file, log)
	}
	f.Fuzz(func(t *testing.T, file, log []byte) {
		if len(file)+len(log) > 1<<20 {
			return
		}
		db, err := sqlite.Open(bytes.NewReader(file), int64(len(file)), bytes.NewReader(log), int64(len(log)))
		if err != nil {
			return
		}
		for _, name := range []string{"t", "sqlite_sequence"} {
			tab, rows := db.Table(name), 0
			_ = tab.Scan(func(r *sqlite.Row) error {
				if rows++; rows > len(file)+len(log) {
					t.Fatal("more rows than bytes")
				}
				for c := range tab.Columns {
					_, _, _, _ = r.Int(c), r.Float(c), r.Text(c), r.Bytes(c)
				}
				if s := r.Facts(100); len(s) > 100 {
					t.Fatal("too many facts")
				}
				return nil
			})
			tab.Row(9)
			tab.Max()
		}
	})
}

func BenchmarkScan(b *testing.B) {
	var sql strings.Builder
	sql.WriteString("CREATE TABLE t(id INTEGER PRIMARY KEY, n INT, s TEXT); BEGIN;")
	for i := range 20000 {
		fmt.Fprintf(&sql, "INSERT INTO t VALUES(%d,%d,'the words of message number %d');", i, i%50, i)
	}
	file, _ := storetest.Database(b, sql.String()+"COMMIT;")
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		db := open(b, file, nil)
		n := 0
		_ = db.Table("t").Scan(func(r *sqlite.Row) error { n += len(r.Text(2)); return nil })
		for i := range 20000 {
			n += int(db.Table("t").Row(int64(i)).Int(1))
		}
	}
	b.ReportMetric(float64(b.N)*20000/b.Elapsed().Seconds(), "rows/s")
}

// TestRowAsText: a row can be kept as JSON and told in words, whatever it holds.
func TestRowAsText(t *testing.T) {
	file, log := storetest.Database(t, `CREATE TABLE t(id INTEGER PRIMARY KEY, a, "q""x" TEXT, f, b BLOB, n);
		INSERT INTO t VALUES(3,-7,'say "é"'||char(10),1.5,x'00ff',NULL),(4,0,'plain',-2.0,zeroblob(5000),1);`)
	tab := open(t, file, log).Table("t")
	for id, want := range map[int64][2]string{
		3: {`{"table":"t","row":3,"id":3,"a":-7,"q\"x":"say \"é\"\n","f":"1.5","b":{"base64":"AP8="}}`, "id=3; a=-7; q\"x=say \"é\"\n; f=1.5; b=(2 bytes)"},
		4: {`{"table":"t","row":4,"id":4,"a":0,"q\"x":"plain","f":"-2","b":{"bytes":5000},"n":1}`, `id=4; a=0; q"x=plain; f=-2; b=(5000 bytes); n=1`},
	} {
		r := tab.Row(id)
		if got := string(r.JSON()); got != want[0] || !json.Valid(r.JSON()) {
			t.Errorf("%d: %s", id, got)
		}
		if got := r.Facts(1000); got != want[1] || len(r.Facts(9)) > 9 {
			t.Errorf("%d: %q", id, got)
		}
	}
	if none := tab.Row(9); none.JSON() != nil || none.Facts(9) != "" {
		t.Error("a row that is not there says something")
	}
}
