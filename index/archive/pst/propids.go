package pst

// PropID is the high word of a property tag (MS-OXPROPS). Ids from 0x8000 are named properties and mean something
// only through File.NamedID and File.Name.
type PropID uint16

// Properties this package itself reads, and those that importers commonly ask for.
const (
	PropMessageClass      PropID = 0x001A
	PropImportance        PropID = 0x0017
	PropPriority          PropID = 0x0026
	PropSensitivity       PropID = 0x0036
	PropSubject           PropID = 0x0037
	PropClientSubmitTime  PropID = 0x0039
	PropSubjectPrefix     PropID = 0x003D
	PropSentReprName      PropID = 0x0042
	PropStartDate         PropID = 0x0060
	PropEndDate           PropID = 0x0061
	PropSentReprType      PropID = 0x0064
	PropSentReprAddress   PropID = 0x0065
	PropConversationTopic PropID = 0x0070
	PropConversationIndex PropID = 0x0071
	PropTransportHeaders  PropID = 0x007D
	PropRecipientType     PropID = 0x0C15 // 1 To, 2 Cc, 3 Bcc; 0 originator
	PropSenderName        PropID = 0x0C1A
	PropSenderType        PropID = 0x0C1E
	PropSenderAddress     PropID = 0x0C1F
	PropDisplayBcc        PropID = 0x0E02
	PropDisplayCc         PropID = 0x0E03
	PropDisplayTo         PropID = 0x0E04
	PropDeliveryTime      PropID = 0x0E06
	PropMessageFlags      PropID = 0x0E07
	PropMessageSize       PropID = 0x0E08
	PropNormalizedSubject PropID = 0x0E1D
	PropAttachSize        PropID = 0x0E20
	PropRecordKey         PropID = 0x0FF9
	PropBody              PropID = 0x1000
	PropRTFCompressed     PropID = 0x1009
	PropHTML              PropID = 0x1013
	PropNativeBody        PropID = 0x1016
	PropInternetMessageID PropID = 0x1035
	PropReferences        PropID = 0x1039
	PropInReplyTo         PropID = 0x1042
	PropFlagStatus        PropID = 0x1090
	PropDisplayName       PropID = 0x3001
	PropAddressType       PropID = 0x3002
	PropEmailAddress      PropID = 0x3003
	PropCreationTime      PropID = 0x3007
	PropModificationTime  PropID = 0x3008
	PropContentCount      PropID = 0x3602
	PropContentUnread     PropID = 0x3603
	PropSubfolders        PropID = 0x360A
	PropContainerClass    PropID = 0x3613
	PropAssociatedCount   PropID = 0x3617
	PropAttachData        PropID = 0x3701 // binary, or object for embedded messages and OLE
	PropAttachExtension   PropID = 0x3703
	PropAttachFilename    PropID = 0x3704 // 8.3
	PropAttachMethod      PropID = 0x3705
	PropAttachLongName    PropID = 0x3707
	PropAttachPathname    PropID = 0x3708
	PropRenderingPosition PropID = 0x370B
	PropAttachLongPath    PropID = 0x370D
	PropAttachMimeTag     PropID = 0x370E
	PropAttachContentID   PropID = 0x3712
	PropAttachFlags       PropID = 0x3714
	PropSMTPAddress       PropID = 0x39FE
	PropInternetCodepage  PropID = 0x3FDE
	PropMessageCodepage   PropID = 0x3FFD
	PropSenderSMTP        PropID = 0x5D01
	PropSentReprSMTP      PropID = 0x5D02
	PropCodePageID        PropID = 0x66C3
	PropRowID             PropID = 0x67F2
	PropPassword          PropID = 0x67FF
	PropAttachHidden      PropID = 0x7FFE
)

// Type is a property type (MS-OXCDATA 2.11.1). Multi-value types have Multi set.
type Type uint16

// Property types.
const (
	TypeInt16    Type = 0x0002
	TypeInt32    Type = 0x0003
	TypeFloat32  Type = 0x0004
	TypeFloat64  Type = 0x0005
	TypeCurrency Type = 0x0006 // int64 in ten-thousandths
	TypeAppTime  Type = 0x0007 // days since 1899-12-30
	TypeError    Type = 0x000A
	TypeBool     Type = 0x000B
	TypeObject   Type = 0x000D
	TypeInt64    Type = 0x0014
	TypeString8  Type = 0x001E // in the item's code page
	TypeString   Type = 0x001F // UTF-16
	TypeTime     Type = 0x0040 // FILETIME
	TypeGUID     Type = 0x0048
	TypeBinary   Type = 0x0102
	Multi        Type = 0x1000
)

// width is the size of a value of fixed length, or 0.
func (t Type) width() int {
	switch t {
	case TypeBool:
		return 1
	case TypeInt16:
		return 2
	case TypeInt32, TypeFloat32, TypeError:
		return 4
	case TypeFloat64, TypeCurrency, TypeAppTime, TypeInt64, TypeTime:
		return 8
	case TypeGUID:
		return 16
	}
	return 0
}

// Kind sorts items by their message class.
type Kind int

// Kinds of items.
const (
	KindOther       Kind = iota
	KindMail             // IPM.Note and anything unnamed
	KindAppointment      // IPM.Appointment
	KindMeeting          // IPM.Schedule.Meeting: requests, answers, cancellations
	KindContact          // IPM.Contact
	KindDistList         // IPM.DistList
	KindTask             // IPM.Task, IPM.TaskRequest
	KindNote             // IPM.StickyNote
	KindJournal          // IPM.Activity
	KindPost             // IPM.Post, IPM.Document
	KindReport           // REPORT.*: delivery, non-delivery, read, not read
)

// String gives the kind in one word.
func (k Kind) String() string {
	return [...]string{"other", "mail", "appointment", "meeting", "contact", "list", "task", "note", "journal", "post",
		"report"}[k]
}
