package thread

// Canonical names of the header fields that a quotation repeats.
const (
	fieldFrom    = "from"
	fieldSent    = "sent"
	fieldTo      = "to"
	fieldCc      = "cc"
	fieldSubject = "subject"
	fieldOther   = "other" // known, and of no use here
)

// fieldNames are the names mail programs give header fields, in lower case.
var fieldNames = map[string]string{
	// English
	"from": fieldFrom, "sent": fieldSent, "date": fieldSent, "to": fieldTo, "cc": fieldCc, "subject": fieldSubject,
	"bcc": fieldOther, "reply-to": fieldOther, "importance": fieldOther, "attachments": fieldOther, "sender": fieldOther, "resent-from": fieldOther,
	"sent on": fieldSent, "sent by": fieldOther, "on behalf of": fieldOther, "organization": fieldOther, "newsgroups": fieldOther, "message-id": fieldOther,
	// German
	"von": fieldFrom, "gesendet": fieldSent, "datum": fieldSent, "an": fieldTo, "kopie": fieldCc, "betreff": fieldSubject, "kopie (cc)": fieldCc, "wichtigkeit": fieldOther, "antwort an": fieldOther,
	// French
	"de": fieldFrom, "envoyé": fieldSent, "date d'envoi": fieldSent, "à": fieldTo, "a": fieldTo, "objet": fieldSubject, "copie à": fieldCc, "répondre à": fieldOther,
	// Spanish, Portuguese, Galician, Catalan
	"enviado": fieldSent, "enviado el": fieldSent, "enviado em": fieldSent, "enviada em": fieldSent, "enviada": fieldSent, "fecha": fieldSent, "data": fieldSent, "para": fieldTo, "asunto": fieldSubject, "assunto": fieldSubject, "assumpte": fieldSubject, "per a": fieldTo,
	// Italian
	"da": fieldFrom, "inviato": fieldSent, "oggetto": fieldSubject,
	// Dutch
	"van": fieldFrom, "verzonden": fieldSent, "aan": fieldTo, "onderwerp": fieldSubject,
	// Swedish, Danish, Norwegian
	"från": fieldFrom, "skickat": fieldSent, "till": fieldTo, "ämne": fieldSubject, "fra": fieldFrom, "sendt": fieldSent, "til": fieldTo, "emne": fieldSubject, "kopi": fieldCc, "dato": fieldSent,
	// Finnish
	"lähettäjä": fieldFrom, "lähetetty": fieldSent, "päivämäärä": fieldSent, "vastaanottaja": fieldTo, "aihe": fieldSubject, "kopio": fieldCc,
	// Polish, Czech, Slovak
	"od": fieldFrom, "wysłano": fieldSent, "wysłane": fieldSent, "do": fieldTo, "dw": fieldCc, "temat": fieldSubject, "odesláno": fieldSent, "komu": fieldTo, "předmět": fieldSubject, "odoslané": fieldSent, "predmet": fieldSubject, "kopia": fieldCc,
	// Hungarian, Romanian, Turkish
	"feladó": fieldFrom, "elküldve": fieldSent, "címzett": fieldTo, "tárgy": fieldSubject, "de la": fieldFrom, "trimis": fieldSent, "către": fieldTo, "subiect": fieldSubject, "kimden": fieldFrom, "gönderildi": fieldSent, "gönderen": fieldFrom, "tarih": fieldSent, "kime": fieldTo, "konu": fieldSubject, "bilgi": fieldCc,
	// Russian, Ukrainian
	"от": fieldFrom, "отправлено": fieldSent, "дата": fieldSent, "кому": fieldTo, "тема": fieldSubject, "копия": fieldCc, "від": fieldFrom, "надіслано": fieldSent, "від кого": fieldFrom, "от кого": fieldFrom, "копія": fieldCc,
	// Chinese, Japanese, Korean
	"发件人": fieldFrom, "發件人": fieldFrom, "寄件者": fieldFrom, "发送时间": fieldSent, "發送時間": fieldSent, "寄件日期": fieldSent, "日期": fieldSent, "收件人": fieldTo, "收件者": fieldTo, "抄送": fieldCc, "副本": fieldCc, "主题": fieldSubject, "主題": fieldSubject, "主旨": fieldSubject,
	"差出人": fieldFrom, "送信日時": fieldSent, "日付": fieldSent, "宛先": fieldTo, "件名": fieldSubject, "보낸 사람": fieldFrom, "보낸사람": fieldFrom, "보낸 날짜": fieldSent, "날짜": fieldSent, "받는 사람": fieldTo, "받는사람": fieldTo, "참조": fieldCc, "제목": fieldSubject,
}

type saying struct {
	words string // folded
	alone bool   // counts without dashes around it, closed by a colon
}

