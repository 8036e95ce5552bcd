// Package gateway renders the configuration that makes a gateway enforce a policy bundle.
//
// One file here is one kind of gateway. Today that is the Open Policy Agent: [OPA] renders the file
// an unmodified `opa run --server --config-file` starts from. It downloads the bundle from the
// service that the environment names, accepts it only with our signature and our audience, keeps
// the last good one on disk, reports its status and masks what could be a credential in its
// decision log.
//
// Rendering is pure: the same input gives the same bytes. The package writes no files and starts
// no program; what a bundle holds is the matter of core/bundle.
package gateway
