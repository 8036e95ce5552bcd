package roster_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"testing/cryptotest"

	"gatehouse/core/fault"
	"gatehouse/core/roster"
	"gatehouse/core/seal"
	"gatehouse/core/seal/vector"
)

// lines encodes statements for a vector: LP(body) LP(sig), one after the other.
func lines(statements []roster.Statement) []byte {
	p := seal.Bare()
	for _, s := range statements {
		p = p.U64(s.Seq).LP(s.Body).LP(s.Sig)
	}
	return p.Bytes()
}

// unline reads what lines wrote.
func unline(t *testing.T, b []byte) []roster.Statement {
	t.Helper()
	take := func(n int) []byte {
		if len(b) < n {
			t.Fatal("a vector is cut off")
		}
		out := b[:n]
		b = b[n:]
		return out
	}
	number := func(n int) (v uint64) {
		for _, c := range take(n) {
			v = v<<8 | uint64(c)
		}
		return v
	}
	var out []roster.Statement
	for len(b) > 0 {
		s := roster.Statement{Seq: number(8)}
		s.Body = take(int(number(4)))
		s.Sig = take(int(number(4)))
		out = append(out, s)
	}
	return out
}

func TestVectorsOfStatements(t *testing.T) {
	vector.Run(t, "testdata/vectors", statementVectors, func(t *testing.T, c vector.Case) string {
		r, err := roster.Replay(unline(t, c.Fields["chain"]))
		if err == nil {
			if v := r.Vault(); !bytes.Equal(v[:], c.Fields["vault"]) {
				return "another vault"
			}
			return "success"
		}
		if fault.KindOf(err) != fault.Damaged {
			t.Errorf("not Damaged: %v", err)
		}
		return err.Error()
	})
}

// forger makes statements that are wrong in one way.
type forger struct {
	t     *testing.T
	g, e  roster.Statement // right ones
	id    roster.VaultID
	owner seal.SigningKey
}

const (
	at0     = "roster statement 0 does not hold: "
	at1     = "roster statement 1 does not hold: "
	notJSON = "seal: not canonical JSON"
)

// c makes a vector of a chain.
func (f forger) c(name, comment, expect string, statements ...roster.Statement) vector.Case {
	return vector.Case{Name: name, Comment: comment, Expect: expect, Fields: map[string][]byte{"chain": lines(statements), "vault": f.id[:]}}
}

// sign signs a statement as the owner, for a vault.
func (f forger) sign(s roster.Statement, vault []byte) roster.Statement {
	who, err := seal.IDBytes(admin)
	if err != nil {
		f.t.Fatal(err)
	}
	s.Sig = append(who[:], f.owner.Sign(seal.SigRoster, vault, s.Body)...)
	return s
}

// edit changes a text in a body and signs it anew.
func (f forger) edit(s roster.Statement, old, new string) roster.Statement {
	if !bytes.Contains(s.Body, []byte(old)) {
		f.t.Fatalf("%q is not in %s", old, s.Body)
	}
	s.Body = bytes.Replace(s.Body, []byte(old), []byte(new), 1)
	vault := f.id
	if s.Seq == 0 {
		sum := s.Sum()
		copy(vault[:], sum[:])
	}
	return f.sign(s, vault[:])
}

// member returns a member of a body with its value.
func (f forger) member(s roster.Statement, name string) string {
	var m map[string]json.RawMessage
	if err := json.Unmarshal(s.Body, &m); err != nil {
		f.t.Fatal(err)
	}
	return `"` + name + `":` + string(m[name])
}

// withSig and withSeq replace the columns beside the body.
func withSig(s roster.Statement, sig []byte) roster.Statement { s.Sig = sig; return s }
func withSeq(s roster.Statement, n uint64) roster.Statement   { s.Seq = n; return s }

// statementVectors makes a chain and the ways in which one can be wrong.
func statementVectors(t *testing.T) []vector.Case {
	cryptotest.SetGlobalRandom(t, 5)
	good, r := chain(t)
	f := forger{t, good[0], good[1], r.Vault(), signingKey(t, 1)}
	return slices.Concat(f.chains(), f.geneses(), f.epochs(), f.signatures())
}

