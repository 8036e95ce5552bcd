// Package otptest reads the QR codes that core/otp makes and the desktop draws, so that tests can hold
// what a camera would see against what was meant. It knows what such codes are made of: bytes, error
// correction M, versions 1 to 12 (ISO/IEC 18004). It corrects no errors: a code on a screen has none.
package otptest

import (
	"fmt"
	"image"
)

// blocks are how many blocks of how many bytes of data a version has at level M (table 9); the second
// kind may be missing.
var blocks = [...][2][2]int{
	1: {{1, 16}}, 2: {{1, 28}}, 3: {{1, 44}}, 4: {{2, 32}}, 5: {{2, 43}}, 6: {{4, 27}}, 7: {{4, 31}},
	8: {{2, 38}, {2, 39}}, 9: {{3, 36}, {2, 37}}, 10: {{4, 43}, {1, 44}}, 11: {{1, 50}, {4, 51}}, 12: {{6, 36}, {2, 37}},
}

// centres are where alignment patterns are centred, in both directions (annex E).
var centres = [...][]int{
	1: nil, 2: {6, 18}, 3: {6, 22}, 4: {6, 26}, 5: {6, 30}, 6: {6, 34}, 7: {6, 22, 38}, 8: {6, 24, 42}, 9: {6, 26, 46}, 10: {6, 28, 50}, 11: {6, 30, 54}, 12: {6, 32, 58},
}

// masks are the patterns that data is mixed with, by their numbers (table 10); i is the row.
var masks = [8]func(i, j int) bool{
	func(i, j int) bool { return (i+j)%2 == 0 }, func(i, _ int) bool { return i%2 == 0 }, func(_, j int) bool { return j%3 == 0 }, func(i, j int) bool { return (i+j)%3 == 0 },
	func(i, j int) bool { return (i/2+j/3)%2 == 0 }, func(i, j int) bool { return i*j%2+i*j%3 == 0 }, func(i, j int) bool { return (i*j%2+i*j%3)%2 == 0 }, func(i, j int) bool { return ((i+j)%2+i*j%3)%2 == 0 },
}

// Read returns the text of a code whose rows are given; true is dark.
func Read(rows [][]bool) (string, error) {
	n := len(rows)
	version := (n - 17) / 4
	if version < 1 || version >= len(blocks) || n != 17+4*version {
		return "", fmt.Errorf("%d modules are no code of the versions 1 to %d", n, len(blocks)-1)
	}
	format := 0
	for i := range 15 { // beside the finder at the top left
		format <<= 1
		if at := formatAt(i); rows[at.Y][at.X] {
			format |= 1
		}
	}
	format ^= 0x5412
	if level := format >> 13; level != 0 {
		return "", fmt.Errorf("the level of error correction is %02b, not M", level)
	}
	return text(inOrder(bits(rows, version, masks[format>>10&7]), version), version)
}

// formatAt is the place of bit 14-i of the format.
func formatAt(i int) image.Point {
	switch {
	case i < 6:
		return image.Pt(i, 8)
	case i == 6:
		return image.Pt(7, 8)
	case i == 7:
		return image.Pt(8, 8)
	case i == 8:
		return image.Pt(8, 7)
	}
	return image.Pt(8, 14-i)
}

// isFunction reports whether a module belongs to the patterns and not to the data.
func isFunction(x, y, version int) bool {
	n := 17 + 4*version
	switch {
	case x == 6 || y == 6, x < 9 && y < 9, x >= n-8 && y < 9, x < 9 && y >= n-8:
		return true
	case version >= 7 && (x >= n-11 && y < 6 || x < 6 && y >= n-11):
		return true
	}
	for _, cy := range centres[version] {
		for _, cx := range centres[version] {
			corner := cx == 6 && cy == 6 || cx == 6 && cy == n-7 || cx == n-7 && cy == 6
			if !corner && max(x-cx, cx-x) <= 2 && max(y-cy, cy-y) <= 2 {
				return true
			}
		}
	}
	return false
}

// bits reads the data in its zigzag from the right, without its mask, as bytes.
func bits(rows [][]bool, version int, mask func(i, j int) bool) []byte {
	n := len(rows)
	var out []byte
	count, up := 0, true
	for right := n - 1; right > 0; right -= 2 {
		if right == 6 {
			right--
		}
		for k := range n {
			y := k
			if up {
				y = n - 1 - k
			}
			for _, x := range [2]int{right, right - 1} {
				if isFunction(x, y, version) {
					continue
				}
				if count%8 == 0 {
					out = append(out, 0)
				}
				if rows[y][x] != mask(y, x) {
					out[count/8] |= 0x80 >> (count % 8)
				}
				count++
			}
		}
		up = !up
	}
	return out
}

// inOrder puts the bytes of the blocks one after the other.
func inOrder(mixed []byte, version int) []byte {
	var sizes []int
	for _, b := range blocks[version] {
		for range b[0] {
			sizes = append(sizes, b[1])
		}
	}
	parts, at := make([][]byte, len(sizes)), 0
	for k := range sizes[len(sizes)-1] {
		for i, size := range sizes {
			if k < size && at < len(mixed) {
				parts[i] = append(parts[i], mixed[at])
				at++
			}
		}
	}
	var out []byte
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

// text reads the one segment of bytes.
func text(data []byte, version int) (string, error) {
	nibble := func(i int) int { return int(data[i/2]>>(4*(1-i%2))) & 15 }
	if len(data) < 3 || nibble(0) != 4 {
		return "", fmt.Errorf("the text is not written as bytes")
	}
	length, at := nibble(1)<<4|nibble(2), 3
	if version >= 10 {
		length, at = length<<8|nibble(3)<<4|nibble(4), 5
	}
	if at+2*length > 2*len(data) {
		return "", fmt.Errorf("%d bytes do not fit", length)
	}
	out := make([]byte, length)
	for i := range out {
		out[i] = byte(nibble(at+2*i)<<4 | nibble(at+2*i+1))
	}
	return string(out), nil
}

// Find finds the rows of a code in a part of a picture where nothing else is black. Every module must
// be as many whole pixels as any other, and black or white.
func Find(img image.Image, within image.Rectangle) ([][]bool, error) {
	dark := func(x, y int) bool { r, g, b, a := img.At(x, y).RGBA(); return r|g|b == 0 && a == 0xffff }
	var box image.Rectangle
	for y := within.Min.Y; y < within.Max.Y; y++ {
		for x := within.Min.X; x < within.Max.X; x++ {
			if dark(x, y) {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	px := 0
	for x := box.Min.X; x < box.Max.X && dark(x, box.Min.Y); x++ { // the finder's edge is seven modules
		px++
	}
	if px == 0 || px%7 != 0 || box.Dx() != box.Dy() || box.Dx()%(px/7) != 0 {
		return nil, fmt.Errorf("what is black in %v measures %v, its first line %d: no code", within, box, px)
	}
	px /= 7
	rows := make([][]bool, box.Dy()/px)
	for y := range rows {
		rows[y] = make([]bool, len(rows))
		for x := range rows[y] {
			rows[y][x] = dark(box.Min.X+x*px, box.Min.Y+y*px)
			for i := range px * px {
				if dark(box.Min.X+x*px+i%px, box.Min.Y+y*px+i/px) != rows[y][x] {
					return nil, fmt.Errorf("the module %d,%d is not of one colour", x, y)
				}
			}
		}
	}
	return rows, nil
}
