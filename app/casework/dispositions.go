package casework

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"vaughn/index/fault"
	"vaughn/index/record"
	"vaughn/index/search"
	"vaughn/index/store"
	"vaughn/redact/review"
)

// Disposed is what becomes of one record.
type Disposed struct {
	Num         record.Num         `json:"-"`
	Record      record.ID          `json:"record"`
	Disposition review.Disposition `json:"disposition"`
	Of          record.ID          `json:"duplicate_of,omitempty"`
	Agency      string             `json:"agency,omitempty"` // referred to or consulted
	Problem     string             `json:"problem,omitempty"`
}

// DispositionCounts counts the records of each disposition; Located is their
// sum. Records that are excluded under 5 U.S.C. 552(c) are in none.
type DispositionCounts struct {
	Located int                        `json:"located"`
	Of      map[review.Disposition]int `json:"dispositions"`
}

// Fields that go with a referral or consultation.
const (
	FieldAgency   = codedAgency
	FieldContact  = "agency-contact"
	FieldSent     = "agency-sent"
	FieldReturned = "agency-returned"
)

// Dispositions says what becomes of every record a query finds, "" being all.
func (c *Case) Dispositions(ctx context.Context, query string) ([]Disposed, DispositionCounts, error) {
	sum := DispositionCounts{Of: map[review.Disposition]int{}}
	for _, d := range review.Dispositions() {
		sum.Of[d] = 0
	}
	h, err := c.Find(ctx, cmp.Or(query, "*"), store.ByNum, false)
	if err != nil {
		return nil, sum, err
	}
	cols, err := c.store.Columns(ctx)
	if err != nil {
		return nil, sum, err
	}
	first, err := c.firstCopies(ctx, cols)
	if err != nil {
		return nil, sum, err
	}
	out := make([]Disposed, 0, len(h.Nums))
	for id, err := range c.records(ctx, h.Nums) {
		if err != nil {
			return nil, sum, err
		}
		n := h.Nums[len(out)]
		s, err := c.State(ctx, id)
		if err != nil {
			return nil, sum, err
		}
		one := Disposed{Num: n, Record: id}
		at := first[cols.Dup(cols.Family(n))]
		one.Disposition = review.Derive(s, at != 0 && at != cols.Family(n))
		if one.Disposition == review.Duplicate {
			ids, err := c.store.IDs(ctx, []record.Num{at})
			if err != nil {
				return nil, sum, err
			}
			one.Of = ids[0]
		}
		one.Agency, one.Problem = s.Coding[FieldAgency], dispositionProblem(s, one.Disposition)
		sum.Located++
		sum.Of[one.Disposition]++
		out = append(out, one)
	}
	return out, sum, nil
}

// firstCopies gives the family that is processed of each set of copies: the
// first that is not excluded.
func (c *Case) firstCopies(ctx context.Context, cols *store.Columns) (map[record.Num]record.Num, error) {
	gone, err := c.excluded(ctx)
	if err != nil {
		return nil, err
	}
	out := map[record.Num]record.Num{}
	for n := record.Num(1); int(n) <= cols.Len(); n++ {
		if d := cols.Dup(n); cols.Family(n) == n && out[d] == 0 && !gone.Has(n) {
			out[d] = n
		}
	}
	return out, nil
}

func dispositionProblem(s review.State, d review.Disposition) string {
	said := s.Coding[review.FieldDisposition]
	if _, err := review.ParseDisposition(said); said != "" && err != nil {
		return "it is coded with a disposition that there is not"
	}
	if (d == review.Referral || d == review.Consultation) && s.Coding[FieldAgency] == "" {
		return "no agency is named"
	}
	return ""
}

// Disposal is a disposition that a person decides, and with whom.
type Disposal struct {
	As       review.Disposition // "" takes a decision back
	Agency   string
	Contact  string
	Sent     string // day, 2006-01-02
	Returned string
	Note     string
}

// Dispose decides the disposition of the records a query finds, as one batch.
func (c *Case) Dispose(ctx context.Context, query string, d Disposal) (int, error) {
	if (d.As == review.Referral || d.As == review.Consultation) && strings.TrimSpace(d.Agency) == "" {
		return 0, disposeError("%s needs the agency", d.As)
	}
	for _, day := range []string{d.Sent, d.Returned} {
		if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
			return 0, disposeError("a day is written 2024-03-31")
		}
	}
	ids, err := c.IDs(ctx, query)
	if err != nil {
		return 0, err
	}
	set := func(field, value string) review.Coding {
		return review.Coding{Field: field, Value: value, Op: "=", Note: d.Note}
	}
	_, err = c.Code(ctx, ids, set(review.FieldDisposition, d.As.Coded()), set(FieldAgency, d.Agency), set(FieldContact, d.Contact), set(FieldSent, d.Sent), set(FieldReturned, d.Returned))
	return len(ids), err
}

func disposeError(format string, args ...any) error {
	return &fault.Error{Code: fault.Usage, Op: "deciding a disposition", Err: fmt.Errorf(format, args...), Hint: "See `vaughn help dispositions`."}
}

// ExcludeAll treats the families of the records a query finds as not subject to
// the Act; they then leave no trace in anything that is searched, counted or
// produced. Include takes it back by id.
func (c *Case) ExcludeAll(ctx context.Context, query, ground, reason string) (int, error) {
	h, err := c.Find(ctx, query, store.ByNum, false)
	if err != nil {
		return 0, err
	}
	nums, err := c.families(ctx, h.Nums, true)
	if err != nil {
		return 0, err
	}
	ids, err := c.store.IDs(ctx, nums)
	if err != nil {
		return 0, err
	}
	if _, err := c.Exclude(ctx, ids, review.Exclusion{Ground: ground, Reason: reason}); err != nil {
		return 0, disposeError("%w", err)
	}
	return len(ids), nil
}

// Include takes the exclusion of records back.
func (c *Case) Include(ctx context.Context, ids []record.ID) error {
	_, err := c.Exclude(ctx, ids, review.Exclusion{})
	return err
}

// Exclusions lists what is excluded, for whoever has the case itself; it belongs
// in nothing that leaves.
func (c *Case) Exclusions(ctx context.Context) ([]record.ID, error) {
	gone, err := c.excluded(ctx)
	if err != nil {
		return nil, err
	}
	return c.store.IDs(ctx, slices.Collect(gone.Each()))
}

func (c *Case) excluded(ctx context.Context) (search.Set, error) {
	nums, err := c.store.Where(ctx, review.KindExcluded, store.Any, store.Any)
	if err != nil || len(nums) == 0 {
		return search.Set{}, err
	}
	return search.SetOf(nums...), nil
}
