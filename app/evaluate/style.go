package evaluate

// Style is a manner of writing: names, places and sentences. In sentences {P}
// and {Q} are people; see fill. A word in [ ] of WordFirsts, WordLasts and Places
// is no person.
type Style struct {
	Name                    string
	Firsts, Lasts, Nicks    []string
	WordFirsts, WordLasts   [][2]string // a name and sentences with the word, parted by |
	Titles, Honorifics      []string
	Domains                 []string // the first is the office's own
	Office                  string
	Greetings, Closings     []string
	Sentences, Filler       []string
	Introduce               []string // names somebody for the first time
	Places                  []string
	Deliberate              []string
	Things, Days, Rooms     []string
	Subjects, NamedSubjects []string
	Forwards, Articles      []string
}

// word tells whether a name is an everyday word.
func (s *Style) word(name string) bool {
	for _, w := range append(s.WordFirsts[:len(s.WordFirsts):len(s.WordFirsts)], s.WordLasts...) {
		if w[0] == name {
			return true
		}
	}
	return false
}

// Styles are the manners of writing there are.
func Styles() []Style { return []Style{agency(), clinic()} }

func agency() Style {
	return Style{
		Name: "agency",
		Firsts: []string{"Oriel", "Tamsin", "Bettina", "Quillon", "Zoë", "Ignatius", "Maëlle", "Perpetua", "Anselm", "Jean-Marc", "Thandeka", "Wilhelmina",
			"Caspian", "Ottoline", "Rafferty", "Sunniva", "Bram", "Ximena", "Leocadia", "Fenwick", "Anneliese", "Torvald", "Cosima", "Dashiell", "Isolde", "Umberto"},
		Lasts: []string{"O'Hanrathy", "Vandersloot", "Brightwater-Osei", "Ngwenya", "van der Zalm", "Szczepański", "Quillfeather", "Abernethy", "Ñíguez", "Thistlethwaite",
			"Okonjo", "Featherstonehaugh", "D'Arcangelo", "Løvgren", "Mukherjee", "Pettibone", "Castellanos", "Wrigglesworth", "de la Rúa", "Haverford",
			"Zimbalist", "McGillivray", "Tsering", "Ostrowe", "Ballantyne", "Kirchhoff"},
		Nicks: []string{"Pip", "Bunny", "Duff", "Tuck", "Jojo"},
		WordFirsts: [][2]string{{"Will", "[Will] you be at the table?|[Will] do.|That [will] take a week."}, {"Mark", "[Mark] the date, please.|Please [mark] it as final.|There is a [mark] on the scan."},
			{"May", "We expect the list in [May].|[May] I ask for two more days?|It [may] rain."}, {"Hope", "[Hope] this helps.|[Hope] all is well.|We [hope] to close it."},
			{"Grant", "[Grant] funding ends soon.|The [grant] closes on Friday.|We cannot [grant] that."}, {"Chase", "[Chase] the vendor for an answer.|Please [chase] this up."},
			{"June", "It is due [June] 12.|By [June] we are done."}, {"Drew", "Nobody [drew] that conclusion."}},
		WordLasts: [][2]string{{"Long", "As [long] as it works.|[Long] term this is cheaper."}, {"Price", "The [price] is too high.|[Price] lists are attached."}, {"Banks", "[Banks] are closed on Monday.|The river [banks] are stable."},
			{"Field", "[Field] staff will call.|[Field] offices have it."}, {"Stone", "It is not set in [stone]."}, {"Rush", "There is no [rush].|[Rush] orders cost more."}, {"Page", "[Page] 4 is missing.|See [page] 12."}, {"Case", "The [case] file is thin.|[Case] numbers are below."}},
		Titles:     []string{"Program Analyst", "Deputy Director, Water Quality", "Attorney-Advisor", "Records Officer", "Contract Specialist"},
		Honorifics: []string{"Ms.", "Mr.", "Dr.", "Director", "Agent"},
		Domains:    []string{"lowland.example", "kestrelworks.example", "post.example"}, Office: "Lowland Water Authority",
		Greetings: []string{"Hi %s,", "%s,", "%s -", "Hello %s,", "Dear %s:", "Good morning %s,", "Thanks, %s.", "%s:"},
		Closings:  []string{"Thanks,", "Best,", "Regards,", "V/r,", "Thank you!"},
		Sentences: []string{"I spoke with {P} about {O} {D}.", "{P} said that {O} is late.", "Please ask {P} to call {Q}.", "Per {P}, we should wait.", "{P} and {Q} will meet {D}.",
			"I have not heard from {P}.", "Did {P} sign it?", "Loop in {P} when {O} is ready.", "According to {P}, nothing changed.", "{P}'s draft is better than mine.",
			"I told {P} that {Q} wants {O}.", "We met {P} yesterday.", "(cc: {P}; {Q})", "Call {P} at {PT}.", "You can write to {PM} instead.", "The file is in C:\\Users\\{PU}\\Documents\\final.",
			"{P} thinks it can wait, {Q} does not.", "As {P} wrote, {O} needs a second look.", "Is {P} out {D}?", "Adding {P} and {Q} for awareness.", "My notes: {P} (lead), {Q} (backup).",
			"I'd rather have {P} do it.", "Copying {P}.", "{P} is on leave until {D}.", "This came from {P}, not from us."},
		Introduce:  []string{"This is about {PFN}.", "I talked to {PFN} first."},
		Filler:     []string{"The numbers are in the attached sheet.", "Let me know what you think.", "I can send {O} {D}.", "We are short of people this month.", "Nothing else from my side.", "See the thread below."},
		Places:     []string{"The meeting is at the [{PL} Building].", "It is on [{PL} Street], next to the depot.", "Counsel is [{PL} & Sons LLP].", "This falls under the [{PL} Act].", "The [{PL} Foundation] paid for it.", "See [{PL} v. United States].", "We drove past [Fort {PL}]."},
		Deliberate: []string{"I think we should hold back %s until %s because the board is not ready", "My recommendation is to drop %s before %s", "In my view %s will not survive a second look on %s", "We could argue that %s was never agreed, at least not on %s"},
		Things:     []string{"the intake survey", "the spillway memo", "the pump contract", "the sampling plan", "the tariff sheet", "the culvert map"}, Days: []string{"on Tuesday", "next week", "tomorrow", "on Thursday", "after lunch"},
		Rooms: []string{"Room 4B", "Video call", "Annex 2"}, Subjects: []string{"%s", "Question about %s", "Update: %s"}, NamedSubjects: []string{"Call with {PFN}", "{PFN} - travel voucher", "Meeting {PFN} / {QFN}", "Question from {P}"},
		Forwards: []string{"FYI, see below.", "In case you missed it.", "Worth a read before the meeting."},
		Articles: []string{"Water plan draws fire at hearing\n\nBy {WFN}, The Delta Courier\n\nLOWLAND CITY — {PFN}, who leads the review of {O}, told lawmakers on Monday that the authority had no choice.\n\n\"We looked at every option,\" {PLN} said at the hearing. {QFN}, an engineer, declined to comment, according to a spokesperson.\n\nResidents said they would sue. \"It is our river,\" one resident said.\n\n###",
			"FOR IMMEDIATE RELEASE\n\nLowland Water Authority names {PFN} to lead review\n\nLOWLAND CITY, March 3 — The Lowland Water Authority announced today that {PFN} will lead the review of {O}. {QFN} will serve as deputy, the authority said.\n\n\"I am glad to begin,\" said {PLN}.\n\n###"},
	}
}

