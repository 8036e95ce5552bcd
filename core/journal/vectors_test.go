package journal_test

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
	"testing/cryptotest"

	"gatehouse/core/journal"
	"gatehouse/core/roster"
	"gatehouse/core/seal"
	"gatehouse/core/seal/vector"
)

func TestVectorsOfEntries(t *testing.T) {
	vector.Run(t, "testdata/vectors/entry", entryVectors, func(t *testing.T, c vector.Case) string {
		e, before, err := journal.ParseLeaf(c.Fields["leaf"])
		if err != nil {
			return "no-entry"
		}
		if !bytes.Equal(e.Leaf(before), c.Fields["leaf"]) {
			return "another spelling"
		}
		key, err := seal.KeyFrom(c.Fields["key"])
		if err != nil {
			t.Fatal(err)
		}
		// The bytes under the signature are the leaf up to the digest of the body.
		signed := c.Fields["leaf"][:8+8+4+len(e.Actor)+8+32+32+32]
		if !seal.Verified(c.Fields["admin_key"], seal.SigEntry, c.Fields["vault"], signed, e.Sig) {
			return "bad-signature"
		}
		if _, err := e.Open(roster.VaultID(c.Fields["vault"]), key); err == seal.ErrOpen {
			return "no-open"
		} else if err != nil {
			return "bad-body"
		}
		return "success"
	})
}

// entryVectors makes one entry and the ways in which one can be wrong.
func entryVectors(t *testing.T) []vector.Case {
	cryptotest.SetGlobalRandom(t, 3)
	b := newBook(t)
	b.fill(t, 2)
	before := journal.Tree{}
	first, _ := before.Append(b.entries[0].Leaf(before.Root()))
	e := b.entries[1]
	vault := b.roster.Vault()
	c := func(name, comment, expect string, leaf []byte) vector.Case {
		return vector.Case{Name: name, Comment: comment, Expect: expect, Fields: map[string][]byte{
			"leaf": leaf, "vault": vault[:], "admin_key": b.author.Key.Public(), "key": b.author.Body.Expose().Expose(),
		}}
	}
	leaf := e.Leaf(first.Root())
	actor := 8 + 8 // where the actor's length stands
	sealedAt := actor + 4 + 26 + 8 + 32 + 32 + 32
	put := func(at int, v uint32) []byte {
		out := bytes.Clone(leaf)
		binary.BigEndian.PutUint32(out[at:], v)
		return out
	}
	// resign signs a changed entry with the owner's key, as only a wrong program would.
	resign := func(change func(*journal.Entry)) []byte {
		f := e
		change(&f)
		f.Sig = make([]byte, 64)
		unsigned := f.Leaf(first.Root())
		f.Sig = b.author.Key.Sign(seal.SigEntry, vault[:], unsigned[:sealedAt])
		return f.Leaf(first.Root())
	}
	otherKey := c("wrong-key", "the journal key of another epoch", "no-open", leaf)
	otherKey.Fields["key"] = bytes.Repeat([]byte{9}, 32)
	place := seal.At(seal.LabelEntry).Raw(vault[:]).U64(1).U64(1).Text(admin)
	return []vector.Case{
		c("success", "the second entry of a vault", "success", leaf),
		otherKey,
		c("seq", "a bit of the number was changed", "bad-signature", vector.Flip(leaf, 7)),
		c("time", "a bit of the time was changed", "bad-signature", vector.Flip(leaf, 15)),
		c("actor", "a letter of the actor was changed", "bad-signature", vector.Flip(leaf, 20)),
		c("epoch", "a bit of the epoch was changed", "bad-signature", vector.Flip(leaf, 53)),
		c("before", "a bit of the root before was changed", "bad-signature", vector.Flip(leaf, 54)),
		c("state", "a bit of the state root was changed", "bad-signature", vector.Flip(leaf, 54+32)),
		c("signature", "a bit of the signature was changed", "bad-signature", vector.Flip(leaf, -1)),
		c("moved", "signed anew under another number, the body as it was", "no-open", resign(func(e *journal.Entry) { e.Seq = 2 })),
		c("body-not-json", "signed anew, the body is no JSON", "bad-body", resign(func(e *journal.Entry) {
			e.Sealed = seal.Seal(b.author.Body, place, []byte("hello"))
		})),
		c("digest", "the digest is not that of the body", "no-entry", vector.Flip(leaf, sealedAt-1)),
		c("body", "a bit of the body was changed", "no-entry", vector.Flip(leaf, sealedAt+4)),
		c("time-negative", "the time lies before 1970", "no-entry", vector.Flip(bytes.Clone(put(8, 0x80000001)), 11)),
		c("actor-long", "the actor has 65 bytes", "no-entry", put(actor, 65)),
		c("actor-huge", "the actor's length is beyond the entry", "no-entry", put(actor, 1<<31)),
		c("sealed-long", "the body's length is one too many", "no-entry", put(sealedAt, uint32(len(e.Sealed)+1))),
		c("sealed-huge", "the body's length is 4 GB", "no-entry", put(sealedAt, 1<<32-1)),
		c("cut", "the last byte is missing", "no-entry", leaf[:len(leaf)-1]),
		c("cut-early", "only the number is there", "no-entry", leaf[:8]),
		c("trailing", "one byte more", "no-entry", append(bytes.Clone(leaf), 0)),
		c("empty", "nothing", "no-entry", nil),
	}
}

