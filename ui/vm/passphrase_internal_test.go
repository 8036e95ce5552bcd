package vm

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"
	"testing/iotest"
)

func TestDrawsBelowAreEven(t *testing.T) {
	// With three words the highest draw belongs to no whole round and is thrown away.
	var draws bytes.Buffer
	for _, x := range []uint32{^uint32(0), 5, 0, 1, 2, 3} {
		binary.Write(&draws, binary.BigEndian, x)
	}
	p, err := passphrase(&draws, []string{"oak", "elm", "fir"})
	if err != nil || p != "fir oak elm fir oak" {
		t.Errorf("got %q, %v", p, err)
	}
	counts := make([]int, 3)
	draws.Reset()
	for i := range uint32(3000) {
		binary.Write(&draws, binary.BigEndian, i*1_431_655)
	}
	for {
		n, err := below(&draws, 3)
		if err != nil {
			break
		}
		counts[n]++
	}
	for i, c := range counts {
		if c < 900 || c > 1100 {
			t.Errorf("%d came up %d times of 3000", i, c)
		}
	}
}

func TestWithoutRandomNumbersNothingIsProposed(t *testing.T) {
	if p, err := passphrase(iotest.ErrReader(errors.New("no entropy")), []string{"oak"}); err == nil {
		t.Errorf("got %q", p)
	}
}
