package roster_test

import (
	"bytes"
	"crypto/sha256"
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

var (
	admin = seal.IDText(bytes.Repeat([]byte{7}, seal.IDSize))
	other = seal.IDText(bytes.Repeat([]byte{9}, seal.IDSize))
)

func seed(fill byte) seal.Secret { return seal.NewSecret(bytes.Repeat([]byte{fill}, 32)) }

func signingKey(t testing.TB, fill byte) seal.SigningKey {
	t.Helper()
	k, err := seal.NewSigningKey(seed(fill))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func wrapKey(t testing.TB, fill byte) []byte {
	t.Helper()
	pub, err := seal.WrapPublic(seed(fill))
	if err != nil {
		t.Fatal(err)
	}
	return pub
}

func founding(t testing.TB) roster.Founding {
	t.Helper()
	return roster.Founding{
		Time: 1000, Admin: admin, Wrap: wrapKey(t, 3), LogKey: signingKey(t, 2).Public(), InboxKey: wrapKey(t, 4),
		Policy: roster.Policy{DeviceKey: roster.DeviceOptional, Owners: 1},
	}
}

func digest(fill byte) []byte { return bytes.Repeat([]byte{fill}, 32) }

// rows are two keyring rows, not in order.
func rows() []roster.RowDigest {
	return []roster.RowDigest{{Admin: admin, Domain: "journal", SHA256: digest(2)}, {Admin: admin, Domain: "directory", SHA256: digest(1)}}
}

// chain returns a genesis and an epoch, and the roster after them.
func chain(t testing.TB) ([]roster.Statement, roster.Roster) {
	t.Helper()
	owner := signingKey(t, 1)
	first, r, err := roster.Found(founding(t), owner)
	if err != nil {
		t.Fatal(err)
	}
	second, r, err := r.BeginEpoch(2000, rows(), admin, owner)
	if err != nil {
		t.Fatal(err)
	}
	return []roster.Statement{first, second}, r
}

func TestAChainIsReplayed(t *testing.T) {
	statements, want := chain(t)
	r, err := roster.Replay(statements)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(statements[0].Body)
	if id := r.Vault(); !bytes.Equal(id[:], sum[:20]) || id != want.Vault() {
		t.Errorf("vault id %v", id)
	}
	if r.Len() != 2 || r.Epoch() != 1 || r.Last() != statements[1].Sum() || r.Policy().DeviceKey != roster.DeviceOptional {
		t.Errorf("got %d statements, epoch %d", r.Len(), r.Epoch())
	}
	if !bytes.Equal(r.LogKey(), signingKey(t, 2).Public()) || !bytes.Equal(r.InboxKey(), wrapKey(t, 4)) {
		t.Error("the vault's keys are others")
	}
	a, ok := r.Admin(admin)
	if !ok || !a.Has(roster.Owner) || a.Has(roster.Auditor) || !bytes.Equal(a.Signing, signingKey(t, 1).Public()) || !bytes.Equal(a.Wrap, wrapKey(t, 3)) {
		t.Errorf("got %+v", a)
	}
	if _, ok := r.Admin(other); ok {
		t.Error("somebody else is an administrator")
	}
	if s, ok := r.Signer(1<<40, admin); !ok || s.ID != admin {
		t.Error("the owner may not sign")
	}
	if _, ok := r.Signer(0, other); ok {
		t.Error("somebody else may sign")
	}
	if all := r.Admins(); len(all) != 1 || all[0].ID != admin {
		t.Errorf("got %v", all)
	}
	if got, ok := r.Row(1, "journal", admin); !ok || got != [32]byte(digest(2)) {
		t.Errorf("got %x, %t", got, ok)
	}
	if _, ok := r.Row(2, "journal", admin); ok {
		t.Error("a row of an epoch that has not begun")
	}
	if d := r.Digests(); len(d) != 2 || d[0].Domain != "directory" || d[1].Domain != "journal" || d[1].Epoch != 1 {
		t.Errorf("got %v", d)
	}
}

func TestARosterIsAValue(t *testing.T) {
	statements, _ := chain(t)
	before, err := roster.Replay(statements[:1])
	if err != nil {
		t.Fatal(err)
	}
	after, err := before.Apply(statements[1])
	if err != nil {
		t.Fatal(err)
	}
	third, last, err := after.BeginEpoch(3000, rows(), admin, signingKey(t, 1))
	if err != nil {
		t.Fatal(err)
	}
	if before.Epoch() != 0 || after.Epoch() != 1 || last.Epoch() != 2 || third.Seq != 2 {
		t.Errorf("epochs %d, %d, %d", before.Epoch(), after.Epoch(), last.Epoch())
	}
	if len(before.Digests()) != 0 || len(after.Digests()) != 2 || len(last.Digests()) != 4 {
		t.Error("an older roster has changed")
	}
	after.LogKey()[0] ^= 1
	if !bytes.Equal(after.LogKey(), signingKey(t, 2).Public()) {
		t.Error("a caller changed the roster")
	}
}

func TestTwoVaultsNeverShareAnID(t *testing.T) {
	_, a := chain(t)
	_, b := chain(t)
	if a.Vault() == b.Vault() {
		t.Error("they do")
	}
}

func TestVaultIdsHaveOneText(t *testing.T) {
	_, r := chain(t)
	text := r.Vault().String()
	if back, err := roster.ParseVaultID(text); err != nil || back != r.Vault() || len(text) != 32 {
		t.Errorf("%q: %v", text, err)
	}
	for name, bad := range map[string]string{
		"empty": "", "short": text[1:], "long": text + "a", "capitals": strings.ToUpper(text), "not base32": "1" + text[1:],
		"a line break": text[:31] + "\n",
	} {
		if _, err := roster.ParseVaultID(bad); err == nil {
			t.Errorf("%s: %q is taken", name, bad)
		}
	}
}

func TestNothingIsWrittenThatWouldNotBeRead(t *testing.T) {
	owner := signingKey(t, 1)
	found := func(change func(*roster.Founding)) func() error {
		return func() error {
			f := founding(t)
			change(&f)
			_, _, err := roster.Found(f, owner)
			return err
		}
	}
	_, r := chain(t)
	begin := func(time int64, rows []roster.RowDigest, signer string, key seal.SigningKey) func() error {
		return func() error {
			_, _, err := r.BeginEpoch(time, rows, signer, key)
			return err
		}
	}
	for name, try := range map[string]func() error{
		"a genesis without a key":         func() error { _, _, err := roster.Found(founding(t), seal.SigningKey{}); return err },
		"a genesis of no administrator":   found(func(f *roster.Founding) { f.Admin = "me" }),
		"a genesis that is no text":       found(func(f *roster.Founding) { f.Admin = "\xff" }),
		"a genesis with a short log key":  found(func(f *roster.Founding) { f.LogKey = nil }),
		"a genesis with a short wrap key": found(func(f *roster.Founding) { f.Wrap = nil }),
		"a genesis without an inbox":      found(func(f *roster.Founding) { f.InboxKey = nil }),
		"a genesis before 1970":           found(func(f *roster.Founding) { f.Time = -1 }),
		"a policy that is not known":      found(func(f *roster.Founding) { f.Policy.DeviceKey = "maybe" }),
		"a policy without owners":         found(func(f *roster.Founding) { f.Policy.Owners = 0 }),
		"an epoch before the last":        begin(1999, rows(), admin, owner),
		"an epoch without rows":           begin(3000, nil, admin, owner),
		"an epoch for a stranger":         begin(3000, []roster.RowDigest{{Admin: other, Domain: "journal", SHA256: digest(1)}}, admin, owner),
		"an epoch with a short digest":    begin(3000, []roster.RowDigest{{Admin: admin, Domain: "journal", SHA256: digest(1)[1:]}}, admin, owner),
		"an epoch with a nameless domain": begin(3000, []roster.RowDigest{{Admin: admin, SHA256: digest(1)}}, admin, owner),
		"an epoch with a row twice":       begin(3000, append(rows(), rows()...), admin, owner),
		"an epoch that is no text":        begin(3000, []roster.RowDigest{{Admin: admin, Domain: "\xff", SHA256: digest(1)}}, admin, owner),
		"an epoch signed by a stranger":   begin(3000, rows(), other, owner),
		"an epoch signed by nobody":       begin(3000, rows(), "", owner),
		"an epoch with another's key":     begin(3000, rows(), admin, signingKey(t, 8)),
	} {
		t.Run(name, func(t *testing.T) {
			if err := try(); err == nil {
				t.Error("it is written")
			}
		})
	}
}

func TestAStatementAboveOneMegabyteIsRefused(t *testing.T) {
	if _, err := roster.Replay([]roster.Statement{{Body: make([]byte, 1<<20+1)}}); err == nil || !strings.Contains(err.Error(), "longer than 1048576 bytes") {
		t.Errorf("got %v", err)
	}
}

func TestRolesAreKnownByName(t *testing.T) {
	for _, r := range roster.Roles() {
		if !r.Known() {
			t.Errorf("%s is not", r)
		}
	}
	if roster.Role("root").Known() {
		t.Error("root is")
	}
}

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

// statementVectors makes a chain and the ways in which one can be wrong.
func statementVectors(t *testing.T) []vector.Case {
	cryptotest.SetGlobalRandom(t, 5)
	good, r := chain(t)
	id, owner := r.Vault(), signingKey(t, 1)
	c := func(name, comment, expect string, statements ...roster.Statement) vector.Case {
		return vector.Case{Name: name, Comment: comment, Expect: expect, Fields: map[string][]byte{"chain": lines(statements), "vault": id[:]}}
	}
	raw := seal.IDSize + 64
	sign := func(s roster.Statement, vault []byte) roster.Statement {
		who, _ := seal.IDBytes(admin)
		s.Sig = append(who[:], owner.Sign(seal.SigRoster, vault, s.Body)...)
		return s
	}
	// edit changes a member's text and signs the body anew.
	edit := func(s roster.Statement, old, new string) roster.Statement {
		if !bytes.Contains(s.Body, []byte(old)) {
			t.Fatalf("%q is not in %s", old, s.Body)
		}
		s.Body = bytes.Replace(s.Body, []byte(old), []byte(new), 1)
		vault := id
		if s.Seq == 0 {
			sum := s.Sum()
			copy(vault[:], sum[:])
		}
		return sign(s, vault[:])
	}
	member := func(s roster.Statement, name string) string {
		var m map[string]json.RawMessage
		if err := json.Unmarshal(s.Body, &m); err != nil {
			t.Fatal(err)
		}
		return `"` + name + `":` + string(m[name])
	}
	sig := func(s roster.Statement, sig []byte) roster.Statement { s.Sig = sig; return s }
	seq := func(s roster.Statement, n uint64) roster.Statement { s.Seq = n; return s }
	g, e := good[0], good[1]
	_, foreign := chain(t)
	foreignID := foreign.Vault()
	at0, at1 := "roster statement 0 does not hold: ", "roster statement 1 does not hold: "
	notJSON := "seal: not canonical JSON"
	two := member(e, "rows")
	first, second, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(two, `"rows":[`), "]"), "},")
	swapped := `"rows":[` + second + "," + first + "}]"
	later := sign(roster.Statement{Seq: 1, Body: []byte(`{"kind":"add_administrator","prev":"","seq":1,"time":2000}`)}, id[:])
	return []vector.Case{
		c("success", "a genesis and an epoch", "success", g, e),
		c("genesis-alone", "a genesis before its first epoch", "success", g),
		c("empty", "no statement", "the roster is empty: this vault has no genesis"),
		c("no-genesis", "the epoch alone", at0+"statement 1 stands in its place", e),
		c("epoch-first", "the epoch in place of the genesis", at0+"a genesis is the first statement and no other is", seq(e, 0)),
		c("two-geneses", "a second genesis", at1+"a genesis is the first statement and no other is", g, seq(g, 1)),
		c("wrong-place", "the genesis twice", at1+"statement 0 stands in its place", g, g),
		c("unknown-kind", "a kind that a newer program writes", at1+`statements of kind "add_administrator" are not known here: a newer Gatehouse wrote it; update the program`, g, later),
		c("unknown-kind-long", "a kind with a name beyond all measure", at1+`statements of kind "`+strings.Repeat("x", 32)+`" are not known here: a newer Gatehouse wrote it; update the program`,
			g, sign(roster.Statement{Seq: 1, Body: []byte(`{"kind":"` + strings.Repeat("x", 99) + `"}`)}, id[:])),
		c("not-json", "a body that is no JSON", at0+"it is not a statement", roster.Statement{Body: []byte("x"), Sig: g.Sig}),
		c("no-kind", "a body without a kind", at0+"it is not a statement", roster.Statement{Body: []byte("{}"), Sig: g.Sig}),
		c("genesis-space", "a space in the genesis", at0+notJSON, edit(g, `"seq":0`, `"seq": 0`)),
		c("genesis-member", "a member that is not known", at0+notJSON, edit(g, `{"admin"`, `{"aaa":1,"admin"`)),
		c("genesis-seq", "a genesis with number 1", at0+"its number is 1", edit(g, `"seq":0`, `"seq":1`)),
		c("genesis-format", "a newer format", at0+"format 2 is not known here: a newer Gatehouse wrote it; update the program", edit(g, `"format":1`, `"format":2`)),
		c("genesis-nonce", "a nonce of 3 bytes", at0+"its nonce has 3 bytes", edit(g, member(g, "nonce"), `"nonce":"AAAA"`)),
		c("genesis-admin", "an owner without an id", at0+"its owner has no proper id", edit(g, member(g, "admin"), `"admin":"alice"`)),
		c("genesis-ed25519", "a signing key of 3 bytes", at0+"a signing key in it has the wrong size", edit(g, member(g, "ed25519"), `"ed25519":"AAAA"`)),
		c("genesis-hpke", "a wrapping key of 3 bytes", at0+"a wrapping key in it has the wrong size", edit(g, member(g, "hpke"), `"hpke":"AAAA"`)),
		c("genesis-time", "before 1970", at0+"its time lies before 1970", edit(g, `"time":1000`, `"time":-1`)),
		c("genesis-policy", "a policy that is not known", at0+`device key policy "never" is not known`, edit(g, `"optional"`, `"never"`)),
		c("genesis-owners", "a policy of no owners", at0+"the policy asks for 0 owners", edit(g, `"owners":1`, `"owners":0`)),
		c("genesis-signature", "the genesis was changed after signing", at0+"a signature does not verify", roster.Statement{Body: bytes.Replace(g.Body, []byte(`"time":1000`), []byte(`"time":1001`), 1), Sig: g.Sig}),
		c("foreign-genesis", "the genesis of another vault under this epoch", at1+"it does not follow the statement before it", edit(g, `"time":1000`, `"time":1001`), e),
		c("signature-none", "no signature", at1+"its signatures have 0 bytes", g, sig(e, nil)),
		c("signature-cut", "a signature cut off", at1+"its signatures have 79 bytes", g, sig(e, e.Sig[:raw-1])),
		c("signature-twice", "the same owner twice", at1+"its signatures are not in order", g, sig(e, append(bytes.Clone(e.Sig), e.Sig...))),
		c("signature-stranger", "signed by somebody else", at1+"somebody signed it who is no owner", g, sig(e, append(make([]byte, 16), e.Sig[16:]...))),
		c("signature-changed", "a bit of the signature was changed", at1+"a signature does not verify", g, sig(e, vector.Flip(e.Sig, -1))),
		c("signature-of-another-vault", "signed for another vault", at1+"a signature does not verify", g, sign(e, foreignID[:])),
		c("too-few-owners", "the policy asks for two owners", at1+"1 of 2 owners signed it", twoOwners(t, g, edit)...),
		c("epoch-space", "a space in the epoch", at1+notJSON, g, edit(e, `"seq":1`, `"seq": 1`)),
		c("epoch-seq", "an epoch with number 2", at1+"its number is 2", g, edit(e, `"seq":1`, `"seq":2`)),
		c("epoch-prev", "an epoch after another genesis", at1+"it does not follow the statement before it", g, edit(e, member(e, "prev"), `"prev":"AAAA"`)),
		c("epoch-time", "an epoch before the genesis", at1+"its time lies before the statement before it", g, edit(e, `"time":2000`, `"time":999`)),
		c("epoch-number", "epoch 2 is the first", at1+"epoch 2 follows epoch 0", g, edit(e, `"epoch":1`, `"epoch":2`)),
		c("epoch-empty", "an epoch without keys", at1+"epoch 1 has no keys", g, edit(e, two, `"rows":[]`)),
		c("epoch-order", "rows in another order", at1+"its rows are not in order", g, edit(e, two, swapped)),
		c("epoch-stranger", "a key for a stranger", at1+"it gives a key to somebody who is no administrator", g, edit(e, admin, other)),
		c("epoch-domain", "a domain without a name", at1+"a domain in it has no proper name", g, edit(e, `"directory"`, `""`)),
		c("epoch-digest", "a digest of 3 bytes", at1+"a digest in it has 3 bytes", g, edit(e, first[strings.Index(first, `"sha256"`):], `"sha256":"AAAA"`)),
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

func FuzzApply(f *testing.F) {
	good, _ := chain(f)
	before, err := roster.Replay(good[:1])
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good[1].Body, good[1].Sig)
	f.Add(good[0].Body, good[0].Sig)
	f.Add([]byte(`{"kind":"epoch"}`), []byte{})
	f.Fuzz(func(t *testing.T, body, sig []byte) {
		_, err := before.Apply(roster.Statement{Seq: 1, Body: body, Sig: sig})
		if err == nil && !(bytes.Equal(body, good[1].Body) && slices.Equal(sig, good[1].Sig)) {
			t.Fatalf("a statement that nobody signed: %q", body)
		}
		// The genesis signs itself, so any may come; it must not stop the program.
		if r, err := (roster.Roster{}).Apply(roster.Statement{Body: body, Sig: sig}); err == nil && r.Len() != 1 {
			t.Fatal("a roster of no length")
		}
	})
}
