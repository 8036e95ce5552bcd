package review

import (
	"gatehouse/core/auditlog"
	"gatehouse/core/review/inject"
)

// Row is one enriched event. Its slices are good as long as its [Chunk].
type Row struct {
	Event auditlog.Event
	At    Position
	Raw   []byte // the line without CR and LF; empty when a stored event is reviewed again

	Inject inject.Class // classes of injection in the request

	Judged    bool   // policy could judge the event: Expected and Reason are set
	Assumed   bool   // no policy had been exported yet: judged by the current one
	Expected  int16  // the status policy gives
	Reason    string // why, in policy's words
	Route     string // the route's template with its base path, "" when none matches
	RouteID   string
	Principal string // id of the principal, from the log or by the key
	Key       string // id of the API key's record
	Revision  string // of the policy that judged

	rules   Bits   // the engine's rules whose event part holds
	public  bool   // the route asks for no credential
	missing []byte // names of the required fields that the event lacks
}

// Chunk holds the rows of one stretch of input and the text they point to. Reset it and use it
// again; nothing in it may be kept.
type Chunk struct {
	Rows   []Row
	arenas [][]byte // rows point into them, so a full one is left and the next begun
	at     int      // the arena being filled
}

// Reset empties the chunk and keeps its memory.
func (c *Chunk) Reset() {
	c.Rows, c.at = c.Rows[:0], 0
	for i := range c.arenas {
		c.arenas[i] = c.arenas[i][:0]
	}
}

// keep copies b into the chunk.
func (c *Chunk) keep(b []byte) []byte {
	for c.at < len(c.arenas) && cap(c.arenas[c.at])-len(c.arenas[c.at]) < len(b) {
		c.at++
	}
	if c.at == len(c.arenas) {
		c.arenas = append(c.arenas, make([]byte, 0, max(arenaSize, len(b))))
	}
	a := append(c.arenas[c.at], b...)
	n := len(c.arenas[c.at])
	c.arenas[c.at] = a
	return a[n:len(a):len(a)]
}

// keepEvent copies the event's text into the chunk, so that the parser may go on.
func (c *Chunk) keepEvent(e *auditlog.Event) {
	for _, f := range [...]*[]byte{
		&e.Source, &e.Forwarded, &e.User, &e.Method, &e.Target, &e.Proto, &e.Host, &e.Referer, &e.UserAgent,
		&e.Scheme, &e.TLS, &e.Cipher, &e.RequestID, &e.Principal, &e.Key, &e.Reason, &e.Revision,
	} {
		if len(*f) > 0 {
			*f = c.keep(*f)
		}
	}
}
