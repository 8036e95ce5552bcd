// Package login turns a password into an open vault, and makes new vaults.
//
//	v, err := login.Create(ctx, store, login.Setup{Name: "acme", Admin: "olga", Password: pw})
//	v, err := login.Unlock(ctx, store, login.Credentials{Admin: "olga", Password: pw})
//
// [Unlock] checks the roster's chain, finds the slot by the administrator's name, stretches the
// password, opens the box and the keyring, and hands the keys to core/vault, which verifies the
// journal and opens the records. A wrong name and a wrong password look and cost the same; failures
// are counted in the slot, five are free, and each is a note in the journal's inbox, folded into the
// journal at the next log-in and marked as reported while locked. Every log-in is an entry.
//
// [AskAgain] asks whoever is signed in for the password once more, under the same counter, before what
// is not for a passer-by at an unlocked desk; [vault.Vault.NeedProof] is its other half.
//
// The counter stops someone at this desk, not someone with the file: against him stands the cost of
// the stretch. One-time codes and device keys come with later versions; slots and boxes have their
// places for them already.
//
// Imports on the same floor: vault, keyring, roster, journal.
package login
