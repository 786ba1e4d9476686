package suggest

import "strings"

// nicknames are short forms of English given names.
var nicknames = nicknameTable()

func nicknameTable() map[string][]string {
	out := map[string][]string{}
	for _, row := range strings.Split(nicknameRows, "\n") {
		full, short, _ := strings.Cut(row, ":")
		for _, f := range strings.Fields(full) {
			out[f] = append(out[f], strings.Fields(short)...)
		}
	}
	return out
}

const nicknameRows = `abigail: abby gail
abraham: abe
alan allen allan: al
albert: al bert bertie
alexander: alex al sandy sasha xander
alexandra alexandria: alex sandra lexi sasha
alfred: al fred alfie
amanda: mandy
andrea: andi
andrew: andy drew
angela angelina: angie
anne ann anna: annie
anthony antonio: tony
arthur: art artie
barbara: barb barbie babs
benjamin: ben benny benji
bernard: bernie
beverly: bev
bradley: brad
calvin: cal
cameron: cam
carolyn caroline: carol carrie
catherine katherine kathryn katharine cathryn: kate kathy cathy katie kat kathie kitty
charles: charlie chuck chas
christina christine: chris tina chrissy christy
christopher: chris topher kit
clifford: cliff
constance: connie
cynthia: cindy
daniel: dan danny
daniela danielle: dani
david: dave davey
deborah debra: deb debbie
dennis: denny
donald: don donnie
dorothy: dot dottie
douglas: doug
edward: ed eddie ted ned
edwin: ed eddie
eleanor: ellie nell nora
elizabeth elisabeth: liz beth betsy betty lizzie eliza libby lisa
emily: em
eugene: gene
evelyn: eve
florence: flo
frances: fran francie
francis: frank
franklin: frank
frederick: fred freddie rick
gabriel: gabe
gabriela gabriella gabrielle: gabby
gerald: jerry gerry
geoffrey jeffrey: geoff jeff
gilbert: gil
gregory: greg
gwendolyn: gwen
harold: hal harry
henry: hank harry
herbert: herb
howard: howie
isabel isabella isabelle: izzy bella
jacob: jake
jacqueline: jackie
james: jim jimmy jamie
janet: jan
jason: jay
jennifer: jen jenny
jeremiah jeremy: jerry
jessica: jess jessie
john: jack johnny
jonathan: jon jonny
joseph: joe joey
josephine: jo josie
joshua: josh
judith: judy
julia julie: jules
kenneth: ken kenny
kimberly: kim
kristina kristine: kris tina kristy
lawrence laurence: larry
leonard: len lenny leo
leslie: les
lillian: lily lil
louis lewis: lou louie
louise: lou
lucille lucy: lucy lu
madeline madeleine: maddie
margaret: maggie meg peggy marge margie greta
maria marie mary: molly polly mimi
marjorie: marge margie
martha: marty
martin: marty
matthew: matt
maureen: mo
maxwell maximilian: max
megan: meg
melanie: mel
melissa: missy mel
melvin: mel
michael: mike mick mickey
michelle: shelly
mitchell: mitch
mohammed muhammad mohamed: mo
nancy: nan
natalie: nat
nathan nathaniel: nate nat
nicholas: nick nicky
nicole: nikki nicky
norman: norm
oliver: ollie
pamela: pam
patricia: pat patty trish tricia patti
patrick: pat paddy
penelope: penny
peter: pete
philip phillip: phil
priscilla: cilla
rachel: rach
randall randolph: randy
raymond: ray
rebecca: becky becca
reginald: reg reggie
richard: rick dick rich ricky richie
robert: bob rob bobby robbie bert
roberta: bobbie
roderick: rod
rodney: rod
roger: rog
ronald: ron ronnie
rosemary: rose rosie
russell: russ
samantha: sam
samuel: sam sammy
sandra: sandy
sarah sara: sally sadie
sebastian: seb
sharon: shari
sidney sydney: sid syd
solomon: sol
sophia sophie: soph
stephanie: steph
stephen steven: steve stevie
stuart stewart: stu
susan susanna suzanne: sue susie suzy
sylvester: sly
tabitha: tabby
teresa theresa: terry tess terri
terrence terence: terry
theodore: ted teddy theo
thomas: tom tommy
timothy: tim timmy
tobias: toby
valerie: val
vanessa: nessa
veronica: ronnie
victor: vic
victoria: vicky tori vicki
vincent: vince vinny
virginia: ginny
vivian: viv
walter: walt wally
warren: ren
wendell: wen
wesley: wes
william: bill will billy willy liam
winston: win
zachary: zach zack`
