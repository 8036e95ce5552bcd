package sqlite

import (
	"net/url"
	"path/filepath"
	"strings"
)

// The settings of every connection. Pragmas hold per connection, so they stand in the DSN and
// nowhere else. secure_delete removes old ciphertext; trusted_schema, cell_size_check, _defensive
// and _dqs refuse what only a doctored file or a slip would ask for; _error_rc keeps a stale error
// text of another operation out of ours.
const (
	common = "_busy_timeout=2000&_foreign_keys=1&_pragma=secure_delete(1)&_pragma=trusted_schema(0)" +
		"&_pragma=cell_size_check(1)&_defensive=1&_dqs=0&_error_rc=1"
	// One file that is safe to copy when closed, and a commit that survives a power cut (0.8 ms).
	single = "&_txlock=immediate&_journal_mode=DELETE&_synchronous=EXTRA"
	// Bulk import beside readers; a commit that the last second's power cut loses can be done again.
	bulk = "&_txlock=immediate&_journal_mode=WAL&_synchronous=NORMAL"
)

// dsn builds the one form of name that SQLite reads its own parameters from: a file: URI with the
// path percent-encoded. mode=rw never creates: creating is ours, with mode 0600.
func dsn(path string, p Profile, readOnly bool) string {
	q := "mode=rw&" + common
	switch {
	case p.frozen:
		q = "mode=ro&immutable=1&" + common + "&_query_only=1"
	case readOnly:
		q = "mode=ro&" + common + "&_query_only=1"
	case p.WAL:
		q += bulk
	default:
		q += single
	}
	return fileURI(path) + "?" + q
}

// fileURI writes path as a file: URI (https://www.sqlite.org/uri.html).
func fileURI(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/x becomes /C:/x
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath()
}