// chains are wrong as a whole.
func (f forger) chains() []vector.Case {
	g, e := f.g, f.e
	later := f.sign(roster.Statement{Seq: 1, Body: []byte(`{"kind":"add_administrator","prev":"","seq":1,"time":2000}`)}, f.id[:])
	return []vector.Case{
		f.c("success", "a genesis and an epoch", "success", g, e),
		f.c("genesis-alone", "a genesis before its first epoch", "success", g),
		f.c("empty", "no statement", "the roster is empty: this vault has no genesis"),
		f.c("no-genesis", "the epoch alone", at0+"statement 1 stands in its place", e),
		f.c("epoch-first", "the epoch in place of the genesis", at0+"a genesis is the first statement and no other is", withSeq(e, 0)),
		f.c("two-geneses", "a second genesis", at1+"a genesis is the first statement and no other is", g, withSeq(g, 1)),
		f.c("wrong-place", "the genesis twice", at1+"statement 0 stands in its place", g, g),
		f.c("unknown-kind", "a kind that a newer program writes", at1+`statements of kind "add_administrator" are not known here: a newer Gatehouse wrote it; update the program`, g, later),
		f.c("unknown-kind-long", "a kind with a name beyond all measure", at1+`statements of kind "`+strings.Repeat("x", 32)+`" are not known here: a newer Gatehouse wrote it; update the program`,
			g, f.sign(roster.Statement{Seq: 1, Body: []byte(`{"kind":"` + strings.Repeat("x", 99) + `"}`)}, f.id[:])),
		f.c("not-json", "a body that is no JSON", at0+"it is not a statement", roster.Statement{Body: []byte("x"), Sig: g.Sig}),
		f.c("no-kind", "a body without a kind", at0+"it is not a statement", roster.Statement{Body: []byte("{}"), Sig: g.Sig}),
	}
}

// geneses are wrong in statement 0.
func (f forger) geneses() []vector.Case {
	g := f.g
	return []vector.Case{
		f.c("genesis-space", "a space in the genesis", at0+notJSON, f.edit(g, `"seq":0`, `"seq": 0`)),
		f.c("genesis-member", "a member that is not known", at0+notJSON, f.edit(g, `{"admin"`, `{"aaa":1,"admin"`)),
		f.c("genesis-seq", "a genesis with number 1", at0+"its number is 1", f.edit(g, `"seq":0`, `"seq":1`)),
		f.c("genesis-format", "a newer format", at0+"format 2 is not known here: a newer Gatehouse wrote it; update the program", f.edit(g, `"format":1`, `"format":2`)),
		f.c("genesis-nonce", "a nonce of 3 bytes", at0+"its nonce has 3 bytes", f.edit(g, f.member(g, "nonce"), `"nonce":"AAAA"`)),
		f.c("genesis-admin", "an owner without an id", at0+"its owner has no proper id", f.edit(g, f.member(g, "admin"), `"admin":"alice"`)),
		f.c("genesis-ed25519", "a signing key of 3 bytes", at0+"a signing key in it has the wrong size", f.edit(g, f.member(g, "ed25519"), `"ed25519":"AAAA"`)),
		f.c("genesis-hpke", "a wrapping key of 3 bytes", at0+"a wrapping key in it has the wrong size", f.edit(g, f.member(g, "hpke"), `"hpke":"AAAA"`)),
		f.c("genesis-time", "before 1970", at0+"its time lies before 1970", f.edit(g, `"time":1000`, `"time":-1`)),
		f.c("genesis-policy", "a policy that is not known", at0+`device key policy "never" is not known`, f.edit(g, `"optional"`, `"never"`)),
		f.c("genesis-owners", "a policy of no owners", at0+"the policy asks for 0 owners", f.edit(g, `"owners":1`, `"owners":0`)),
		f.c("genesis-signature", "the genesis was changed after signing", at0+"a signature does not verify", roster.Statement{Body: bytes.Replace(g.Body, []byte(`"time":1000`), []byte(`"time":1001`), 1), Sig: g.Sig}),
	}
}

