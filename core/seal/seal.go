package seal

import (
	"crypto/rand"
	"errors"

	"golang.org/x/crypto/chacha20poly1305"
)

// Suite is the cipher that [Seal] uses: 1 = XChaCha20-Poly1305. Number 2 is reserved for
// AES-256-GCM. Where a layout names the suite, this is the byte.
const Suite = 1

// Overhead is by how much [Seal] makes its input longer: suite, nonce and tag.
const Overhead = 1 + chacha20poly1305.NonceSizeX + chacha20poly1305.Overhead

// ErrOpen says that sealed bytes do not open: the key is another, the place is another, or a byte
// was changed. It deliberately does not say which.
var ErrOpen = errors.New("seal: the sealed bytes do not open here")

// errSecretText stands for every way in which a secret's text is not what Encode writes; the
// decoder's own error could quote it.
var errSecretText = errors.New("seal: a secret is not text in base64")

// Seal returns suite ‖ nonce ‖ ciphertext of plain under k, bound to the place. Nonces are random:
// at 192 bits a key may seal more than any vault ever will.
func Seal(k Key, p Place, plain []byte) []byte {
	out := make([]byte, 1, Overhead+len(plain))
	out[0] = Suite
	return appendBox(out, k, p, plain)
}

// Open returns what [Seal] sealed under the same key in the same place, else [ErrOpen].
func Open(k Key, p Place, sealed []byte) ([]byte, error) {
	if len(sealed) < 1 || sealed[0] != Suite {
		return nil, ErrOpen
	}
	return OpenBox(k, p, sealed[1:])
}

// SealBox is [Seal] without the suite byte, for the one layout whose place names the suite itself:
// an administrator's box.
func SealBox(k Key, p Place, plain []byte) []byte {
	return appendBox(make([]byte, 0, Overhead-1+len(plain)), k, p, plain)
}

// OpenBox opens what [SealBox] sealed.
func OpenBox(k Key, p Place, box []byte) ([]byte, error) {
	if len(box) < chacha20poly1305.NonceSizeX+chacha20poly1305.Overhead {
		return nil, ErrOpen
	}
	aead, err := chacha20poly1305.NewX(k.b[:])
	if err != nil {
		return nil, ErrOpen
	}
	nonce, ct := box[:chacha20poly1305.NonceSizeX], box[chacha20poly1305.NonceSizeX:]
	plain, err := aead.Open(make([]byte, 0, len(ct)), nonce, ct, p.b)
	if err != nil {
		return nil, ErrOpen
	}
	return plain, nil
}

// appendBox adds a fresh nonce and the ciphertext to out.
func appendBox(out []byte, k Key, p Place, plain []byte) []byte {
	aead, err := chacha20poly1305.NewX(k.b[:])
	if err != nil {
		panic("seal: " + err.Error()) // the size of a Key is right by its type
	}
	var nonce [chacha20poly1305.NonceSizeX]byte
	rand.Read(nonce[:])
	out = append(out, nonce[:]...)
	return aead.Seal(out, nonce[:], plain, p.b)
}
