package query

import (
	"strings"
	"sync"
)

// irregulars lists forms that no rule of spelling leads to their base; each
// line begins with the base. Forms that are words of their own in letters of
// an office (found, saw, left, lay) are left out.
const irregulars = `
become became
begin began begun
break broke broken
bring brought
build built
buy bought
catch caught
child children
choose chose chosen
deal dealt
draw drew drawn
drive drove driven
fall fell fallen
feel felt
fight fought
forbid forbade forbidden
foresee foresaw foreseen
forget forgot forgotten
get got gotten
give gave given
grow grew grown
hear heard
hide hid hidden
hold held
keep kept
know knew known
lead led
lend lent
lose lost
man men
mean meant
meet met
mistake mistook mistaken
overhear overheard
oversee oversaw overseen
overtake overtook overtaken
pay paid
rebuild rebuilt
rewrite rewrote rewritten
ride rode ridden
rise rose risen
say said
seek sought
sell sold
send sent
shake shook shaken
shoot shot
speak spoke spoken
spend spent
stand stood
steal stole stolen
swear swore sworn
take took taken
teach taught
tell told
think thought
throw threw thrown
undergo underwent undergone
understand understood
undertake undertook undertaken
uphold upheld
wear wore worn
win won
withdraw withdrew withdrawn
withhold withheld
woman women
write wrote written
`

var bases = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(irregulars) {
		words := strings.Fields(line)
		for i, form := range words {
			if i > 0 {
				out[form] = words[0]
			}
		}
	}
	return out
})

// irregular gives the base of an irregular form.
func irregular(word string) (string, bool) {
	base, ok := bases()[word]
	return base, ok
}
