// Package tone says how a state feels, without saying how it is drawn.
//
// View-models give every badge a [Mark]: a tone, an icon and a word. The theme turns the tone into
// two colours, light and dark. The word is never left out, because colour alone is not a message.
package tone

// Tone is the meaning of a state.
type Tone uint8

// The tones, from "nothing to say" to "act now".
const (
	Neutral Tone = iota
	Accent       // chosen, ours
	Ok
	Info
	Warn
	Danger
	Critical // filled red; the worst finding only
)

// Mark is a state as people read it: icon and word on a tint. The zero Mark draws nothing.
type Mark struct {
	Tone Tone
	Icon string // a name from assets/icons
	Word string
}

// IsZero reports whether there is nothing to draw.
func (m Mark) IsZero() bool { return m.Word == "" }
