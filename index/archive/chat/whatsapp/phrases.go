package whatsapp

import (
	"strings"

	"vaughn/index/message"
)

// meaning is what words of the program stand for.
type meaning int

const (
	fileOmitted  meaning = iota // in angle brackets, for any file left out (Android)
	sortOmitted                 // behind the sort of file that was left out (iOS)
	fileAttached                // in brackets behind a file's name
	textDeleted                 // in place of a text
	textEdited                  // in angle brackets behind a text
	aCall                       // begins a line about a call
	aPlace                      // before the link to a place
	aPoll                       // the first line of a poll
	self                        // how the program addresses the phone's owner
	joined                      // from here on: lines of the program itself
	left
	renamed
	timer
	notice // of no weight for who is there
)

// phrase is the ways one language says one thing, parted by '|'. Of the lines of
// the program, %a is who did it, %b to whom, %t anything.
type phrase struct {
	language string // "" for several
	means    meaning
	words    string
}

// phrases is all the program is known to say, lower case, without a last full
// stop. English and French were met in real exports; the others are as people
// quote them, so that a line may be missed. What is not here stays a system
// event with its text.
var phrases = []phrase{
	{"", fileOmitted, "media omitted|medien ausgeschlossen|multimedia omitido|archivo omitido|médias omis|media omessi|mídia omitida|mídia oculta|ficheiro não revelado|media weggelaten|pominięto multimedia|без медиафайлов|медиафайл пропущен|medya dahil edilmedi|メディアなし|メディアは含まれていません|미디어 파일 제외됨|미디어 파일을 제외한 내보내기|忽略多媒體檔|省略多媒体文件|省略多媒體檔案|تم استبعاد الوسائط|המדיה לא נכללה|media tidak disertakan|media utelämnat|media utelämnades|medietiedosto jätetty pois|mediefil udeladt|medier udeladt|media utelatt|media omis|मीडिया शामिल नहीं है|मीडिया छोड़ा गया"},
	{"", sortOmitted, "omitted|weggelassen|ausgelassen|nicht enthalten|absente|absent|omis|omise|manquant|manquante|retiré|retirée|omitido|omitida|omesso|omessa|non incluso|ocultado|ocultada|weggelaten|pominięto|pominięty|пропущено|опущено|dahil edilmedi|省略|已省略|已忽略|생략됨|제외됨|utelämnad|utelämnat|udeladt|utelatt|poistettu|jätetty pois"},
	{"", fileAttached, "file attached|datei angehängt|archivo adjunto|fichier joint|file allegato|arquivo anexado|ficheiro anexado|bestand bijgevoegd|файл добавлен|dosya ekli|添付ファイル|파일 첨부됨|文件附件|檔案附件|附件|tiedosto liitetty|fil bifogad|fil vedhæftet|fil vedlagt|file terlampir|plik dołączony|załączono plik|الملف مرفق|ملف مرفق|קובץ מצורף|फ़ाइल अटैच है"},
	{"", textDeleted, "this message was deleted|you deleted this message|this message was deleted by admin|ce message a été supprimé|vous avez supprimé ce message|diese nachricht wurde gelöscht|du hast diese nachricht gelöscht|se eliminó este mensaje|este mensaje fue eliminado|eliminaste este mensaje|questo messaggio è stato eliminato|hai eliminato questo messaggio|mensagem apagada|você apagou esta mensagem|você apagou essa mensagem|essa mensagem foi apagada|esta mensagem foi apagada|apagou esta mensagem|dit bericht is verwijderd|je hebt dit bericht verwijderd|данное сообщение удалено|вы удалили данное сообщение|bu mesaj silindi|bu mesajı sildiniz|このメッセージは削除されました|삭제된 메시지입니다|此消息已删除|此訊息已刪除|تم حذف هذه الرسالة|حذفت هذه الرسالة|הודעה זו נמחקה|ta wiadomość została usunięta|tämä viesti poistettiin|det här meddelandet raderades|pesan ini dihapus|यह मैसेज डिलीट किया गया था|यह मैसेज डिलीट किया गया|आपने यह मैसेज डिलीट किया"},
	{"", textEdited, "this message was edited|diese nachricht wurde bearbeitet|ce message a été modifié|se editó este mensaje|questo messaggio è stato modificato|mensagem editada|esta mensagem foi editada|dit bericht is bewerkt|данное сообщение изменено|bu mesaj düzenlendi|تم تعديل هذه الرسالة|यह मैसेज एडिट किया गया"},
	{"", aCall, "missed voice call|missed video call|missed group|voice call|video call|silenced voice call|silenced video call|verpasster sprachanruf|verpasster videoanruf|appel vocal manqué|appel vidéo manqué|llamada perdida|llamada de voz perdida|videollamada perdida|chiamata persa|chiamata vocale persa|videochiamata persa|chamada de voz perdida|chamada de vídeo perdida|chamada de voz não atendida|chamada de vídeo não atendida|gemiste spraakoproep|gemiste video-oproep|пропущенный аудиозвонок|пропущенный видеозвонок|cevapsız sesli arama|cevapsız görüntülü arama|مكالمة صوتية فائتة|مكالمة فيديو فائتة|मिस्ड वॉइस कॉल|मिस्ड वीडियो कॉल"},
	{"", aPlace, "location|localisation|standort|ubicación|posizione|localização|locatie|местоположение|konum|lokalizacja|sijainti|plats|الموقع|लोकेशन"},
	{"", aPoll, "poll:|umfrage:|sondage :|sondage:|encuesta:|sondaggio:|enquete:|sondagem:|peiling:|опрос:|anket:|استطلاع:|استطلاع رأي:|पोल:"},
	{"", self, "you|du|vous|tú|tu|você|je|jij|вы|siz|أنت|आप"},

	{"en", joined, "%a added %b|%a joined using %t|%a joined via %t|%a joined from %t|%a joined the group%t|%a joined|%b was added|%b were added"},
	{"en", left, "%a removed %b|%a left|%a left the group|%b was removed|%b were removed"},
	{"en", renamed, "%a changed the subject%t|%a changed the group name%t|%a created group%t|%a created the group%t|%a created this group|%a changed the group description|%a changed this group's icon|%a changed the group's icon|%a deleted this group's icon"},
	{"en", timer, "%a turned on disappearing messages%t|%a turned off disappearing messages%t|%a set the message timer%t|%a updated the message timer%t|%a changed the message timer%t|%a uses a default timer%t|disappearing messages %t"},
	{"en", notice, "messages and calls are end-to-end encrypted%t|messages you send to this group %t|messages to this group are %t|messages to this chat and calls are %t|your security code with %b changed%t|%a's security code changed%t|%a changed their phone number%t|%a changed to %t|%b is now an admin|you're now an admin|%a pinned a message|%a changed this group's settings%t"},

	{"de", joined, "%a hat %b hinzugefügt|%a ist%t beigetreten|%b wurde hinzugefügt|%b wurden hinzugefügt|du wurdest hinzugefügt|du hast %b hinzugefügt"},
	{"de", left, "%a hat die gruppe verlassen|%a hat %b entfernt|%b wurde entfernt|du hast %b entfernt"},
	{"de", renamed, "%a hat die gruppe %t erstellt|du hast die gruppe %t erstellt|%a hat den betreff %t geändert|%a hat den gruppennamen%tgeändert|%a hat die gruppenbeschreibung%tgeändert|%a hat das gruppenbild geändert"},
	{"de", timer, "%a hat selbstlöschende nachrichten %t|%a hat die dauer für selbstlöschende nachrichten%t"},
	{"de", notice, "nachrichten und anrufe sind ende-zu-ende-verschlüsselt%t|deine sicherheitsnummer für %b hat sich geändert%t|%a hat eine neue telefonnummer%t|%b ist jetzt admin"},

	{"fr", joined, "%a a ajouté %b|vous avez ajouté %b|%a a rejoint le groupe%t|%b a été ajouté|%b a été ajoutée|%b a été ajouté(e)|vous avez été ajouté%t"},
	{"fr", left, "%a a quitté|%a a quitté le groupe|%a est parti|%a est partie|%a est parti(e)|vous êtes parti%t|vous avez quitté le groupe|%a a retiré %b|%a a supprimé %b|vous avez retiré %b|%b a été retiré%t"},
	{"fr", renamed, "%a a créé le groupe %t|vous avez créé le groupe %t|%a a changé le sujet%t|%a a changé le nom du groupe%t|%a a modifié le nom du groupe%t|%a a changé l'icône%t|%a a modifié l'icône%t|%a a changé la description%t|%a a modifié la description%t"},
	{"fr", timer, "%a a activé les messages éphémères%t|%a a désactivé les messages éphémères%t|vous avez activé les messages éphémères%t|vous avez désactivé les messages éphémères%t"},
	{"fr", notice, "les messages et les appels sont chiffrés de bout en bout%t|votre code de sécurité avec %b a changé%t|le code de sécurité de %b a changé%t|%b est désormais admin%t"},

	{"es", joined, "%a añadió a %b|%a agregó a %b|añadiste a %b|agregaste a %b|%a se unió%t|%b fue añadido%t|se añadió a %b|se te añadió%t|te añadieron%t"},
	{"es", left, "%a salió del grupo|%a salió|%a eliminó a %b|%a sacó a %b|eliminaste a %b|se eliminó a %b"},
	{"es", renamed, "%a creó el grupo %t|creaste el grupo %t|%a cambió el asunto%t|%a cambió el nombre del grupo%t|%a cambió el ícono%t|%a cambió el icono%t|%a cambió la descripción%t"},
	{"es", timer, "%a activó los mensajes temporales%t|%a desactivó los mensajes temporales%t|activaste los mensajes temporales%t|desactivaste los mensajes temporales%t"},
	{"es", notice, "los mensajes y las llamadas están cifrados%t|tu código de seguridad con %b %t|el código de seguridad de %b %t|%b ahora es admin%t"},

	{"pt", joined, "%a adicionou %b|você adicionou %b|%a entrou usando%t|%a entrou no grupo%t|%b foi adicionado%t|%b foi adicionada%t|adicionou %b"},
	{"pt", left, "%a saiu|%a saiu do grupo|%a removeu %b|você removeu %b|%b foi removido%t"},
	{"pt", renamed, "%a criou o grupo %t|criou o grupo %t|%a mudou o assunto%t|%a alterou o assunto%t|%a mudou o nome do grupo%t|%a alterou o nome do grupo%t|%a mudou a imagem%t|%a alterou a imagem%t|%a mudou a descrição%t|%a alterou a descrição%t"},
	{"pt", timer, "%a ativou as mensagens temporárias%t|%a desativou as mensagens temporárias%t"},
	{"pt", notice, "as mensagens e as chamadas são%t|as mensagens e as ligações são%t|as mensagens e chamadas são%t|seu código de segurança com %b mudou%t|o código de segurança de %b mudou%t|%b agora é admin%t"},

	{"it", joined, "%a ha aggiunto %b|hai aggiunto %b|%a si è unito%t|%a si è unita%t|%a è entrato%t|%a è entrata%t|%b è stato aggiunto|%b è stata aggiunta|sei stato aggiunto%t"},
	{"it", left, "%a ha abbandonato%t|%a è uscito%t|%a è uscita%t|%a ha rimosso %b|hai rimosso %b|%b è stato rimosso"},
	{"it", renamed, "%a ha creato il gruppo %t|hai creato il gruppo %t|%a ha cambiato l'oggetto%t|%a ha modificato l'oggetto%t|%a ha cambiato il nome del gruppo%t|%a ha cambiato l'immagine%t|%a ha cambiato la descrizione%t"},
	{"it", timer, "%a ha attivato i messaggi effimeri%t|%a ha disattivato i messaggi effimeri%t|hai attivato i messaggi effimeri%t"},
	{"it", notice, "i messaggi e le chiamate sono crittografati%t|il tuo codice di sicurezza con %b è cambiato%t|il codice di sicurezza di %b è cambiato%t|%b ora è amministrator%t"},

	{"nl", joined, "%a heeft %b toegevoegd|je hebt %b toegevoegd|%a neemt nu deel%t|%b is toegevoegd"},
	{"nl", left, "%a heeft de groep verlaten|%a heeft %b verwijderd|je hebt %b verwijderd|%b is verwijderd"},
	{"nl", renamed, "%a heeft de groep %t gemaakt|%a heeft de groep %t aangemaakt|%a heeft het onderwerp%tgewijzigd%t|%a heeft de groepsnaam%tgewijzigd%t|%a heeft de groepsafbeelding gewijzigd"},
	{"nl", timer, "%a heeft zelfwissende berichten %t|%a heeft verdwijnende berichten %t"},
	{"nl", notice, "berichten en oproepen zijn end-to-end versleuteld%t|je beveiligingscode voor %b is gewijzigd%t"},

	{"ru", joined, "%a добавил(а) %b|%a добавил %b|%a добавила %b|%a присоединил%t"},
	{"ru", left, "%a покинул(а) группу|%a покинул%t|%a вышел(-ла)|%a вышел(а)|%a вышел|%a вышла|%a удалил(а) %b|%a удалил %b|%a удалила %b"},
	{"ru", renamed, "%a создал(а) группу %t|%a создал группу %t|%a создала группу %t|%a изменил(а) тему%t|%a изменил(а) название%t|%a изменил название%t|%a изменила название%t|%a изменил(а) изображение%t|%a изменил(а) описание%t"},
	{"ru", timer, "%a включил(а) исчезающие сообщения%t|%a отключил(а) исчезающие сообщения%t"},
	{"ru", notice, "сообщения и звонки защищены сквозным шифрованием%t|ваш код безопасности с %b изменился%t|%a теперь админ%t"},

	{"tr", joined, "%a, %b kişisini ekledi|%a bu grubun davet%tkatıldı|%a davet%tkatıldı|%a gruba katıldı|%b eklendi"},
	{"tr", left, "%a gruptan ayrıldı|%a ayrıldı|%a, %b kişisini çıkardı|%b çıkarıldı"},
	{"tr", renamed, "%a, %t grubunu oluşturdu|%a %t grubunu oluşturdu|%a konuyu %t|%a grup adını %t|%a grup açıklamasını değiştirdi|%a bu grubun simgesini değiştirdi"},
	{"tr", timer, "%a süreli mesajları %t|%a kaybolan mesajları %t"},
	{"tr", notice, "mesajlar ve aramalar uçtan uca şifrelidir%t|mesajlar ve aramalar uçtan uca şifreli%t|%b ile güvenlik kodunuz değişti%t"},

	{"ar", joined, "قام %a بإضافة %b|%a أضاف %b|انضم %a باستخدام%t|%a انضم%t|تمت إضافة %b"},
	{"ar", left, "غادر %a|%a غادر|%a غادر المجموعة|قام %a بإزالة %b|%a أزال %b|تمت إزالة %b"},
	{"ar", renamed, "أنشأ %a المجموعة%t|%a أنشأ المجموعة%t|قام %a بإنشاء%t|قام %a بتغيير%t|%a غيّر%t"},
	{"ar", timer, "قام %a بتشغيل الرسائل%t|قام %a بإيقاف الرسائل%t|%a شغّل الرسائل%t|%a أوقف الرسائل%t"},
	{"ar", notice, "الرسائل والمكالمات مشفرة%t|الرسائل والمكالمات مشفّرة%t|الرسائل والمكالمات محمية%t"},

	{"hi", joined, "%a ने %b को जोड़ा|%a इस ग्रुप के इनवाइट लिंक %t|%a ग्रुप में शामिल हुए%t|%b को जोड़ा गया"},
	{"hi", left, "%a ने ग्रुप छोड़ दिया|%a ने ग्रुप छोड़ा|%a ने %b को हटाया|%a ने %b को हटा दिया|%b को हटाया गया"},
	{"hi", renamed, "%a ने ग्रुप %t बनाया|%a ने विषय %t|%a ने ग्रुप का नाम %t|%a ने ग्रुप का आइकॉन %t"},
	{"hi", timer, "%a ने गायब होने वाले मैसेज %t|%a ने डिसअपियरिंग मैसेज %t"},
	{"hi", notice, "मैसेज और कॉल एंड-टू-एंड एन्क्रिप्टेड हैं%t|संदेश और कॉल एंड-टू-एंड एन्क्रिप्टेड हैं%t"},
}

