package vault

import "time"

// Millis is an instant as Unix milliseconds, the form in which records keep time. 0 means "none".
type Millis int64

// MillisOf returns t in milliseconds; the zero time gives 0.
func MillisOf(t time.Time) Millis {
	if t.IsZero() {
		return 0
	}
	return Millis(t.UnixMilli())
}

// Time returns the instant in UTC; 0 gives the zero time.
func (m Millis) Time() time.Time {
	if m == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(m)).UTC()
}

// IsZero reports whether there is no instant.
func (m Millis) IsZero() bool { return m == 0 }

// String returns the instant in RFC 3339, or "-" when there is none.
func (m Millis) String() string {
	if m == 0 {
		return "-"
	}
	return m.Time().Format("2006-01-02T15:04:05Z")
}