// separators are the words of separating lines, folded.
var separators = []saying{
	{"original message", false}, {"original appointment", false}, {"forwarded message", false}, {"forwarded by", false}, {"begin forwarded message", true}, {"start of forwarded message", true},
	{"ursprungliche nachricht", false}, {"weitergeleitete nachricht", false}, {"originalnachricht", false}, {"anfang der weitergeleiteten nachricht", true}, {"anfang der weitergeleiteten e mail", true},
	{"message d origine", false}, {"message original", false}, {"message transfere", false}, {"debut du message reexpedie", true}, {"debut du message transfere", true}, {"forwarded message from", false},
	{"mensaje original", false}, {"mensaje reenviado", false}, {"inicio del mensaje reenviado", true}, {"mensagem original", false}, {"mensagem encaminhada", false}, {"inicio da mensagem reencaminhada", true}, {"inicio da mensagem encaminhada", true},
	{"messaggio originale", false}, {"messaggio inoltrato", false}, {"inizio messaggio inoltrato", true}, {"oorspronkelijk bericht", false}, {"doorgestuurd bericht", false}, {"begin doorgestuurd bericht", true},
	{"ursprungligt meddelande", false}, {"vidarebefordrat meddelande", false}, {"vidarebefordrat brev", true}, {"oprindelig meddelelse", false}, {"videresendt besked", false}, {"start pa videresendt besked", true}, {"opprinnelig melding", false}, {"videresendt melding", true},
	{"alkuperainen viesti", false}, {"valitetty viesti", false}, {"valitetty viesti alkaa", true}, {"wiadomosc oryginalna", false}, {"oryginalna wiadomosc", false}, {"wiadomosc przekazana dalej", true}, {"puvodni zprava", false}, {"povodna sprava", false},
	{"eredeti uzenet", false}, {"mesaj original", false}, {"orijinal ileti", false}, {"исходное сообщение", false}, {"пересылаемое сообщение", false}, {"начало переадресованного сообщения", true},
	{"邮 件 原 件", false}, {"原 始 邮 件", false}, {"原 始 郵 件", false}, {"转 发 邮 件 信 息", false}, {"元 の メ ッ セ ー シ", false}, {"원본 메시지", false},
}

// attributions are the verbs of attributing lines with the words that open such
// a line; middle: the name stands behind the verb.
var attributions = []struct {
	verb   string
	open   []string
	middle bool
}{
	{" wrote", []string{"on ", "at ", "in ", "quoting "}, false}, {" writes", []string{"on "}, false}, {" said", []string{"on "}, false},
	{" schrieb", []string{"am ", "on "}, true}, {" geschrieben", []string{"am "}, false},
	{" a écrit", []string{"le ", "on "}, false}, {" a \u00e9crit\u00a0", []string{"le "}, false},
	{" escribió", []string{"el ", "on "}, true}, {" escreveu", []string{"em ", "no dia ", "a ", "on "}, true}, {" va escriure", []string{"el "}, true},
	{" ha scritto", []string{"il ", "in data ", "on "}, true}, {" schreef", []string{"op ", "on "}, true}, {" geschreven", []string{"op "}, true},
	{" skrev", []string{"den ", "på ", "on ", "fre", "man", "mån", "tir", "tis", "ons", "tor", "lør", "lör", "søn", "sön"}, true},
	{" kirjoitti", []string{"ma ", "ti ", "ke ", "to ", "pe ", "la ", "su "}, true},
	{" napisał(a)", []string{"w dniu ", "dnia ", "pon", "wt", "śr", "czw", "pt", "sob", "niedz"}, false}, {" napisał", []string{"w dniu ", "dnia ", "pon", "wt", "śr", "czw", "pt", "sob", "niedz"}, false}, {" pisze", []string{"w dniu "}, true},
	{" napsal(a)", []string{"dne ", "po ", "út ", "st ", "čt ", "pá ", "so ", "ne "}, false}, {" napsal", []string{"dne "}, false}, {" napísal", []string{"dňa "}, false},
	{" ezt írta", []string{"20"}, false}, {" a scris", []string{"pe ", "în "}, false}, {" yazdı", []string{"0", "1", "2", "3"}, false}, {" şunu yazdı", []string{"0", "1", "2", "3"}, false},
	{" пишет", nil, false}, {" написал", []string{"пн", "вт", "ср", "чт", "пт", "сб", "вс", "0", "1", "2", "3"}, true}, {" написал(а)", []string{"пн", "вт", "ср", "чт", "пт", "сб", "вс", "0", "1", "2", "3"}, false}, {" пише", nil, false},
	{"写道", []string{"在", "于", "20"}, false}, {"寫道", []string{"在", "於", "20"}, false}, {"のメール", []string{"20"}, false}, {"さんは書きました", []string{"20"}, false}, {"님이 작성", []string{"20"}, false},
}
