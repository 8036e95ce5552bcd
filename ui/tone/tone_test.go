package tone_test

import (
	"testing"

	"gatehouse/ui/tone"
)

func TestAMarkWithoutAWordIsNothing(t *testing.T) {
	if !(tone.Mark{Tone: tone.Danger, Icon: "x"}).IsZero() {
		t.Error("a mark without a word would be colour alone")
	}
	if (tone.Mark{Word: "Active"}).IsZero() {
		t.Error("a mark with a word is something")
	}
}
