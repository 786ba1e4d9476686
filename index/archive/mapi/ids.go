package mapi

// Properties of messages (MS-OXPROPS section 2).
const (
	Importance           ID = 0x0017
	MessageClass         ID = 0x001A
	ReportTime           ID = 0x0032
	Sensitivity          ID = 0x0036
	Subject              ID = 0x0037
	ClientSubmitTime     ID = 0x0039
	SentRepresentingName ID = 0x0042
	ReceivedByName       ID = 0x0040
	OriginalSubject      ID = 0x0049
	ReplyNames           ID = 0x0050
	StartDate            ID = 0x0060
	EndDate              ID = 0x0061
	SentRepresentingType ID = 0x0064
	SentRepresentingAddr ID = 0x0065
	ConversationTopic    ID = 0x0070
	ConversationIndex    ID = 0x0071
	ReceivedByType       ID = 0x0075
	ReceivedByAddr       ID = 0x0076
	TransportHeaders     ID = 0x007D
	RecipientType        ID = 0x0C15
	SenderName           ID = 0x0C1A
	SenderType           ID = 0x0C1E
	SenderAddr           ID = 0x0C1F
	DisplayBcc           ID = 0x0E02
	DisplayCc            ID = 0x0E03
	DisplayTo            ID = 0x0E04
	DeliveryTime         ID = 0x0E06
	MessageFlags         ID = 0x0E07
	MessageSize          ID = 0x0E08
	Body                 ID = 0x1000
	ReportText           ID = 0x1001
	RTFCompressed        ID = 0x1009
	HTML                 ID = 0x1013
	NativeBody           ID = 0x1016
	InternetMessageID    ID = 0x1035
	References           ID = 0x1039
	InReplyTo            ID = 0x1042
	IconIndex            ID = 0x1080
	LastVerb             ID = 0x1081
	LastVerbTime         ID = 0x1082
	FlagStatus           ID = 0x1090
	CreationTime         ID = 0x3007
	ModificationTime     ID = 0x3008
	SearchKey            ID = 0x300B
	InternetCodepage     ID = 0x3FDE
	MessageLocale        ID = 0x3FF1
	MessageCodepage      ID = 0x3FFD
	SenderSMTP           ID = 0x5D01
	SentRepresentingSMTP ID = 0x5D02
)

// Properties of recipients.
const (
	DisplayName ID = 0x3001
	AddressType ID = 0x3002
	Address     ID = 0x3003
	SMTPAddress ID = 0x39FE
)

// Properties of attachments.
const (
	AttachSize      ID = 0x0E20
	AttachData      ID = 0x3701
	AttachExtension ID = 0x3703
	AttachShortName ID = 0x3704
	AttachMethod    ID = 0x3705
	AttachLongName  ID = 0x3707
	AttachPath      ID = 0x3708
	AttachLongPath  ID = 0x370D
	AttachMimeTag   ID = 0x370E
	AttachContentID ID = 0x3712
	AttachLocation  ID = 0x3713
	AttachFlags     ID = 0x3714
	AttachHidden    ID = 0x7FFE
)

// Properties of contacts.
const (
	BusinessPhone  ID = 0x3A08
	HomePhone      ID = 0x3A09
	MobilePhone    ID = 0x3A1C
	BusinessFax    ID = 0x3A24
	PostalAddress  ID = 0x3A15
	Company        ID = 0x3A16
	Title          ID = 0x3A17
	Department     ID = 0x3A18
	Birthday       ID = 0x3A42
	BusinessWebURL ID = 0x3A51
)

// Recipient types (PidTagRecipientType), to be masked with RecipientMask.
const (
	RecipientMask = 0x0F
	Originator    = 0
	To            = 1
	Cc            = 2
	Bcc           = 3
)

// Bits of PidTagMessageFlags.
const (
	FlagRead   = 0x01
	FlagUnsent = 0x08
)
