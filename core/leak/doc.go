// Package leak finds API keys where they should not be: in texts, folders and logs, without asking
// anybody.
//
//	scanner := leak.New(keys, leak.Options{})
//	result, err := scanner.Paths(ctx, []string{"src", "access.log.gz"}, report)
//	for _, h := range result.Hits {
//		fmt.Println(h.Path, h.Line, h.Column, h.Prefix, h.State)
//	}
//
// What has the form of a token is found first, then its checksum is tested, which takes all but one
// of four thousand million look-alikes away, and only then the vault is asked whose it is. A token
// that nobody in this vault knows is reported too: another vault's, or one that a rotation ended. A
// hit never holds the secret: the prefix, the last four and the place are enough to act.
//
// Files are streamed in memory that depends neither on their size nor on their lines. gzip and zstd
// are looked into; binary files and UTF-16 are searched like text. Links inside folders are not
// followed, so a loop of them is none. What can't be read is reported and stops nothing.
//
// The package changes nothing and does not look into zip files, images or the objects of git
// (`git log -p | gatectl key scan -` does that).
package leak
