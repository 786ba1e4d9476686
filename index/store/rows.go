package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"vaughn/index/fault"
	"vaughn/index/record"
)

// Row is what a list shows of a record. Subject and the parties are cut at a
// few hundred bytes.
type Row struct {
	Num        record.Num
	ID         record.ID
	Version    record.Version
	Kind       string
	Family     record.Num
	Parent     record.Num // 0 for a top-level record
	Dup        record.Num // the first record of its duplicate set
	Date       time.Time  // UTC; zero when unknown
	Subject    string
	From       string
	To         string
	MessageID  string
	Name       string // file name of an attachment
	Type       string
	Custodians []string // of the family, in the order of import
	Children   int
	Bytes      int64
	Problems   int
}

// Rows gives the rows of numbers in the order asked, by one query; a number the
// case lacks is fault.NotFound. Ask for pages, not for whole result sets.
func (s *Store) Rows(ctx context.Context, nums []record.Num) ([]Row, error) {
	const op = "reading a list"
	if len(nums) == 0 {
		return nil, nil
	}
	list, err := json.Marshal(nums)
	if err != nil {
		return nil, err
	}
	found, err := collect(s, ctx, `SELECT r.num, r.id, r.version, r.kind, r.family, r.parent, r.dup, r.date, r.subject, r.sender, r.recipients,
		r.message_id, r.name, r.type, r.children, r.bytes, r.problems,
		(SELECT group_concat(name, char(10)) FROM (SELECT DISTINCT c.name FROM occurrences o JOIN custodians c ON c.num=o.custodian
			WHERE o.num=r.family ORDER BY o.source))
		FROM json_each(?) j JOIN records r ON r.num = j.value`, []any{string(list)}, scanRow)
	if err != nil {
		return nil, coded(op, s.path, err)
	}
	at := make(map[record.Num]int, len(found))
	for i, r := range found {
		at[r.Num] = i
	}
	out := make([]Row, len(nums))
	for i, n := range nums {
		k, ok := at[n]
		if !ok {
			return nil, &fault.Error{Code: fault.NotFound, Op: op, Subject: fmt.Sprintf("record number %d", n)}
		}
		out[i] = found[k]
	}
	return out, nil
}

func scanRow(rows *sql.Rows, r *Row) error {
	var id []byte
	var date sql.NullInt64
	var custodians sql.NullString
	err := rows.Scan(&r.Num, &id, &r.Version, &r.Kind, &r.Family, &r.Parent, &r.Dup, &date, &r.Subject, &r.From, &r.To,
		&r.MessageID, &r.Name, &r.Type, &r.Children, &r.Bytes, &r.Problems, &custodians)
	if err != nil {
		return err
	}
	r.ID = unpackID(id)
	if date.Valid {
		r.Date = unix(date.Int64, 0)
	}
	if custodians.Valid {
		r.Custodians = strings.Split(custodians.String, "\n")
	}
	return nil
}
