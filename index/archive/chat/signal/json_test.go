package signal

import (
	"fmt"
	"strings"
	"testing"
)

const sigtopJSON = `[{"id":"m1","conversationId":"c1","type":"incoming","sent_at":1709543001000,"sourceServiceId":"u-ann","source":"+15550100001","body":"at ten","expireTimer":60,"expirationStartTimestamp":1709543002000,"editHistory":[{"body":"at ten","timestamp":1709543001500},{"body":"at nine","timestamp":1709543001000}],"reactions":[{"emoji":"👍","fromId":"me","timestamp":1709543003000}]},
{"id":"m2","conversationId":"c1","type":"outgoing","sent_at":1709543004000,"attachments":[{"fileName":"plan.pdf","contentType":"application/pdf","path":"ab/abcd"}]},
{"id":"m3","conversationId":"c1","type":"incoming","sent_at":1709543005000,"sourceServiceId":"u-ann","deletedForEveryone":true,"deletedForEveryoneTimestamp":1709543006000},
{"id":"m4","conversationId":"c1","type":"timer-notification","sent_at":1709543007000,"expirationTimerUpdate":{"expireTimer":3600,"source":"u-ann"}},
{"id":"m5","conversationId":"c1","type":"from-the-future","sent_at":1709543008000},
{"id":nonsense}]`

const cliJSON = `{"envelope":{"source":"+15550100001","sourceNumber":"+15550100001","sourceUuid":"u","sourceName":"Ann","sourceDevice":1,"timestamp":1709543001000,"dataMessage":{"timestamp":1709543001000,"message":"at nine","expiresInSeconds":60,"viewOnce":false}}}
{"envelope":{"sourceNumber":"+15550100001","sourceName":"Ann","sourceDevice":1,"timestamp":1709543002000,"editMessage":{"targetSentTimestamp":1709543001000,"dataMessage":{"timestamp":1709543002000,"message":"at ten"}}}}
{"jsonrpc":"2.0","method":"receive","params":{"envelope":{"sourceNumber":"+15550100009","sourceName":"Me","timestamp":1709543003000,"syncMessage":{"sentMessage":{"destination":"+15550100001","timestamp":1709543003000,"message":"fine","quote":{"id":1709543001000,"author":"+15550100001"}}}}}}
{"envelope":{"sourceNumber":"+15550100001","timestamp":1709543004000,"dataMessage":{"timestamp":1709543004000,"reaction":{"emoji":"👍","targetSentTimestamp":1709543003000,"isRemove":false}}}}
{"envelope":{"sourceNumber":"+15550100001","timestamp":1709543005000,"dataMessage":{"timestamp":1709543005000,"remoteDelete":{"timestamp":1709543001000}}}}
{"envelope":{"sourceNumber":"+15550100001","timestamp":1709543006000,"dataMessage":{"timestamp":1709543006000,"remoteDelete":{"timestamp":17}}}}
{"envelope":{"sourceNumber":"+15550100001","timestamp":1709543007000,"dataMessage":{"timestamp":1709543007000,"message":"all","groupInfo":{"groupId":"g=","type":"DELIVER"}}}}
{"envelope":{"sourceNumber":"+15550100001","timestamp":1709543008000,"fromTheFuture":{}}}
`

func TestJSON(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{sigtopJSON, `c1: m1 text u-ann "at ten" was "at nine" react 👍
c1: m2 file owner "" missing plan.pdf
c1: m3 text u-ann "" deleted
c1: m4 timer  "Disappearing messages after 1h0m0s"
c1: m5 system  "from-the-future" chat-kind-unknown
c1:  system  "An entry that cannot be read; its bytes are kept." chat-entry-unreadable
`},
		{cliJSON, `+15550100001: sent 1709543001000 text +15550100001 "at ten" was "at nine" deleted
+15550100001: sent 1709543003000 text +15550100009 "fine" reply react 👍
+15550100001: sent 1709543006000 system +15550100001 "Deletion of an entry that is not held" chat-target-unknown
+15550100001:  system +15550100001 "Entry of a kind that is not known" chat-kind-unknown
g=: sent 1709543007000 text +15550100001 "all"
`},
	} {
		if !SniffJSON([]byte(c.text)) || Sniff([]byte(c.text)) || SniffText([]byte(c.text)) {
			t.Error("recognition")
		}
		var got strings.Builder
		for _, k := range gather(t, []byte(c.text), ParseJSON) {
			for _, e := range k.Events {
				id := e.ID
				if len(id) == 16 && !strings.Contains(id, " ") {
					id = "" // derived
				}
				fmt.Fprintf(&got, "%s: %s %s %s %q", k.ID, id, e.Kind, e.From, e.Text)
				for _, v := range e.Versions {
					fmt.Fprintf(&got, " was %q", v.Text)
				}
				if e.ReplyTo != "" {
					got.WriteString(" reply")
				}
				for _, r := range e.Reacted {
					got.WriteString(" react " + r.Sign)
				}
				if e.Deleted != nil {
					got.WriteString(" deleted")
				}
				for _, m := range e.Missing {
					got.WriteString(" missing " + m)
				}
				for _, p := range e.Problems {
					if len(e.Missing) == 0 {
						got.WriteString(" " + p.Code)
					}
				}
				got.WriteByte('\n')
			}
		}
		if got.String() != c.want {
			t.Errorf("got\n%s", got.String())
		}
	}
}