func clinic() Style {
	return Style{
		Name: "clinic",
		Firsts: []string{"Amadou", "Birgitta", "Céleste", "Domhnall", "Eulalie", "Farouk", "Gwenllian", "Hyacinthe", "Ines", "Jarek", "Khadija", "Lorcan", "Mireille", "Nadezhda",
			"Oisín", "Philippa", "Rosalind", "Søren", "Tobiah", "Ulrike", "Verity-Anne", "Yusra", "Zbigniew", "Araminta", "Cressida", "Evander"},
		Lasts: []string{"Achterberg", "Bielawski", "Cholmondeley", "Dunwoodie", "Eyjólfsdóttir", "Farnsworth", "Gallowglass", "Hjelmgaard", "Iturbide", "Janowicz", "Kowalczyk-Reyes", "Lindqvist",
			"M'Bala", "O'Loughlin", "Papadimitriou", "Quarshie", "Rosenkrantz", "St. Aubyn", "Tregothnan", "Ulyanov", "von Trotha", "Winterbourne", "Yamaguchi", "Zavattini", "Ap Rhys", "Dal Pozzo"},
		Nicks: []string{"Coco", "Bash", "Minty", "Ziggy", "Fitz"},
		WordFirsts: [][2]string{{"Sterling", "That was [sterling] work.|[Sterling] fell against the dollar."}, {"Frank", "To be [frank], no.|A [frank] talk would help."}, {"Iris", "The [iris] scanner is down."}, {"Rose", "Costs [rose] again.|[Rose] water is not sterile."},
			{"Bill", "The [bill] is unpaid.|[Bill] the insurer first.|[Bill] number 12 is late."}, {"Art", "The [art] on the ward is new.|[Art] therapy starts late."}, {"Dawn", "We start at [dawn]."}, {"April", "Rates change in [April].|[April] figures are out."}},
		WordLasts: [][2]string{{"Cook", "[Cook] chill meals are back.|The [cook] is ill."}, {"Marsh", "The [marsh] behind the lot flooded."}, {"Snow", "[Snow] closed the road.|The [snow] is gone."}, {"Power", "[Power] was out twice.|We have no [power]."}, {"Major", "A [major] change is due.|[Major] repairs come first."},
			{"Bond", "The [bond] issue passed.|[Bond] rates fell."}, {"Young", "The [young] patients like it.|[Young] people ask less."}, {"Best", "Do your [best].|[Best] to wait."}},
		Titles:     []string{"Charge Nurse, Ward 7", "Consultant", "Billing Supervisor", "Facilities Manager", "Clinical Data Lead"},
		Honorifics: []string{"Nurse", "Dr.", "Mrs.", "Prof.", "Mr"},
		Domains:    []string{"saltmarch-clinic.example", "heronlabs.example", "mailroom.example"}, Office: "Saltmarch Clinic",
		Greetings: []string{"%s", "Good afternoon %s!", "Hey %s", "Dear %s,", "%s,", "Many thanks %s,", "Morning %s,", "%s --"},
		Closings:  []string{"Kind regards,", "Cheers", "Many thanks", "Warmly,", "Yours sincerely,"},
		Sentences: []string{"Rota swap: {P} takes nights, {Q} takes days.", "Could {P} look at {O}?", "{P} has the keys.", "We owe {P} an answer on {O}.", "If {P} agrees, {Q} can start {D}.", "Nobody asked {P}.",
			"I saw {P} in the corridor with {Q}.", "Both {P} and {Q} object.", "{P} emailed me about {O}.", "That is {P}'s call.", "Between {P}, {Q} and me it is settled.", "Have you seen {P} today?", "{P}: please confirm.",
			"Spoke to {P} -- all fine.", "She is covering for {P}.", "Reach {P} on {PT} or {PM}.", "His login is {PU}.", "Without {P} there is no quorum.", "{P} (ward 7) needs {O}.", "I agree with {P}.", "Thanks to {P} and {Q}, we made it.", "Ward round with {P} at 9.",
			"I forwarded it to {P}.", "{P} may be late.", "It was {P} who found the error.", "Send it to {P} or {Q}.", "{P} isn't in {D}."},
		Introduce:  []string{"It concerns {PFN}.", "A word on {PFN}, who is not copied."},
		Filler:     []string{"The audit is on the shared drive.", "Any news on {O}?", "I will check {O} {D}.", "The lift is broken again.", "More soon.", "Please read the notes first."},
		Places:     []string{"Parking is behind [{PL} House].", "The shuttle leaves from [{PL} Road].", "[{PL} Medical Inc.] sent the invoice.", "It was published by the [{PL} Institute].", "Use the [{PL} Index] for scoring.", "The conference is at [{PL} College].", "The [Lake {PL}] site is closed."},
		Deliberate: []string{"Personally I would not fund %s at all, whatever was said %s", "One option is to split %s and decide the rest %s", "If you ask me, %s should be withdrawn quietly %s", "I am torn on %s and would rather decide %s"},
		Things:     []string{"the ward rota", "the MRI lease", "the triage form", "the discharge audit", "the bed census", "the vaccine stock"}, Days: []string{"on Monday", "this evening", "in a fortnight", "after the round", "on Friday"},
		Rooms: []string{"Seminar room 2", "Teams", "Library annex"}, Subjects: []string{"%s - draft", "[ext] %s", "%s?"}, NamedSubjects: []string{"{PFN}: annual leave", "Introducing {PFN}", "FAO {PFN}", "{P} and {O}"},
		Forwards: []string{"For your information.", "You may have seen this already.", "Press cutting below."},
		Articles: []string{"Saltmarch clinic under scrutiny over waiting times\n\n{WFN}\nEastern Gazette\nPublished 14 February 2023\n\nPatients wait longer than ever at Saltmarch Clinic, figures released on Tuesday show. {PFN}, who oversees {O}, said the clinic was doing all it could.\n\n\"Nobody is turned away,\" {PLN} told reporters. A colleague, {QFN}, said in a statement that more staff had been hired.\n\nA spokesman for the ministry declined to comment.\n\nRead more",
			"PRESS RELEASE\n\nSaltmarch Clinic opens new wing\n\nSALTMARCH, 2 March 2023 - The clinic announced the opening of its new wing today. {PFN} cut the ribbon together with {QFN}.\n\n\"This is a good day,\" {PLN} said.\n\nENDS"},
	}
}
