package gaps

import "strings"

// Grouped gives the findings as a reader wants them: members whose own export
// is not in the case as one finding for each reason, their names in it. Findings
// itself keeps them apart, one for each person.
func (c Conversation) Grouped() []Finding {
	var out []Finding
	at := map[string]int{}
	names := map[string][]string{}
	for _, f := range c.Findings {
		if f.Kind != NoExport {
			out = append(out, f)
			continue
		}
		who := f.Name
		if who == "" {
			who = f.Person
		}
		if i, ok := at[f.Why]; ok {
			out[i].Count += f.Count
			out[i].Person, out[i].Name = "", ""
		} else {
			at[f.Why] = len(out)
			out = append(out, f)
		}
		names[f.Why] = append(names[f.Why], who)
	}
	for why, i := range at {
		if n := names[why]; len(n) > 1 {
			out[i].Text = "The case holds no archive of which these members are named as the custodian: " + strings.Join(n, ", ") + "."
		}
	}
	return out
}

// Called is what a conversation is shown as: its title, else its id.
func (c Conversation) Called() string {
	if c.Title != "" {
		return c.Title
	}
	return c.ID
}
