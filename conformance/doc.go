// Package conformance holds the tests against real clients: the programs that must accept what
// Gatehouse exports and decide as it says. It is a module of its own so that their dependencies
// stay out of the product's.
//
// Today there is one client, the Open Policy Agent, run in this process as `opa run` would: it
// downloads a bundle over loopback HTTP, verifies its signature, keeps it on disk and decides.
//
//   - the differential test compares its answers with policy.Decide, status and reason, over
//     generated policies and requests;
//   - the mutation run breaks the Rego file in every place, one at a time, and demands that the
//     same requests notice;
//   - the tamper test changes every byte of a small bundle;
//   - the configuration test starts it from the exported file, and again with the server gone.
package conformance
