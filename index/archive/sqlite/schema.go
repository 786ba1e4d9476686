package sqlite

import (
	"fmt"
	"strings"
)

// maxStatement bounds the text of one CREATE TABLE.
const maxStatement = 1 << 20

// schema reads the list of tables, which is the table at page 1.
func (db *DB) schema() error {
	list := &Table{Name: "sqlite_schema", Columns: []string{"type", "name", "tbl_name", "rootpage", "sql"}, db: db, root: 1, alias: -1}
	if _, err := db.node(1); err != nil {
		return fmt.Errorf("reading the list of tables: %w", err)
	}
	return list.Scan(func(r *Row) error {
		root := r.Int(3)
		if r.Text(0) != "table" || root < 1 || root > int64(db.pages) || len(db.tables) >= maxTables {
			return nil
		}
		sql := r.Text(4)
		if len(sql) > maxStatement {
			db.harm(Damage{Table: "sqlite_schema", What: "a table is described at too great a length"})
			return nil
		}
		t := &Table{Name: r.Text(1), db: db, root: uint32(root), alias: -1, cols: map[string]int{}}
		t.describe(words(sql))
		db.tables[strings.ToLower(t.Name)] = t
		return nil
	})
}

// describe takes the columns from the words of a CREATE TABLE.
func (t *Table) describe(list []word) {
	i := 0
	for i < len(list) && !list[i].is("(") {
		i++
	}
	var part []word
	depth := 0
	for ; i < len(list); i++ {
		w := list[i]
		switch {
		case w.is("("):
			depth++
			if depth == 1 {
				continue
			}
		case w.is(")"):
			depth--
		}
		if depth == 0 || depth == 1 && w.is(",") {
			t.part(part)
			part = nil
			if depth == 0 {
				break
			}
			continue
		}
		part = append(part, w)
	}
	for i++; i < len(list); i++ {
		t.bare = t.bare || list[i].is("without")
	}
}

// part is one column, or a constraint of the table.
func (t *Table) part(p []word) {
	if len(p) == 0 || len(t.Columns) > 2000 {
		return
	}
	if p[0].is("constraint") || p[0].is("primary") || p[0].is("unique") || p[0].is("check") || p[0].is("foreign") {
		t.constraint(p)
		return
	}
	depth, primary, integer := 0, false, len(p) > 1 && p[1].is("integer")
	generated, stored := false, false
	for i, w := range p[1:] {
		switch {
		case w.is("("):
			depth++
		case w.is(")"):
			depth--
		case depth > 0:
		case w.is("primary"):
			primary = true
		case w.is("desc") && primary:
			// QUIRK: "INTEGER PRIMARY KEY DESC" is no row number, for the sake of
			// files that old versions wrote.
			integer = false
		case w.is("as"):
			generated = true
		case w.is("stored"):
			stored = true
		case i == 1 && integer && !keyword(w.text):
			integer = false // "INTEGER UNSIGNED" is another type
		}
	}
	if generated && !stored {
		return
	}
	if primary && integer {
		t.alias = len(t.Columns)
	}
	if _, twice := t.cols[p[0].text]; !twice {
		t.cols[p[0].text] = len(t.Columns)
	}
	t.Columns = append(t.Columns, p[0].text)
}

func keyword(s string) bool {
	switch strings.ToLower(s) {
	case "primary", "not", "null", "unique", "default", "check", "constraint", "references", "collate", "on", "generated":
		return true
	}
	return false
}

// constraint finds a row number that is declared apart from its column. Its
// type is not looked at again: a column of another type stores its value, and
// only NULL is read as the number.
func (t *Table) constraint(p []word) {
	for i := range p {
		if p[i].is("primary") && i+4 < len(p)+0 && p[i+1].is("key") && p[i+2].is("(") && p[i+4].is(")") {
			if c := t.Col(p[i+3].text); c >= 0 {
				t.alias = c
			}
		}
	}
}

// fold finds a column whatever the case of its name.
func (t *Table) fold(name string) int {
	for i, c := range t.Columns {
		if strings.EqualFold(c, name) {
			return i
		}
	}
	return -1
}

// word is one token of a statement.
type word struct {
	text   string
	quoted bool
}

func (w word) is(s string) bool { return !w.quoted && strings.EqualFold(w.text, s) }

// words cuts a statement up. Comments are left out.
func words(s string) []word {
	var out []word
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case strings.HasPrefix(s[i:], "--"):
			i = after(s, i, "\n")
		case strings.HasPrefix(s[i:], "/*"):
			i = after(s, i+2, "*/")
		case c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f':
			i++
		case c == '"' || c == '\'' || c == '`' || c == '[':
			w, end := quoted(s, i)
			out, i = append(out, w), end
		case name(c):
			end := i + 1
			for end < len(s) && name(s[end]) {
				end++
			}
			out, i = append(out, word{text: s[i:end]}), end
		default:
			out, i = append(out, word{text: s[i : i+1]}), i+1
		}
	}
	return out
}

func name(c byte) bool {
	return c == '_' || c == '$' || c >= 0x80 || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func after(s string, i int, end string) int {
	if k := strings.Index(s[i:], end); k >= 0 {
		return i + k + len(end)
	}
	return len(s)
}

// quoted reads a quoted name or string, in which the quote itself is doubled.
func quoted(s string, i int) (word, int) {
	end := s[i]
	if end == '[' {
		end = ']'
	}
	var b strings.Builder
	for i++; i < len(s); i++ {
		if s[i] == end {
			if end == ']' || i+1 == len(s) || s[i+1] != end {
				return word{b.String(), true}, i + 1
			}
			i++
		}
		b.WriteByte(s[i])
	}
	return word{b.String(), true}, len(s)
}
