package archive

import (
	"encoding/json"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"time"
)

// wickrEntry is one object of an export, both generations.
type wickrEntry struct {
	MessageID string          `json:"message_id"`
	ID        string          `json:"id"`
	TS        json.RawMessage `json:"msg_ts"`
	TimeISO   string          `json:"time_iso"`
	Type      int             `json:"msgtype"`
	Sender    string          `json:"sender"`
	Kind      string          `json:"sender_type"`
	Receiver  string          `json:"receiver"`
	Group     string          `json:"vgroupid"`
	Message   string          `json:"message"`
	TTL       json.RawMessage `json:"ttl"`
	BOR       json.RawMessage `json:"bor"`
	Links     []wickrLink     `json:"links"`
	File      *wickrFile      `json:"file"`
	Edit      *wickrEdit      `json:"edit"`
	Call      *wickrCall      `json:"call"`
	Location  *wickrPlace     `json:"location"`
	Control   *wickrControl   `json:"control"`
	Verify    json.RawMessage `json:"keyverify"`
}

type wickrLink struct {
	URL string `json:"url"`
}

type wickrFile struct {
	Name       string  `json:"filename"`
	GUID       string  `json:"guid"`
	Local      string  `json:"localfilename"`
	Uploader   string  `json:"uploadedbyuser"`
	Uploaded   string  `json:"uploadedtimestamp"`
	Screenshot bool    `json:"isscreenshot"`
	Voice      bool    `json:"isvoicememo"`
	Seconds    float64 `json:"voicememoduration"`
}

type wickrEdit struct {
	Kind     string          `json:"type"`
	Original string          `json:"originalmessageid"`
	Text     string          `json:"text"`
	Reaction string          `json:"reaction"`
	Added    bool            `json:"reactAdded"`
	Lat      *float64        `json:"latitude"`
	Lon      *float64        `json:"longitude"`
	Until    json.RawMessage `json:"shareexpiration"`
	UntilMis json.RawMessage `json:"shareexpiriation"` // QUIRK: misspelt by the producer
}

type wickrPlace struct {
	Lat *float64 `json:"latitude"`
	Lon *float64 `json:"longitude"`
}

type wickrCall struct {
	URI      string          `json:"calluri"`
	Meeting  string          `json:"meetingid"`
	People   []string        `json:"participants"`
	Status   json.RawMessage `json:"status"`
	Duration json.RawMessage `json:"duration"`
	Start    string          `json:"startmsgid"`
	Invite   string          `json:"invitemsgid"`
}

type wickrControl struct {
	Type    int             `json:"msgtype"`
	Mask    *int            `json:"changemask"`
	Title   *string         `json:"title"`
	About   *string         `json:"description"`
	Masters []string        `json:"masters"`
	Members []string        `json:"members"`
	Added   []string        `json:"addedusers"`
	Removed []string        `json:"deletedusers"`
	TTL     json.RawMessage `json:"ttl"`
	BOR     json.RawMessage `json:"bor"`
	Recall  bool            `json:"isrecall"`
	MsgID   string          `json:"msgid"`
	Vault   *struct {
		GUID string `json:"guid"`
	} `json:"filevaultinfo"`
}

// Bits of changemask.
const (
	maskMasters = 1
	maskTTL     = 2
	maskTitle   = 4
	maskAbout   = 8
	maskBOR     = 32
	maskVault   = 64
)

// jsonText is a JSON string's or number's text.
func jsonText(v json.RawMessage) string {
	var s string
	if json.Unmarshal(v, &s) == nil {
		return strings.TrimSpace(s)
	}
	return strings.TrimSpace(string(v))
}

// wickrTime reads msg_ts: decimal seconds with up to six decimals, or an
// integer of microseconds. The display field "time" is never asked: it is the
// bot's local time in some exports.
func wickrTime(ts json.RawMessage, iso string) (micro int64, ok bool) {
	s := jsonText(ts)
	whole, frac, _ := strings.Cut(s, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err == nil && n > 0 && onlyDigits(frac) {
		if n > 1e14 {
			return n, true
		}
		if n < 1e11 {
			for len(frac) < 6 {
				frac += "0"
			}
			f, _ := strconv.ParseInt(frac[:6], 10, 64)
			return n*1e6 + f, true
		}
	}
	if t, err := time.Parse("2006-01-02 15:04:05", iso); err == nil {
		return t.UnixMicro(), true
	}
	return 0, false
}

func onlyDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// wickrDate reads the display dates of ttl, bor and uploads, in UTC.
func wickrDate(v json.RawMessage) time.Time {
	s := jsonText(v)
	for _, l := range []string{"1/2/06 3:04 PM", "1/2/2006 3:04 PM", "2006-01-02 15:04:05"} {
		if t, err := time.Parse(l, s); err == nil {
			return t.UTC()
		}
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil && n > 1e9 && n < 1e11 {
		return time.Unix(n, 0).UTC()
	}
	return time.Time{}
}

// wickrSpan spells a number of seconds.
func wickrSpan(v json.RawMessage) (text string, ok bool) {
	n, err := strconv.ParseInt(jsonText(v), 10, 64)
	if err != nil {
		return "", false
	}
	unit := func(n int64, one string) string {
		if n == 1 {
			return "1 " + one
		}
		return fmt.Sprintf("%d %ss", n, one)
	}
	switch {
	case n <= 0:
		return "off", true
	case n%86400 == 0:
		return unit(n/86400, "day"), true
	case n%3600 == 0:
		return unit(n/3600, "hour"), true
	case n%60 == 0:
		return unit(n/60, "minute"), true
	}
	return unit(n, "second"), true
}

// wickrTimers spells what a control object says about expiry.
func (c *wickrControl) timers() string {
	var out []string
	if t, ok := wickrSpan(c.TTL); ok && (c.Mask == nil || *c.Mask&maskTTL != 0) {
		out = append(out, "messages expire after: "+t)
	}
	if t, ok := wickrSpan(c.BOR); ok && (c.Mask == nil || *c.Mask&maskBOR != 0) {
		out = append(out, "burn on read: "+t)
	}
	return strings.Join(out, "; ")
}

// keysOf names the keys of an object of a type that nobody knows, down to the
// second level; values stay in the raw bytes.
func keysOf(raw []byte) string {
	var o map[string]json.RawMessage
	if json.Unmarshal(raw, &o) != nil {
		return ""
	}
	var keys []string
	for k, v := range o {
		keys = append(keys, k)
		var in map[string]json.RawMessage
		if json.Unmarshal(v, &in) == nil {
			for l := range in {
				keys = append(keys, k+"."+l)
			}
		}
	}
	sort.Strings(keys)
	const most = 60
	if len(keys) > most {
		keys = append(keys[:most], fmt.Sprintf("and %d more", len(keys)-most))
	}
	return strings.Join(keys, ", ")
}
