package journal

import (
	"fmt"

	"gatehouse/core/roster"
	"gatehouse/core/seal"
)

// Author writes entries for one administrator who is logged in.
type Author struct {
	Vault roster.VaultID
	Admin string          // his id
	Key   seal.SigningKey // his
	Log   seal.SigningKey // the vault's, for checkpoints
	Body  seal.Key        // the journal domain's subkey for [Table] in the current epoch
}

// Draft is an entry before it is sealed and signed.
type Draft struct {
	Time      int64 // see [NextTime]
	Epoch     uint64
	StateRoot [32]byte
	Body      Body
}

// Written is an entry to be stored in one transaction with what it is about: the row, the tree's
// new nodes, and the tree to go on with once it is committed.
type Written struct {
	Entry Entry
	Nodes []Node
	Tree  Tree
}

// Append seals, signs and appends an entry to the tree, and signs the new tree head.
func (a Author) Append(t Tree, d Draft) (Written, error) {
	if len(d.Body.Touched) > TouchedLimit {
		return Written{}, fmt.Errorf("journal: a body lists at most %d touched rows", TouchedLimit)
	}
	plain, err := seal.Encode(d.Body)
	if err != nil {
		return Written{}, err
	}
	e := Entry{
		Seq: t.Size(), Time: d.Time, Actor: a.Admin, Epoch: d.Epoch, StateRoot: d.StateRoot,
		Sealed: seal.Seal(a.Body, bodyPlace(a.Vault, d.Epoch, t.Size(), a.Admin), plain),
	}
	before := t.Root()
	e.Sig = a.Key.Sign(seal.SigEntry, a.Vault[:], e.signed(before).Bytes())
	if wrong := e.check(); wrong != "" {
		return Written{}, fmt.Errorf("journal: entry %d: %s", e.Seq, wrong)
	}
	after, nodes := t.Append(e.Leaf(before))
	e.Checkpoint, err = Checkpoint{a.Vault, after.Size(), after.Root()}.sign(a.Log, a.Admin, a.Key)
	if err != nil {
		return Written{}, fmt.Errorf("journal: signing checkpoint %d: %w", after.Size(), err)
	}
	return Written{e, nodes, after}, nil
}