func TestVectorsOfCheckpoints(t *testing.T) {
	vector.Run(t, "testdata/vectors/checkpoint", checkpointVectors, func(t *testing.T, c vector.Case) string {
		_, err := journal.OpenCheckpoint(c.Fields["note"], roster.VaultID(c.Fields["vault"]),
			c.Fields["log_key"], string(c.Fields["admin"]), c.Fields["admin_key"])
		if err == nil {
			return "success"
		}
		return strings.TrimPrefix(err.Error(), "journal: ")
	})
}

const (
	notCheckpoint = "not a checkpoint"
	notVerified   = "the checkpoint's signatures do not verify"
)

// checkpointVectors makes one checkpoint and the ways in which one can be wrong.
func checkpointVectors(t *testing.T) []vector.Case {
	cryptotest.SetGlobalRandom(t, 4)
	b := newBook(t).fill(t, 3)
	vault := b.roster.Vault()
	note := string(b.entries[2].Checkpoint)
	c := func(name, comment, expect, note string) vector.Case {
		return vector.Case{Name: name, Comment: comment, Expect: expect, Fields: map[string][]byte{
			"note": []byte(note), "vault": vault[:], "log_key": b.author.Log.Public(),
			"admin": []byte(admin), "admin_key": b.author.Key.Public(),
		}}
	}
	with := func(c vector.Case, field string, v []byte) vector.Case {
		c.Fields[field] = v
		return c
	}
	lines := strings.SplitAfter(note, "\n") // origin, size, root, "", log, actor, ""
	text := strings.Join(lines[:4], "")
	replace := func(old, new string) string { return strings.Replace(note, old, new, 1) }
	const one = "the checkpoint has 1 of the 2 signatures that it needs"
	return []vector.Case{
		c("success", "the checkpoint after the third entry", "success", note),
		c("witness", "a third line by somebody else is allowed", "success", note+"— witness.example/w AAAAAAAA\n"),
		c("order", "the lines in the other order", "success", text+lines[5]+lines[4]),
		with(c("other-vault", "read for another vault", "the checkpoint is of another vault", note), "vault", make([]byte, 20)),
		c("no-actor", "the actor's line is missing", one, text+lines[4]),
		c("no-log", "the log key's line is missing", one, text+lines[5]),
		c("no-lines", "no signatures at all", notVerified, text),
		with(c("wrong-log-key", "another log key", one, note), "log_key", make([]byte, 32)),
		with(c("wrong-admin", "another administrator", one, note), "admin", []byte("zzz")),
		with(c("wrong-admin-key", "another administrator's key", one, note), "admin_key", make([]byte, 32)),
		c("size", "another number of entries", notVerified, replace("\n3\n", "\n4\n")),
		c("size-zero", "a number with a zero in front", notCheckpoint, replace("\n3\n", "\n03\n")),
		c("size-word", "a number that is none", notCheckpoint, replace("\n3\n", "\nx\n")),
		c("size-huge", "more entries than there can be", notCheckpoint, replace("\n3\n", "\n4611686018427387904\n")),
		c("root", "another root", notVerified, replace(lines[2], strings.Repeat("A", 43)+"=\n")),
		c("root-short", "a root of 3 bytes", notCheckpoint, replace(lines[2], "AAAA\n")),
		c("root-base64", "a root that is not base64", notCheckpoint, replace(lines[2], strings.Repeat("?", 44)+"\n")),
		c("root-loose", "a root with bits behind its end", notCheckpoint, replace(lines[2], strings.Repeat("A", 42)+"B=\n")),
		c("origin", "another origin", notCheckpoint, replace("gatehouse/", "godhouse/")),
		c("extension", "a fourth line", notCheckpoint, replace("\n\n", "\nmore\n\n")),
		c("no-blank", "no empty line before the signatures", notCheckpoint, replace("\n\n", "\n")),
		c("log-signature", "the log key's signature was changed", notVerified, replace(lines[4], lines[4][:len(lines[4])-8]+"AAAAAA=\n")),
		c("actor-signature", "the actor's signature was changed", notVerified, replace(lines[5], lines[5][:len(lines[5])-8]+"AAAAAA=\n")),
		c("long", "more than 4 kB", notCheckpoint, note+strings.Repeat("x", 4096)),
		c("empty", "nothing", notCheckpoint, ""),
	}
}

func FuzzParseLeaf(f *testing.F) {
	b := newBook(f).fill(f, 2)
	f.Add(b.entries[0].Leaf([32]byte{}))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, leaf []byte) {
		if e, before, err := journal.ParseLeaf(leaf); err == nil && !bytes.Equal(e.Leaf(before), leaf) {
			t.Fatalf("%x is a second spelling", leaf)
		}
	})
}

func FuzzParseCheckpoint(f *testing.F) {
	b := newBook(f).fill(f, 2)
	f.Add(b.entries[1].Checkpoint)
	f.Add([]byte("gatehouse/a\n1\nx\n\n"))
	f.Fuzz(func(t *testing.T, msg []byte) {
		c, err := journal.ParseCheckpoint(msg)
		if err != nil {
			return
		}
		if !bytes.HasPrefix(msg, []byte(c.Text()+"\n")) {
			t.Fatalf("%q is a second spelling of %q", msg, c.Text())
		}
		if _, err := journal.OpenCheckpoint(msg, b.roster.Vault(), b.roster.LogKey(), admin, b.author.Key.Public()); err == nil {
			if head := b.head(t); c != head && c.Size != 1 {
				t.Fatalf("a checkpoint that nobody signed: %q", msg)
			}
		}
	})
}