// epochs are wrong in statement 1.
func (f forger) epochs() []vector.Case {
	g, e := f.g, f.e
	two := f.member(e, "rows")
	first, second, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(two, `"rows":[`), "]"), "},")
	swapped := `"rows":[` + second + "," + first + "}]"
	return []vector.Case{
		f.c("epoch-space", "a space in the epoch", at1+notJSON, g, f.edit(e, `"seq":1`, `"seq": 1`)),
		f.c("epoch-seq", "an epoch with number 2", at1+"its number is 2", g, f.edit(e, `"seq":1`, `"seq":2`)),
		f.c("epoch-prev", "an epoch after another genesis", at1+"it does not follow the statement before it", g, f.edit(e, f.member(e, "prev"), `"prev":"AAAA"`)),
		f.c("epoch-time", "an epoch before the genesis", at1+"its time lies before the statement before it", g, f.edit(e, `"time":2000`, `"time":999`)),
		f.c("epoch-number", "epoch 2 is the first", at1+"epoch 2 follows epoch 0", g, f.edit(e, `"epoch":1`, `"epoch":2`)),
		f.c("epoch-empty", "an epoch without keys", at1+"epoch 1 has no keys", g, f.edit(e, two, `"rows":[]`)),
		f.c("epoch-order", "rows in another order", at1+"its rows are not in order", g, f.edit(e, two, swapped)),
		f.c("epoch-stranger", "a key for a stranger", at1+"it gives a key to somebody who is no administrator", g, f.edit(e, admin, other)),
		f.c("epoch-domain", "a domain without a name", at1+"a domain in it has no proper name", g, f.edit(e, `"directory"`, `""`)),
		f.c("epoch-digest", "a digest of 3 bytes", at1+"a digest in it has 3 bytes", g, f.edit(e, first[strings.Index(first, `"sha256"`):], `"sha256":"AAAA"`)),
	}
}

// signatures are wrong beside the body.
func (f forger) signatures() []vector.Case {
	g, e := f.g, f.e
	_, foreign := chain(f.t)
	foreignID := foreign.Vault()
	const raw = seal.IDSize + 64
	return []vector.Case{
		f.c("foreign-genesis", "the genesis of another vault under this epoch", at1+"it does not follow the statement before it", f.edit(g, `"time":1000`, `"time":1001`), e),
		f.c("signature-none", "no signature", at1+"its signatures have 0 bytes", g, withSig(e, nil)),
		f.c("signature-cut", "a signature cut off", at1+"its signatures have 79 bytes", g, withSig(e, e.Sig[:raw-1])),
		f.c("signature-twice", "the same owner twice", at1+"its signatures are not in order", g, withSig(e, append(bytes.Clone(e.Sig), e.Sig...))),
		f.c("signature-stranger", "signed by somebody else", at1+"somebody signed it who is no owner", g, withSig(e, append(make([]byte, 16), e.Sig[16:]...))),
		f.c("signature-changed", "a bit of the signature was changed", at1+"a signature does not verify", g, withSig(e, vector.Flip(e.Sig, -1))),
		f.c("signature-of-another-vault", "signed for another vault", at1+"a signature does not verify", g, f.sign(e, foreignID[:])),
		f.c("too-few-owners", "the policy asks for two owners", at1+"1 of 2 owners signed it", twoOwners(f.t, g, f.edit)...),
	}
}

// twoOwners returns a vault whose policy asks for two owners, and an epoch that one of them signed.
func twoOwners(t *testing.T, g roster.Statement, edit func(roster.Statement, string, string) roster.Statement) []roster.Statement {
	t.Helper()
	g = edit(g, `"owners":1`, `"owners":2`)
	r, err := roster.Replay([]roster.Statement{g})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := r.BeginEpoch(2000, rows(), admin, signingKey(t, 1)); err == nil {
		t.Fatal("one owner is enough")
	}
	sum, vault := g.Sum(), r.Vault()
	body, err := seal.Encode(map[string]any{
		"kind": "epoch", "seq": 1, "prev": sum[:], "time": 2000, "epoch": 1,
		"rows": []roster.RowDigest{{Admin: admin, Domain: "journal", SHA256: digest(1)}},
	})
	if err != nil {
		t.Fatal(err)
	}
	who, err := seal.IDBytes(admin)
	if err != nil {
		t.Fatal(err)
	}
	sig := append(who[:], signingKey(t, 1).Sign(seal.SigRoster, vault[:], body)...)
	return []roster.Statement{g, {Seq: 1, Body: body, Sig: sig}}
}
