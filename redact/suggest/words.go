package suggest

import "strings"

func set(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}

// Words around a name and what they say of it. All are folded.
var (
	// title stands before a surname and makes it a person's.
	title = set(`mr mrs ms miss mx dr prof professor director chief agent officer deputy secretary commissioner attorney counsel
		judge justice captain capt sergeant sgt lieutenant lt colonel col major maj general gen special sa ssa asac sac
		supervisor analyst administrator inspector investigator detective trooper marshal sheriff constable senator
		congressman congresswoman representative rep ambassador chairman chairwoman chair president minister sir madam
		nurse coach manager specialist engineer herr frau monsieur madame senor senora`)
	// greeting stands before a first name.
	greeting = set(`hi hello hey dear thanks thank morning afternoon evening good greetings cc bcc attn attention fyi re aw
		best regards cheers sincerely respectfully ok okay yes no sorry welcome congrats happy from to by with and or`)
	// verb begins a sentence that speaks to or of somebody.
	verb = set(`ask tell call email contact ping see let loop add copy include invite forward send give meet join have has had
		can could will would should did does do is are was were if when while since because as per via for after before
		then also but so both either neither maybe perhaps please that this these those which who what where why how
		per did agree agreed not only even unless until once though although meanwhile however`)
	// person follows somebody: verbs in the third person and the like.
	person = set(`said says say asked asks ask told tells wrote writes write thinks thought wants wanted called calls mentioned
		sent sends will would can could should must may might has had is was does did agreed agrees confirmed replied
		responded responds suggested suggests noted added approved signed reviewed drafted forwarded explained knows knew
		needs needed got gets made makes went goes came comes took takes gave gives left joined joins works worked
		emailed texted messaged phoned requested denied declined offered plans planned expects believes hopes left
		isnt wasnt hasnt hadnt doesnt didnt cant couldnt wont wouldnt shouldnt
		and or who whom`)
	// acting is what only people do; of the verbs above, things may be the subject.
	acting = set(`said says asked asks told tells wrote writes thinks thought wants wanted mentioned sent agreed agrees confirmed replied
		responded suggested suggests approved signed reviewed drafted forwarded explained knows knew emailed texted phoned requested
		declined plans believes hopes`)
	// heard stands before "from" and somebody, not before a month.
	heard = set(`heard hear hears came come comes received receive got get gets mail mails email emails note message word call calls letter
		answer reply draft request question input feedback comments`)
	// object follows a verb and no name: "Will you", "Mark the".
	object = set(`you we i they he she it the a an this that these those your our my his her their`)
	// before stands in front of places.
	before = set(`at of under on near to from by in behind via the outside inside past`)
	// incorporated ends the names of firms and houses.
	incorporated = set(`inc incorporated llc llp lp ltd limited plc corp corporation gmbh sa ag company co group partners associates sons brothers
		bros holdings foundation institute trust bank hospital clinic university college school hotel center centre laboratory
		laboratories labs solutions services systems industries consulting enterprises`)
	// places and the like that a bare name is often part of.
	thingAfter = set(`street st avenue ave road rd boulevard blvd drive lane ln way court ct highway hwy parkway plaza square
		hall building bldg house tower center centre office hospital clinic university college school academy library
		museum airport bridge dam park garden gardens cemetery stadium arena field airfield base camp fort county city
		town township village district island lake river creek bay beach valley mountain mount mt hill hills springs
		act bill amendment rule doctrine decision report commission committee inc llc llp ltd corp corporation company co
		group partners foundation institute trust bank hotel motel inn restaurant cafe grill store stores brothers bros
		award prize scholarship fund memorial day festival cup v vs framework method test index scale project program
		programme initiative protocol standard system sons associates`)
	thingBefore = set(`fort ft port lake mount mt saint camp point cape hurricane storm operation project university college
		new north south east west lower upper san santa los las el rio`)
	// months, days and what goes with them.
	calendar = set(`january february march april may june july august september october november december jan feb mar apr jun jul
		aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs
		fri sat sun today tomorrow yesterday`)
	// place names that people bear too.
	place = set(`austin jackson houston madison lincoln washington charlotte savannah dallas denver phoenix paris london florence
		sydney chelsea georgia virginia carolina dakota montana jordan israel chad india china asia cuba cleveland orlando
		aurora arlington lancaster berkeley stanford cambridge oxford hamilton franklin marion trenton camden troy kent york
		columbus raleigh lexington beaumont carson clinton monroe jefferson jersey kansas america mexico texas california
		florida alaska hawaii arizona oregon nevada utah idaho iowa ohio illinois indiana michigan wisconsin minnesota
		missouri arkansas louisiana mississippi alabama tennessee kentucky maryland delaware pennsylvania connecticut
		massachusetts vermont maine hampshire england ireland scotland wales france germany spain italy`)
	// stateCodes follow a comma behind a city.
	stateCodes = set(`al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok
		or pa ri sc sd tn tx ut vt va wa wv wi wy dc`)
	// everyday words that are names too: only their surroundings tell.
	everyday = set(`will may mark grant bill rose hope art drew chase frank grace faith joy iris amber jade ruby dean earl duke
		gene guy lance miles nick penny ray rich sandy skip sue wade ward mason hunter cooper carter taylor parker baker
		cook king young white black brown green gray grey long short small little stone wood woods field fields banks bank
		price bush snow frost day days knight bishop pope page cash law case fox wolf bird hill lake park street hall house
		church temple best good love rush marsh major mayor april june august summer autumn dawn eve sky star storm rob pat
		bob jack don ed al max sunny angel christian christmas holiday sunday friday april baron bell berry blue bond book
		booth branch bridge brook brooks burns bay beach bean beard bear bold boss bowl box boy brand bright buck bull burden
		butler cane car carpenter castle chance chandler child close coach coffee cole cotton court craft crane cross crow
		crown dale darling dash dear dell dollar down drake draper driver duck dust dye early east ebb elder english fair
		farmer fast field fine finch fish fisher flagg flowers ford forest forge foster free french friend fry gage gale game
		garden gates gay gentle gift gill glass glen golden goodman gore grove gun guard gulf ham hand hard hardy harm harper
		hart hatch hawk hay heart heath held hero high hood hook horn hunt hurst ice ivy jay jewel jolly justice keen key
		kidd kind kirk ladd lamb land lane large lark last laws lawyer lead lee lemon less light lily line link lock lord
		lot loud low luck lynch mace mack main man manner mann marble march mare marshal marshall master mat maze mead meadow
		melody mercer mercy merry miller mint mint minor mills moody moon moor more moss mount nash neighbor new newman noble
		north norm olive opal orange pace paige painter palmer parish park parks pass patience pear pearl peck pepper perk
		pierce pike piper plant polish pool poole poor porter post pond potter power powers prince proctor queen quick quill
		rain ranger read reader reed reef rhodes ridge rice ring rivers rock rocky rod roman root royal rule rusty sage sail
		salt sand savage sawyer scope scout sea self sergeant shade shadow shade sharp shepherd shore silver singer singh sign
		slack smart smith snipe sole song south spade spark sparks spear spence spice spring spur squires stack staff stark
		steel sterling stern steward still stock stout strange strong stuck sweet swift tab tanner teal tell terry thorn
		thyme tide todd tower town trace tracy true truth turner tyler vale valley van vance victor vice viola violet wager
		wages waters watts way weaver webb weeks wells west wheeler while wild win winter winters wise witt worth wright wynn
		yard york youth core ace archer ash aspen bailey basil blaze blossom boone candy carol cherry clay cliff clove coral
		crystal daisy dusty fern flint gail garnet ginger hazel heather heaven henna holly honey hyacinth jasmine jet jewel
		laurel lark lavender leaf lotus maple merit myrtle pansy patience peace pearl poppy prudence reef robin rowan rosemary
		sage saffron sierra sky sorrel stormy sunshine sylvan temple trinity unity verity winter wren ben dot gus hank hal
		jerry john lou mike pete ralph reg rex ron sal sam sid stew tad tab ted tim tom tony tray vic walk wally cat chip chuck
		chad con cord curt dick dirk dill doc doug fay gall gabby herb jam jan jean jewel jimmy josh kit kitty lane leo leslie
		lex liberty marge marina mat matt max may mel merle mo nat neat neil nell nova pam pam patsy paul peg pip polly pop
		raja randy rave reed ref rick rip rusty scot sheila shelly sis sol sonny stan stew sum sunny tess tim timer toby tracer
		trent trip tuck ty val vale wed wen whit woody zip`)
	// acronyms that are nobody's initials.
	acronyms = set(`AM PM US UK EU UN IT HR PR TV PC ID OK DC CA NY TX FL GA VA MD PA OH AZ CO LA MA IL NC SC NJ NM NV OR WA WI
		MN MO MS MT ND NE NH OK RI SD TN UT VT WV WY AL AK AR CT DE HI IA IN KS KY ME MI AC DB AI QA QC RE FW CC OS IP PD
		GSA FBI CIA DHS DOJ DOD EPA HHS IRS CBP ICE TSA NSA OMB OPM FOIA PDF CEO CIO CFO COO OIG OIT OGC OPA NARA USC CFR
		EST EDT CST CDT MST MDT PST PDT UTC GMT LLC INC FAQ FYI ASAP TBD EOD COB OOO RSVP PTO SME POC SOP MOU NDA RFP RFQ
		HTML HTTP URL XML CSV API SQL JPG PNG GIF DOC XLS PPT`)
)
