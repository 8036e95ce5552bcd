// Package seal seals and opens bytes in a place.
//
// It is the only importer of ciphers, HKDF, Argon2, HPKE and Ed25519 in the house; everything above
// it speaks of keys, places and signatures. A [Place] says where sealed bytes live (which vault,
// which kind of record, which id, which version); it is the associated data of the cipher, so bytes
// that were moved, swapped or rolled back do not open:
//
//	place := seal.At(seal.LabelRecord).U8(seal.Suite).Raw(vault).U64(epoch).Text("apikey").Text(id).U64(version)
//	sealed, err := seal.Seal(key, place, body)
//
// Secrets travel in [Secret] and [Key], which print [hidden] through fmt, encoding/json and slog.
// [Encode] and [Decode] are the canonical JSON of sealed and signed bodies and the only code that
// reveals a Secret: members sorted by bytes, no floats, no HTML escapes, one encoding per value.
// Decode accepts exactly what Encode writes.
//
// Every way of not opening is one error, [ErrOpen]: it never says which byte, key or field.
//
// The package knows nothing of administrators, records or files, keeps no state and invents no
// primitive. Suite 1 is XChaCha20-Poly1305 with random 24-byte nonces; suite 2 is reserved for
// AES-256-GCM. Wrapping is HPKE with MLKEM768X25519, HKDF-SHA256 and ChaCha20-Poly1305.
package seal
