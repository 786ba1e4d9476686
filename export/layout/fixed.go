package layout

import (
	"strings"

	"vaughn/index/record"
)

// fixedPitch tells text whose writer aligned columns with spaces or tabs, as
// in tables, patches and logs: it is set in a fixed pitch. Only released words
// count, so that a draft breaks where the production will.
func fixedPitch(src Source) bool {
	lines, aligned := 0, 0
	for r := range src.Runs() {
		if r.Block.Role == record.RoleSpeaker {
			return false // a conversation, however long, has no body
		}
		if r.Block.Role != record.RoleBody || r.Box != nil || r.Block.Form != record.FormSpaced || r.Block.Cell != nil {
			continue
		}
		for l := range strings.SplitSeq(r.Text, "\n") {
			l = strings.TrimLeft(l, "> ")
			if strings.TrimSpace(l) == "" {
				continue
			}
			lines++
			if strings.Contains(strings.TrimSpace(l), "   ") || strings.Contains(l, "\t") || strings.HasPrefix(l, "@@ -") || strings.HasPrefix(l, "diff --git ") {
				aligned++
			}
		}
	}
	return aligned >= 3 && aligned*12 >= lines
}
