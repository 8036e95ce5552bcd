package auditlog

// Reject is why a line is not an event, fit to be shown beside the line's number. It never holds
// text of the line.
type Reject string

// Error returns the reason.
func (r Reject) Error() string { return string(r) }

// The reasons. They are stored with the rejected lines, so they keep their words.
const (
	RejectTooLong Reject = "the line is longer than this format allows"
	RejectEmpty   Reject = "the line is empty"

	RejectShape   Reject = "not a line of an nginx or Apache access log"
	RejectTime    Reject = "the time is not dd/Mon/yyyy:hh:mm:ss +zone"
	RejectSource  Reject = "the client is neither an address nor a host name"
	RejectRequest Reject = "the quoted request does not end"
	RejectStatus  Reject = "the status is not a number of three digits"
	RejectBytes   Reject = "the size is neither a number nor -"
	RejectQuote   Reject = "a quoted field does not end: the line was cut off"

	RejectJSON       Reject = "not a JSON object"
	RejectTwice      Reject = "a member appears twice"
	RejectJSONTime   Reject = "no member holds a time with its zone"
	RejectJSONFields Reject = "no members that tell the request and the status"
	RejectJSONNumber Reject = "a size or duration is not a number"
)
