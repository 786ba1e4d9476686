package whatsapp

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"vaughn/index/archive/chat"
	"vaughn/index/message"
)

// Android writes one of these for any file left out of the export.
var omittedAngle = words("media omitted|medien ausgeschlossen|multimedia omitido|archivo omitido|médias omis|media omessi|mídia omitida|mídia oculta|ficheiro não revelado|media weggelaten|pominięto multimedia|без медиафайлов|медиафайл пропущен|medya dahil edilmedi|メディアなし|メディアは含まれていません|미디어 파일 제외됨|미디어 파일을 제외한 내보내기|忽略多媒體檔|省略多媒体文件|省略多媒體檔案|تم استبعاد الوسائط|המדיה לא נכללה|media tidak disertakan|media utelämnat|media utelämnades|medietiedosto jätetty pois|mediefil udeladt|medier udeladt|media utelatt|media omis")

// iOS names the sort of file; a line is taken for one of these only behind the
// mark that the program puts before its own words.
var omittedWord = words("omitted|weggelassen|ausgelassen|nicht enthalten|absente|absent|omis|omise|manquant|manquante|retiré|retirée|omitido|omitida|omesso|omessa|non incluso|ocultado|ocultada|weggelaten|pominięto|pominięty|пропущено|опущено|dahil edilmedi|省略|已省略|已忽略|생략됨|제외됨|utelämnad|utelämnat|udeladt|utelatt|poistettu|jätetty pois")

// attachedWord is the words in brackets behind the name of a file in the export.
var attachedWord = words("file attached|datei angehängt|archivo adjunto|fichier joint|file allegato|arquivo anexado|ficheiro anexado|bestand bijgevoegd|файл добавлен|dosya ekli|添付ファイル|파일 첨부됨|文件附件|檔案附件|附件|tiedosto liitetty|fil bifogad|fil vedhæftet|fil vedlagt|file terlampir|plik dołączony|załączono plik|الملف مرفق|ملف مرفق|קובץ מצורף")

var deletedWord = words("this message was deleted|you deleted this message|this message was deleted by admin|ce message a été supprimé|vous avez supprimé ce message|diese nachricht wurde gelöscht|du hast diese nachricht gelöscht|se eliminó este mensaje|este mensaje fue eliminado|eliminaste este mensaje|questo messaggio è stato eliminato|hai eliminato questo messaggio|mensagem apagada|você apagou esta mensagem|essa mensagem foi apagada|dit bericht is verwijderd|je hebt dit bericht verwijderd|данное сообщение удалено|вы удалили данное сообщение|bu mesaj silindi|bu mesajı sildiniz|このメッセージは削除されました|삭제된 메시지입니다|此消息已删除|此訊息已刪除|تم حذف هذه الرسالة|הודעה זו נמחקה|ta wiadomość została usunięta|tämä viesti poistettiin|det här meddelandet raderades|pesan ini dihapus")

var callWord = []string{"missed voice call", "missed video call", "missed group", "voice call", "video call", "silenced voice call", "silenced video call", "verpasster sprachanruf", "verpasster videoanruf", "appel vocal manqué", "appel vidéo manqué", "llamada perdida", "videollamada perdida", "chiamata persa", "videochiamata persa", "chamada de voz perdida", "chamada de vídeo perdida", "gemiste spraakoproep", "пропущенный аудиозвонок", "пропущенный видеозвонок"}

var locationWord = []string{"location", "localisation", "standort", "ubicación", "posizione", "localização", "locatie", "местоположение", "konum", "lokalizacja", "sijainti", "plats"}

var editedWord = words("this message was edited|diese nachricht wurde bearbeitet|ce message a été modifié|se editó este mensaje|questo messaggio è stato modificato|mensagem editada|dit bericht is bewerkt|данное сообщение изменено")

func words(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Split(list, "|") {
		m[w] = true
	}
	return m
}

var (
	angleFile = regexp.MustCompile(`<[^\s<>:]{2,24}: ?([^<>\n]{1,255}\.[A-Za-z0-9]{1,8})>`)
	oldFile   = regexp.MustCompile(`^([^<>\n]{1,255}\.[A-Za-z0-9]{1,8}) <[^<>:\n]{2,30}>`)
	namedFile = regexp.MustCompile(`^([^()\n]{1,255}\.[A-Za-z0-9]{1,8}) \(([^()\n]{2,40})\)`)
	ownName   = regexp.MustCompile(`-WA\d{4}\.[A-Za-z0-9]+$`)
	ownPhoto  = regexp.MustCompile(`^\d{4}-\d\d-\d\d-[A-Z]+-\d+\.|^\d{8}-[A-Z]+-\d{4}`)
	mapsLink  = regexp.MustCompile(`https://maps\.google\.com/\?q=(-?[0-9.]+,-?[0-9.]+)`)
	placeLink = regexp.MustCompile(`https://foursquare\.com/v/[0-9a-f]{24}$`)
	angleText = regexp.MustCompile(`^<([^<>\n]{2,60})>`)
)

