// Package auditlog reads the access logs of gateways: it finds out what a file is, splits it into
// lines and turns each line into one normalised [Event], whatever the gateway called its fields.
//
// What is read today:
//
//	nginx_combined   nginx "combined" and "main"
//	apache_combined  Apache "combined"
//	apache_common    Apache "common"
//	nginx_json       nginx JSON lines: nginx variable names, the names in common use, and gh_*
//
// The first three are one grammar, the common log format, and one parser reads them line by line
// in any mixture, each also with a leading virtual host and with extra fields at the end. A request
// that is no HTTP (a TLS hello on a plain port, an empty line) is an event like any other: its
// [Event.Target] is the request as it was logged.
//
//	in, err := auditlog.Open(file)             // plain, gzip or zstd, by its first bytes
//	head, err := in.Head()
//	found, err := auditlog.Detect(head)
//	parser, err := auditlog.NewParser(found.Format)
//	lines := auditlog.NewScanner(in, auditlog.MaxLine(found.Format))
//	for lines.Next() {
//		err := parser.Parse(lines.Line().Text, &event)
//	}
//
// Parsing allocates nothing: an event's byte slices point into the line or into the parser's own
// buffer and are good until the next Parse. Log text is hostile and is kept exactly as logged; it
// is for others to decode it for matching and to escape it for display.
//
// The package neither judges events nor keeps them: see core/review and storage/logdb.
package auditlog
