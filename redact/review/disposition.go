package review

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"vaughn/index/journal"
	"vaughn/index/record"
	"vaughn/redact"
)

// Disposition is what becomes of a record in answer to a request.
type Disposition string

// The dispositions, as agencies abbreviate them. Undecided is what is left.
const (
	InFull       Disposition = "RIF"   // released in full
	InPart       Disposition = "RIP"   // released in part
	Withheld     Disposition = "WIF"   // withheld in full
	NotResponse  Disposition = "NR"    // not responsive, as a whole record
	Duplicate    Disposition = "DUP"   // of a record that is processed
	Referral     Disposition = "REF"   // another agency originated it and answers
	Consultation Disposition = "CON"   // this agency answers after it heard another
	Coordination Disposition = "COORD" // as a referral, where to name the other agency would do harm
	NoRecord     Disposition = "NAR"   // not an agency record, a personal record
	Sealed       Disposition = "SEAL"  // by a court
	Undecided    Disposition = "undecided"
)

// FieldDisposition is the coding by which a person decides a disposition that
// nothing else tells.
const FieldDisposition = "disposition"

// Dispositions lists them in the order in which they are counted.
func Dispositions() []Disposition {
	return []Disposition{InFull, InPart, Withheld, NotResponse, Duplicate, Referral, Consultation, Coordination, NoRecord, Sealed, Undecided}
}

// name is a disposition in words.
func (d Disposition) name() string {
	return map[Disposition]string{InFull: "released in full", InPart: "released in part", Withheld: "withheld in full", NotResponse: "not responsive",
		Duplicate: "duplicate", Referral: "referred to another agency", Consultation: "in consultation with another agency", Coordination: "coordinated with another agency",
		NoRecord: "not an agency record", Sealed: "sealed by a court", Undecided: "undecided"}[d]
}

// Coded is how a decided disposition stands in its coding, "" for one that
// follows from other decisions.
func (d Disposition) Coded() string {
	return map[Disposition]string{Referral: "referral", Consultation: "consultation", Coordination: "coordination", NoRecord: "not-agency-record", Sealed: "sealed"}[d]
}

// String is the disposition in words.
func (d Disposition) String() string { return d.name() }

// ParseDisposition reads the abbreviation or words of a disposition that a person
// decides. What follows from marks, copies and responsiveness is not decided.
func ParseDisposition(s string) (Disposition, error) {
	for _, d := range []Disposition{Referral, Consultation, Coordination, NoRecord, Sealed} {
		if strings.EqualFold(s, string(d)) || strings.EqualFold(s, d.Coded()) {
			return d, nil
		}
	}
	return "", fmt.Errorf("a disposition that a person decides is REF, CON, COORD, NAR or SEAL; the others follow from marks, copies and responsive=")
}

// Derive says what becomes of a record by its decisions. A copy is a duplicate
// of a record that is processed instead.
func Derive(s State, duplicate bool) Disposition {
	if d, err := ParseDisposition(s.Coding[FieldDisposition]); err == nil {
		return d
	}
	switch strings.ToLower(s.Coding["responsive"]) {
	case "no", "false", "not-responsive", "non-responsive":
		return NotResponse
	}
	if duplicate {
		return Duplicate
	}
	marks := redact.Effective(s.Marks, "")
	state := func(want redact.State, target redact.Target) bool {
		return slices.ContainsFunc(marks, func(m redact.Mark) bool { return m.State == want && (target == "" || m.Target == target) })
	}
	except := state(redact.Accepted, redact.Except)
	switch {
	case state(redact.Proposed, ""):
		return Undecided
	case state(redact.Accepted, redact.OnRecord) && !except:
		return Withheld
	case state(redact.Accepted, ""):
		return InPart
	case s.Coding["responsive"] == "":
		return Undecided
	}
	return InFull
}

// KindExcluded is the kind of the facts that treat records as not subject to the
// Act (5 U.S.C. 552(c)): target is the record, the value an Exclusion. It is no
// coding, so that nothing that counts codings counts it.
const KindExcluded = "excluded"

// Exclusion says by whom, when and under which paragraph a record was excluded.
type Exclusion struct {
	Ground string    `json:"ground"` // (c)(1), (c)(2) or (c)(3)
	Reason string    `json:"reason"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
}

// Exclude treats records as not subject to the Act, or with the zero Exclusion
// takes that back, as one batch.
func (d *Desk) Exclude(ctx context.Context, ids []record.ID, x Exclusion) (journal.Entry, error) {
	back := x == Exclusion{}
	if !back && (!slices.Contains([]string{"(c)(1)", "(c)(2)", "(c)(3)"}, x.Ground) || strings.TrimSpace(x.Reason) == "") {
		return journal.Entry{}, fmt.Errorf("excluding: it needs its paragraph, (c)(1), (c)(2) or (c)(3), and a reason")
	}
	var changes []journal.Change
	for _, id := range ids {
		facts, err := d.ledger.Facts(ctx, string(id), KindExcluded)
		if err != nil {
			return journal.Entry{}, fmt.Errorf("excluding: %w", err)
		}
		if back == (len(facts) == 0) {
			continue // it stands so
		}
		var before, after any
		if back {
			before = facts[0].Value
		} else {
			x.By, x.At = d.actor, d.now().UTC().Truncate(time.Second)
			after = x
		}
		c, err := journal.Set(journal.Key{Target: string(id), Kind: KindExcluded}, before, after)
		if err != nil {
			return journal.Entry{}, fmt.Errorf("excluding: %w", err)
		}
		changes = append(changes, c)
	}
	return d.commit(ctx, changes, x.Reason)
}
