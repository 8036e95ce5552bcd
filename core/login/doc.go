// Package login turns a password into an open vault.
package login
