// Package storage makes and opens a whole vault: the vault's file, its lock, the evidence file
// beside it and what this device remembers of it. Both programs go through it.
package storage
