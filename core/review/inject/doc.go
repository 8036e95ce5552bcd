// Package inject recognises injection attacks in the text of a request: SQL injection and path
// traversal or local file inclusion.
//
// Text goes through a prefilter first, one pass of a byte-class automaton that tells whether
// anything needs a closer look. Only then it is decoded (at most three rounds of percent, plus,
// %u, backslash and HTML escapes, overlong UTF-8) and each layer is judged by grammar: tokens and
// their order, not single words. libinjection gives a second opinion on what the grammar finds
// weak. A clean line costs one pass and no allocation.
//
// The package judges the text and nothing else. Whether the attack did anything is graded
// elsewhere, by the answer's status.
package inject
