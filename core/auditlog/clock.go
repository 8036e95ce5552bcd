package auditlog

import "time"

// clock reads the times of access logs. It remembers the last day, so that almost every line costs
// a comparison and not a calendar.
type clock struct {
	day  [11]byte // "02/Jan/2006" as logged
	base int64    // Unix milliseconds of that day's midnight in UTC
}

// clfLen is the length of "02/Jan/2006:15:04:05 -0700".
const clfLen = 26

// clf reads "02/Jan/2006:15:04:05 -0700", optionally with a fraction after the seconds.
func (c *clock) clf(b []byte) (ms int64, nanos int32, ok bool) {
	if len(b) < clfLen || b[11] != ':' || b[14] != ':' || b[17] != ':' {
		return 0, 0, false
	}
	if string(c.day[:]) != string(b[:11]) && !c.turn(b[:11]) {
		return 0, 0, false
	}
	h, okH := two(b[12:])
	m, okM := two(b[15:])
	s, okS := two(b[18:])
	if !okH || !okM || !okS || h > 23 || m > 59 || s > 60 {
		return 0, 0, false
	}
	rest := b[20:]
	var frac int64
	if rest[0] == '.' || rest[0] == ',' {
		n := 0
		if frac, n = fraction(rest[1:]); n == 0 {
			return 0, 0, false
		}
		rest = rest[1+n:]
	}
	if len(rest) != 6 || rest[0] != ' ' {
		return 0, 0, false
	}
	off, ok := zone(rest[1:])
	if !ok {
		return 0, 0, false
	}
	ms = c.base + (h*3600+m*60+s-off)*1000 + frac/1e6
	return ms, int32(frac % 1e6), true
}

// turn sets the day; it allocates, once a day.
func (c *clock) turn(day []byte) bool {
	if day[2] != '/' || day[6] != '/' {
		return false
	}
	t, err := time.Parse("02/Jan/2006", string(day))
	if err != nil || t.Year() < firstYear || t.Year() > lastYear {
		return false
	}
	copy(c.day[:], day)
	c.base = t.UnixMilli()
	return true
}

// iso reads RFC 3339 and its looser relatives of ISO 8601: "2006-01-02T15:04:05[.fraction]" with
// "T" or a space, and a zone as "Z", "+07:00" or "+0700". A time without a zone is no instant.
func iso(b []byte) (ms int64, nanos int32, ok bool) {
	if len(b) < len("2006-01-02T15:04:05Z") || b[4] != '-' || b[7] != '-' || b[13] != ':' || b[16] != ':' ||
		(b[10] != 'T' && b[10] != 't' && b[10] != ' ') {
		return 0, 0, false
	}
	hi, okHi := two(b[0:])
	lo, okLo := two(b[2:])
	mon, okMon := two(b[5:])
	day, okDay := two(b[8:])
	h, okH := two(b[11:])
	m, okM := two(b[14:])
	s, okS := two(b[17:])
	if !okHi || !okLo || !okMon || !okDay || !okH || !okM || !okS || h > 23 || m > 59 || s > 60 {
		return 0, 0, false
	}
	year := hi*100 + lo
	days, ok := daysOf(year, mon, day)
	if !ok || year < firstYear || year > lastYear {
		return 0, 0, false
	}
	rest := b[19:]
	var frac int64
	if rest[0] == '.' || rest[0] == ',' {
		n := 0
		if frac, n = fraction(rest[1:]); n == 0 {
			return 0, 0, false
		}
		rest = rest[1+n:]
	}
	off, ok := isoZone(rest)
	if !ok {
		return 0, 0, false
	}
	ms = (days*86400+h*3600+m*60+s-off)*1000 + frac/1e6
	return ms, int32(frac % 1e6), true
}

// isoZone reads "Z", "+07:00" or "+0700" as seconds east of UTC.
func isoZone(b []byte) (int64, bool) {
	switch {
	case len(b) == 1 && (b[0] == 'Z' || b[0] == 'z'):
		return 0, true
	case len(b) == 6 && b[3] == ':':
		return zone([]byte{b[0], b[1], b[2], b[4], b[5]})
	case len(b) == 5:
		return zone(b)
	}
	return 0, false
}

// zone reads "+0700" as seconds east of UTC.
func zone(b []byte) (int64, bool) {
	h, okH := two(b[1:])
	m, okM := two(b[3:])
	if !okH || !okM || h > 15 || m > 59 {
		return 0, false
	}
	switch b[0] {
	case '+':
		return h*3600 + m*60, true
	case '-':
		return -(h*3600 + m*60), true
	}
	return 0, false
}

// epoch reads a count since 1970 with an optional fraction. Its magnitude tells seconds,
// milliseconds, microseconds and nanoseconds apart: each reaches from 1973 to 5138.
func epoch(b []byte) (ms int64, nanos int32, ok bool) {
	var n int64
	i := 0
	for ; i < len(b) && b[i] >= '0' && b[i] <= '9'; i++ {
		if i >= 19 {
			return 0, 0, false
		}
		n = n*10 + int64(b[i]-'0')
	}
	if i == 0 || n < 0 {
		return 0, 0, false
	}
	var frac int64 // of the unit, in billionths
	if i < len(b) {
		if b[i] != '.' {
			return 0, 0, false
		}
		digits := 0
		if frac, digits = fraction(b[i+1:]); digits == 0 || i+1+digits != len(b) {
			return 0, 0, false
		}
	}
	switch {
	case n < 1e8: // before 1973 as seconds: not an access log's
		return 0, 0, false
	case n < 1e11:
		return n*1000 + frac/1e6, int32(frac % 1e6), true
	case n < 1e14:
		return n, int32(frac / 1e3), true
	case n < 1e17:
		return n / 1000, int32(n%1000*1000 + frac/1e6), true
	}
	return n / 1e6, int32(n % 1e6), true
}

// fraction reads digits after a decimal point as billionths and how many there were; digits beyond
// the ninth count nothing.
func fraction(b []byte) (billionths int64, digits int) {
	scale := int64(1e8)
	for digits < len(b) && b[digits] >= '0' && b[digits] <= '9' {
		billionths += int64(b[digits]-'0') * scale
		scale /= 10
		digits++
	}
	return billionths, digits
}

// two reads two decimal digits.
func two(b []byte) (int64, bool) {
	x, y := b[0]-'0', b[1]-'0'
	return int64(x)*10 + int64(y), x <= 9 && y <= 9
}

// daysOf returns the days from 1970-01-01 to a date of the Gregorian calendar after year 0.
func daysOf(year, month, day int64) (int64, bool) {
	if month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return 0, false
	}
	// Years begin in March here, so that the leap day is the last of its year.
	y, m := year, month-3
	if m < 0 {
		y, m = y-1, m+12
	}
	era, yoe := y/400, y%400
	doy := (153*m+2)/5 + day - 1
	return era*146097 + yoe*365 + yoe/4 - yoe/100 + doy - 719468, true
}

// daysIn returns the number of days of a month.
func daysIn(year, month int64) int64 {
	switch {
	case month == 2 && year%4 == 0 && (year%100 != 0 || year%400 == 0):
		return 29
	case month == 2:
		return 28
	case month == 4 || month == 6 || month == 9 || month == 11:
		return 30
	}
	return 31
}