// interpret finds what the program says in a text: files, deletions, calls.
// own tells that the text begins with the mark of the program's own words. It
// returns the name of a file the export should hold.
func interpret(e *message.Event, own bool) (file string) {
	text := strings.TrimSpace(e.Text)
	plain := strings.ToLower(strings.TrimRight(text, " ."))
	switch {
	case deletedWord[plain]:
		e.Deleted = &message.Deletion{}
		if strings.HasPrefix(plain, "this message was deleted by") {
			e.Extra = append(e.Extra, message.Header{Name: "Deleted by", Value: "administrator"})
		} else {
			e.Deleted.By = e.From
		}
		return ""
	case text == "null" || text == "":
		// View-once pictures and kinds the program could not export.
		e.Extra = append(e.Extra, message.Header{Name: "Content", Value: "not in the export"})
		return ""
	}
	if strings.Contains(text, "https://") && location(e, text) {
		return ""
	}
	if name, rest, ok := attached(text, own); ok {
		e.Kind, e.Text = message.EventFile, rest
		return name
	}
	if what, rest, ok := omitted(text, own); ok {
		e.Kind, e.Text = message.EventFile, rest
		e.Missing = append(e.Missing, what)
		return ""
	}
	if i := strings.LastIndexByte(text, '<'); i >= 0 && strings.HasSuffix(text, ">") && editedWord[strings.ToLower(text[i+1:len(text)-1])] {
		e.Text = strings.TrimSuffix(text[:i], " ")
		e.Extra = append(e.Extra, message.Header{Name: "Edited", Value: "earlier versions are not in the export"})
	}
	for _, w := range callWord {
		if strings.HasPrefix(plain, w) && len(plain) < len(w)+40 && (own || !strings.Contains(plain, "\n")) && callTail(plain[len(w):]) {
			e.Kind = message.EventCall
			return ""
		}
	}
	if line, rest, _ := strings.Cut(text, "\n"); (line == "POLL:" || own && strings.HasSuffix(line, ":")) && strings.Count(rest, "\n") >= 2 && strings.Contains(rest, "OPTION") || line == "POLL:" && rest != "" {
		e.Kind = message.EventPoll
	}
	return ""
}

// location tells a shared position from a text with a link.
func location(e *message.Event, text string) bool {
	if m := mapsLink.FindStringSubmatch(text); m != nil {
		word, _, _ := strings.Cut(strings.ToLower(text), ":")
		for _, w := range locationWord {
			if word == w {
				e.Kind = message.EventLocation
				e.Extra = append(e.Extra, message.Header{Name: "Position", Value: m[1]})
				return true
			}
		}
	}
	if placeLink.MatchString(text) {
		e.Kind = message.EventLocation
		return true
	}
	return false
}

// callTail tells the ends of a line about a call from a person writing of one.
func callTail(s string) bool {
	return s == "" || strings.HasPrefix(s, ",") || strings.HasPrefix(s, " at ") || strings.HasPrefix(s, ". ") || strings.HasPrefix(s, " um ") || strings.HasPrefix(s, " à ")
}

func attached(text string, own bool) (name, rest string, ok bool) {
	if !strings.ContainsAny(text, "<(") {
		return "", "", false
	}
	if m := angleFile.FindStringSubmatchIndex(text); m != nil {
		name = text[m[2]:m[3]]
		return name, strings.TrimSpace(text[:m[0]] + text[m[1]:]), true
	}
	if m := oldFile.FindStringSubmatchIndex(text); m != nil && (own || ownPhoto.MatchString(text)) {
		return text[m[2]:m[3]], strings.TrimSpace(text[m[1]:]), true
	}
	if m := namedFile.FindStringSubmatchIndex(text); m != nil {
		name = text[m[2]:m[3]]
		if attachedWord[strings.ToLower(text[m[4]:m[5]])] || ownName.MatchString(name) {
			return name, strings.TrimSpace(text[m[1]:]), true
		}
	}
	return "", "", false
}

func omitted(text string, own bool) (what, rest string, ok bool) {
	if m := angleText.FindStringSubmatchIndex(text); m != nil && omittedAngle[strings.ToLower(text[m[2]:m[3]])] {
		return text[m[2]:m[3]], strings.TrimSpace(text[m[1]:]), true
	}
	line, rest, _ := strings.Cut(text, "\n")
	// The name of a document stands before the mark: "plan.pdf • 2 pages ‎document omitted".
	if !own || utf8.RuneCountInString(line) > 200 {
		return "", "", false
	}
	fields := strings.Fields(strings.ToLower(line))
	for n := 1; n <= 2 && n < len(fields); n++ {
		if omittedWord[strings.Join(fields[len(fields)-n:], " ")] {
			return line, strings.TrimSpace(rest), true
		}
	}
	return "", "", false
}

// system reads the lines of the program itself, in English; others stay plain
// system events.
func system(e *message.Event) {
	e.Kind = message.EventSystem
	text := strings.ToLower(e.Text)
	has := func(list ...string) bool {
		for _, w := range list {
			if strings.Contains(text, w) {
				return true
			}
		}
		return false
	}
	switch {
	case has("disappearing messages", "message timer"):
		e.Kind = message.EventTimer
	case has("changed the subject", "changed the group name", "created group"):
		e.Kind = message.EventRename
	case has(" added ", " joined ", " was added", " were added"):
		e.Kind = message.EventJoin
	case has(" removed ", " was removed") || strings.HasSuffix(strings.TrimRight(text, "."), " left"):
		e.Kind = message.EventLeave
	case strings.HasPrefix(text, "missed "):
		e.Kind = message.EventCall
	}
}

// strip removes the direction marks and tells whether the text began with one.
func strip(s string) (string, bool) {
	r, _ := utf8.DecodeRuneInString(s)
	own := r == '\u200E' || r == '\u200F'
	return strings.Map(func(r rune) rune {
		if chat.Mark(r) {
			return -1
		}
		return r
	}, s), own
}
