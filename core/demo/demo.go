// Package demo plays the whole main job on an invented company: a haulier with a shop, a fleet and
// a ledger.
//
// It makes a vault, fills it through the same services that an administrator uses, exports a bundle,
// writes the access log of a gateway that obeys it, with planted attacks and drift, imports and
// reviews that log, exports the next bundle, and writes the report. Ids, names, public ids and the
// log follow from the seed; passwords and the secrets of keys are random each time.
//
// The demo runs on its own clock: the vault begins at [Start], the first bundle is exported there,
// the log covers the days after it, then the clock is real. It stands on the top floor beside
// workspace, which it drives.
package demo
