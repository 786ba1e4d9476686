// Package rsmf is the manifest of the Relativity Short Message Format, versions
// 1.0 and 2.0: its shape and its rules. It reads no mail and no zip; messages
// of a check name a place by numbers, never content.
package rsmf

import "encoding/json"

// ManifestName is the manifest's file in rsmf.zip; ZipName the attachment.
const (
	ManifestName = "rsmf_manifest.json"
	ZipName      = "rsmf.zip"
)

// Version is what a writer states.
const Version = "2.0.0"

// Manifest is the root.
type Manifest struct {
	Version       string         `json:"version"`
	Collection    string         `json:"eventcollectionid,omitempty"`
	Participants  []Participant  `json:"participants"`
	Conversations []Conversation `json:"conversations"`
	Events        []Event        `json:"events"`
}

// Participant is a person.
type Participant struct {
	ID      string   `json:"id"`
	Display string   `json:"display,omitempty"`
	Email   string   `json:"email,omitempty"`
	Avatar  string   `json:"avatar,omitempty"`
	Account string   `json:"account_id,omitempty"`
	Custom  []Custom `json:"custom,omitempty"`
}

// Custom is a further fact; neither half may be empty.
type Custom struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Conversation is a chat; Type is "direct" or "channel".
type Conversation struct {
	ID           string   `json:"id"`
	Display      string   `json:"display,omitempty"`
	Platform     string   `json:"platform"`
	Type         string   `json:"type,omitempty"`
	Participants []string `json:"participants"`
	Custodian    string   `json:"custodian,omitempty"`
	Icon         string   `json:"icon,omitempty"`
	Custom       []Custom `json:"custom,omitempty"`
}

// Event is one entry; Type is message, disclaimer, join, leave, history or
// unknown.
type Event struct {
	ID           string       `json:"id,omitempty"`
	Type         string       `json:"type"`
	Parent       string       `json:"parent,omitempty"`
	Body         string       `json:"body,omitempty"`
	Participant  string       `json:"participant,omitempty"`
	Conversation string       `json:"conversation,omitempty"`
	Timestamp    string       `json:"timestamp,omitempty"`
	Deleted      bool         `json:"deleted,omitempty"`
	Importance   string       `json:"importance,omitempty"`
	Reactions    []Reaction   `json:"reactions,omitempty"`
	Attachments  []Attachment `json:"attachments,omitempty"`
	Edits        []Edit       `json:"edits,omitempty"`
	Custom       []Custom     `json:"custom,omitempty"`
	Direction    string       `json:"direction,omitempty"`
	Receipts     []Receipt    `json:"read_receipts,omitempty"`

	Raw json.RawMessage `json:"-"` // as it stands in the manifest, when it was read from one
}

// Reaction is a sign and who set it.
type Reaction struct {
	Value        string   `json:"value"`
	Count        int      `json:"count,omitempty"`
	Participants []string `json:"participants,omitempty"`
}

// Attachment is a file of the zip; ID is its name there.
type Attachment struct {
	ID      string `json:"id"`
	Display string `json:"display,omitempty"`
	Size    int64  `json:"size,omitempty"`
}

// Edit is one change of a body.
type Edit struct {
	Participant string `json:"participant"`
	Timestamp   string `json:"timestamp,omitempty"`
	Previous    string `json:"previous,omitempty"`
	New         string `json:"new,omitempty"`
}

// Receipt tells who read or got an event.
type Receipt struct {
	Participant string `json:"participant"`
	Timestamp   string `json:"timestamp,omitempty"`
	Action      string `json:"action,omitempty"`
}