// said are the phrases that are compared whole, by what they mean; lines those
// of the program with their blanks.
var (
	said  = wholes()
	lines = patterns()
)

func wholes() map[meaning]map[string]bool {
	out := map[meaning]map[string]bool{}
	for _, p := range phrases {
		if p.means >= joined {
			continue
		}
		if out[p.means] == nil {
			out[p.means] = map[string]bool{}
		}
		for w := range strings.SplitSeq(p.words, "|") {
			out[p.means][w] = true
		}
	}
	return out
}

// ands joins the last two names of a list.
var ands = map[string]string{
	"en": " and ", "de": " und ", "fr": " et ", "es": " y ", "pt": " e ", "it": " e ", "nl": " en ", "ru": " и ", "tr": " ve ", "ar": " و", "hi": " और ",
}

// pattern is a line cut at its blanks: text and blanks take turns.
type pattern struct {
	means  meaning
	and    string   // between the last two of a list of names
	texts  []string // one more than blanks
	blanks []byte   // 'a', 'b' or 't'
}

func patterns() (out []pattern) {
	for _, p := range phrases {
		if p.means < joined {
			continue
		}
		for w := range strings.SplitSeq(p.words, "|") {
			n := pattern{means: p.means, and: ands[p.language]}
			for {
				text, rest, ok := strings.Cut(w, "%")
				n.texts = append(n.texts, text)
				if !ok {
					break
				}
				n.blanks, w = append(n.blanks, rest[0]), rest[1:]
			}
			out = append(out, n)
		}
	}
	return out
}

