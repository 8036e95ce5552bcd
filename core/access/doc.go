// Package access answers who may call what, and why: what a principal may do, who may call a route,
// and what a change of the policy would give to whom and take from whom.
//
//	a, err := access.New(snapshot)
//	may, err := a.May("ann")                            // everything ann may call
//	who, err := a.Who("DELETE", "", "/v1/orders/7")     // everybody who may call it
//	effect, err := access.Compare(before, after, now)   // before a role is saved
//
// Each answer carries its [Chain]: the principal's own role, what it inherits, and the grant. What
// stands against it is said as well: a principal that is disabled or expired, keys that are cut to
// other roles, no key at all, a one-time password that is demanded.
//
// The package reads what [policy.Snapshot] was compiled from and decides nothing: a grant covers here
// the routes that it covers there, and a test holds the two together.
package access
