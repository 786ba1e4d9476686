package query

// row simplifies the parts of an And or Or: parts of the same kind are taken
// in, repetitions and neutral parts left out; an absorbing part is the result.
func row(of []Q, open func(Q) ([]Q, bool), build func([]Q) Q, neutral, absorbs func(Q) bool) Q {
	var out []Q
	seen := map[string]bool{}
	for _, q := range of {
		q = Simplify(q)
		parts, ok := open(q)
		if !ok {
			parts = []Q{q}
		}
		for _, p := range parts {
			key := p.String()
			switch {
			case absorbs != nil && absorbs(p):
				return p
			case seen[key], neutral != nil && neutral(p):
			default:
				out = append(out, p)
			}
			seen[key] = true
		}
	}
	switch len(out) {
	case 0:
		return All{}
	case 1:
		return out[0]
	}
	return build(out)
}

func isAll(q Q) bool { _, ok := q.(All); return ok }
