// Package workspace is an unlocked vault with every service wired, once, for both programs.
//
//	ws, err := storage.Open(ctx, path, storage.Credentials{Admin: "olga", Password: pw})
//	defer ws.Close()
//	key, token, err := ws.Keys.Create(ctx, ws.Actor(), …)
//
// It knows which service needs which: the policy is compiled from catalogue, directory, keys and
// limits; bundles pack the policy; reviews and imports judge events by the bundles that were in
// force. It decides nothing itself and draws nothing.
package workspace

import (
	"context"
	"errors"
	"io"

	"gatehouse/core/apikey"
	"gatehouse/core/bundle"
	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/enrolment"
	"gatehouse/core/fleet"
	"gatehouse/core/posture"
	"gatehouse/core/ratelimit"
	"gatehouse/core/review"
	"gatehouse/core/review/intake"
	"gatehouse/core/seal"
	"gatehouse/core/signing"
	"gatehouse/core/vault"
)

// Evidence is what the services need of the evidence file beside the vault.
type Evidence interface {
	bundle.Archive
	review.EvidenceStore
	intake.Store
	io.Closer
}

// Workspace is an open vault and its services. It may be used by several goroutines.
type Workspace struct {
	Vault      *vault.Vault
	Catalog    *catalog.Service
	Directory  *directory.Service
	Enrolments *enrolment.Service
	Keys       *apikey.Service
	Limits     *ratelimit.Service
	Gateways   *fleet.Service
	Accepted   *posture.Service
	Signing    *signing.Service
	Bundles    *bundle.Service
	Imports    *intake.Service
	Reviews    *review.Service

	evidence  Evidence
	compiled  compiled
	waiting   waiting
	surveyed  surveyed
	passwords Passwords
}

// Passwords checks and replaces the password of whoever is signed in; core/login has both.
type Passwords struct {
	Change   func(ctx context.Context, v *vault.Vault, old, next seal.Secret) error
	AskAgain func(ctx context.Context, v *vault.Vault, password seal.Secret) error
}

// New wires the services of an open vault. The workspace owns both from then on.
func New(v *vault.Vault, evidence Evidence, passwords Passwords) *Workspace {
	ws := &Workspace{
		Vault: v, Catalog: catalog.New(v), Directory: directory.New(v), Keys: apikey.New(v), Limits: ratelimit.New(v), Gateways: fleet.New(v), Accepted: posture.New(v),
		Signing: signing.New(v), evidence: evidence, passwords: passwords,
	}
	ws.Enrolments = enrolment.New(v, ws.Directory)
	ws.Bundles = bundle.New(v, ws.Signing, evidence, ws.Snapshot)
	ws.Reviews = review.New(v, evidence, ws.timeline, ws.Gateways)
	ws.Imports = intake.New(v, evidence, ws.timeline, ws.Gateways)
	return ws
}

// Actor returns the administrator who is signed in.
func (ws *Workspace) Actor() vault.Actor { return ws.Vault.Actor() }

// ChangePassword gives the signed-in administrator a new password. Denied when old is wrong,
// Invalid when next is too weak.
func (ws *Workspace) ChangePassword(ctx context.Context, old, next seal.Secret) error {
	return ws.passwords.Change(ctx, ws.Vault, old, next)
}

// AskAgain checks the password of whoever is signed in once more, so that what needs it can be done
// for the next few minutes. Denied when it is wrong, or after too many wrong ones.
func (ws *Workspace) AskAgain(ctx context.Context, password seal.Secret) error {
	return ws.passwords.AskAgain(ctx, ws.Vault, password)
}

// Close closes the evidence and locks and closes the vault. It may be called twice.
func (ws *Workspace) Close() error {
	err := errors.Join(ws.evidence.Close(), ws.Vault.Close())
	ws.surveyed.forget()
	return err
}