// maxName bounds the names in a line of the program.
const maxName = 400

// match fills the blanks of a pattern from a line; low is the line in lower
// case and as long. Blanks for names must not be empty.
func (p *pattern) match(line, low string) (who, whom string, ok bool) {
	if !strings.HasPrefix(low, p.texts[0]) {
		return "", "", false
	}
	at := len(p.texts[0])
	for i, blank := range p.blanks {
		next, end := p.texts[i+1], 0
		switch {
		case i == len(p.blanks)-1 && !strings.HasSuffix(low[at:], next):
			return "", "", false
		case i == len(p.blanks)-1:
			end = len(low) - len(next)
		default:
			k := strings.Index(low[at:], next)
			if k < 0 {
				return "", "", false
			}
			end = at + k
		}
		value := line[at:end]
		if blank != 't' && (strings.TrimSpace(value) == "" || len(value) > maxName) {
			return "", "", false
		}
		switch blank {
		case 'a':
			who = value
		case 'b':
			whom = value
		}
		at = end + len(next)
	}
	return who, whom, at == len(low)
}

// system reads a line of the program itself: its kind, and who came or went.
// known is false for one that nobody has met.
func system(e *message.Event) (came, went []string, known bool) {
	e.Kind = message.EventSystem
	line := strings.TrimRight(strings.ReplaceAll(e.Text, "’", "'"), " .\u3002\u06d4\u0964")
	low := strings.ToLower(line)
	for w := range said[aCall] {
		if strings.HasPrefix(low, w) {
			e.Kind = message.EventCall
			return nil, nil, true
		}
	}
	if len(low) != len(line) {
		line = low // letters that change their length: names are lower case then
	}
	for i := range lines {
		p := &lines[i]
		who, whom, ok := p.match(line, low)
		if !ok {
			continue
		}
		if whom == "" {
			whom = who
		}
		switch p.means {
		case joined:
			e.Kind, came = message.EventJoin, people(whom, p.and)
		case left:
			e.Kind, went = message.EventLeave, people(whom, p.and)
		case renamed:
			e.Kind = message.EventRename
		case timer:
			e.Kind = message.EventTimer
		}
		return came, went, true
	}
	return nil, nil, false
}

// people parts a list of names: "Ann, Bob and Carl".
func people(list, and string) (out []string) {
	for name := range strings.SplitSeq(strings.ReplaceAll(list, and, ", "), ", ") {
		if name = strings.TrimSpace(name); name != "" && !said[self][strings.ToLower(name)] {
			out = append(out, name)
		}
	}
	return out
}
