package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"gatehouse/core/roster"
	"gatehouse/core/seal"
)

// Checkpoint is a signed tree head: a C2SP tlog-checkpoint note.
type Checkpoint struct {
	Vault roster.VaultID
	Size  uint64
	Root  [32]byte
}

// originPrefix starts the origin line and the name of every key.
const originPrefix = "gatehouse/"

// noteTypes: 1 is Ed25519 over the plain text; 0xff says that a longer identifier follows.
const (
	noteEd25519 = 1
	noteOther   = 0xff
)

// errCheckpoint stands for every malformed checkpoint.
var errCheckpoint = errors.New("journal: not a checkpoint")

// Text returns the three lines that are signed.
func (c Checkpoint) Text() string {
	return originPrefix + c.Vault.String() + "\n" + strconv.FormatUint(c.Size, 10) + "\n" +
		base64.StdEncoding.EncodeToString(c.Root[:]) + "\n"
}

// ParseCheckpoint reads the text of a note without looking at its signatures.
func ParseCheckpoint(msg []byte) (Checkpoint, error) {
	if len(msg) > maxCheckpoint {
		return Checkpoint{}, errCheckpoint
	}
	text, _, ok := bytes.Cut(msg, []byte("\n\n"))
	lines := strings.Split(string(text), "\n")
	if !ok || len(lines) != 3 {
		return Checkpoint{}, errCheckpoint
	}
	vault, err1 := roster.ParseVaultID(strings.TrimPrefix(lines[0], originPrefix))
	size, err2 := strconv.ParseUint(lines[1], 10, 62)
	root, err3 := base64.StdEncoding.DecodeString(lines[2])
	if err1 != nil || err2 != nil || err3 != nil || len(root) != 32 {
		return Checkpoint{}, errCheckpoint
	}
	c := Checkpoint{vault, size, [32]byte(root)}
	if c.Text() != string(text)+"\n" {
		return Checkpoint{}, errCheckpoint
	}
	return c, nil
}

// sign returns the note with the log key's line and the actor's.
func (c Checkpoint) sign(log seal.SigningKey, admin string, key seal.SigningKey) ([]byte, error) {
	labelled := func(msg []byte) []byte { return key.Sign(seal.SigNote, c.Vault[:], msg) }
	return note.Sign(&note.Note{Text: c.Text()},
		noteSigner{logLine(c.Vault, log.Public()), log.SignPlain},
		noteSigner{actorLine(c.Vault, admin, key.Public()), labelled},
	)
}

// OpenCheckpoint verifies a note: its text, the log key's line and the line of the administrator
// who made it, by his id. Lines by others (witnesses) are allowed and not looked at.
func OpenCheckpoint(msg []byte, vault roster.VaultID, logKey []byte, admin string, adminKey []byte) (Checkpoint, error) {
	c, err := ParseCheckpoint(msg)
	if err != nil {
		return Checkpoint{}, err
	}
	if c.Vault != vault {
		return Checkpoint{}, errors.New("journal: the checkpoint is of another vault")
	}
	log := noteVerifier{logLine(vault, logKey), func(text, sig []byte) bool {
		return seal.VerifiedPlain(logKey, text, sig)
	}}
	actor := noteVerifier{actorLine(vault, admin, adminKey), func(text, sig []byte) bool {
		return seal.Verified(adminKey, seal.SigNote, vault[:], text, sig)
	}}
	n, err := note.Open(msg, note.VerifierList(log, actor))
	if err != nil {
		return Checkpoint{}, errors.New("journal: the checkpoint's signatures do not verify")
	}
	if len(n.Sigs) != 2 {
		return Checkpoint{}, fmt.Errorf("journal: the checkpoint has %d of the 2 signatures that it needs", len(n.Sigs))
	}
	return c, nil
}

// lineKey is the key of one signature line.
type lineKey struct {
	name string
	hash uint32
}

// Name returns the key's name.
func (k lineKey) Name() string { return k.name }

// KeyHash returns the first four bytes of a digest over name, type and key (C2SP signed-note).
func (k lineKey) KeyHash() uint32 { return k.hash }

// logLine is the log key's line: plain Ed25519.
func logLine(vault roster.VaultID, pub []byte) lineKey {
	return newLine(originPrefix+vault.String(), append([]byte{noteEd25519}, pub...))
}

// actorLine is an administrator's line: Ed25519 over labelled bytes, so its type says that it is
// something else.
func actorLine(vault roster.VaultID, admin string, pub []byte) lineKey {
	key := append([]byte{noteOther}, "gatehouse/v1/sig/"+seal.SigNote...)
	return newLine(originPrefix+vault.String()+"/"+admin, append(key, pub...))
}

func newLine(name string, key []byte) lineKey {
	sum := sha256.Sum256(append([]byte(name+"\n"), key...))
	return lineKey{name, binary.BigEndian.Uint32(sum[:])}
}

// noteSigner makes a line.
type noteSigner struct {
	lineKey
	sign func([]byte) []byte
}

// Sign signs the text.
func (s noteSigner) Sign(msg []byte) ([]byte, error) { return s.sign(msg), nil }

// noteVerifier checks a line.
type noteVerifier struct {
	lineKey
	verify func(text, sig []byte) bool
}

// Verify checks a signature of the text.
func (v noteVerifier) Verify(text, sig []byte) bool { return v.verify(text, sig) }

var (
	_ note.Signer   = noteSigner{}
	_ note.Verifier = noteVerifier{}
)
