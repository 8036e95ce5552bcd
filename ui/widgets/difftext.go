package widgets

import "strings"

// DiffLine is one line of two texts side by side. An old line without a new one was taken away, a
// new one without an old one was added; both, and not the same, were changed.
type DiffLine struct {
	Old, New       string
	HasOld, HasNew bool
}

// Same reports whether nothing changed in the line.
func (l DiffLine) Same() bool { return l.HasOld && l.HasNew && l.Old == l.New }

// maxDiffCells bounds the table that finds what two texts share: 2,000 lines against 2,000. What is
// larger is compared line by line.
const maxDiffCells = 4_000_000

// DiffText lines up two texts: equal lines stand beside each other, and what lies between is paired
// as far as it goes.
func DiffText(old, new string) []DiffLine {
	a, b := textLines(old), textLines(new)
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	var out []DiffLine
	for _, l := range a[:head] {
		out = append(out, DiffLine{l, l, true, true})
	}
	out = append(out, diffMiddle(a[head:len(a)-tail], b[head:len(b)-tail])...)
	for _, l := range a[len(a)-tail:] {
		out = append(out, DiffLine{l, l, true, true})
	}
	return out
}

func textLines(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(s, "\n"), "\n")
}

// diffMiddle lines up what is between the shared ends, by the longest common subsequence.
func diffMiddle(a, b []string) []DiffLine {
	if len(a)*len(b) > maxDiffCells {
		return pairLines(nil, a, b)
	}
	width := len(b) + 1
	table := make([]int32, (len(a)+1)*width)
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				table[i*width+j] = table[(i+1)*width+j+1] + 1
			} else {
				table[i*width+j] = max(table[(i+1)*width+j], table[i*width+j+1])
			}
		}
	}
	var out []DiffLine
	i, j, fromA, fromB := 0, 0, 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			out = append(pairLines(out, a[fromA:i], b[fromB:j]), DiffLine{a[i], b[j], true, true})
			i, j = i+1, j+1
			fromA, fromB = i, j
		case table[(i+1)*width+j] >= table[i*width+j+1]:
			i++
		default:
			j++
		}
	}
	return pairLines(out, a[fromA:], b[fromB:])
}

// pairLines puts lines that differ beside each other.
func pairLines(out []DiffLine, a, b []string) []DiffLine {
	for i := range max(len(a), len(b)) {
		l := DiffLine{}
		if i < len(a) {
			l.Old, l.HasOld = a[i], true
		}
		if i < len(b) {
			l.New, l.HasNew = b[i], true
		}
		out = append(out, l)
	}
	return out
}
