package inject

import (
	"strings"
	"sync"

	"gatehouse/core/review/literal"
)

// What a text holds that asks for a closer look.
const (
	bitEscape    = iota // an escape that decoding would change
	bitSQL              // a quote, a comment or a word of SQL
	bitTraversal        // dots, or part of a well-known path
)

// escapes are the beginnings of what [decode] undoes, but for plus signs.
var escapes = []string{"%", `\x`, `\u`, `\"`, "&#", "&quot", "&apos", "&lt", "&gt", "&amp", "0x2e", "0x2f", "0x5c", "\xc0", "\xc1", "\xe0\x80", "\xef\xbc", "\xe2\x88", "\xee\xbf\x88", "\xef\x80\xa5"}

// sqlWords are texts without at least one of which no pattern of SQL matches.
var sqlWords = []string{
	"'", "\"", "`", "\xe2\x80\x98", "\xe2\x80\x99", "--", "/*", "*/", "#", ";", "||", "&&", "@@", "=(", ")*",
	"union", "select", "declare", "exec", "shutdown", "sleep", "benchmark", "waitfor", "procedure", "having", "order by", "group by", "order+by", "group+by",
	"information_schema", "sysobjects", "load_file", "outfile", "dumpfile", "xp_", "sp_", "utl_", "dbms_", "pg_",
	"extractvalue", "updatexml", "concat", "char(", "chr(", "version(", "database(", "user(", "iif(", "elt(", "make_set(", "exp(", "rlike", "regexp",
	")or", ")and", "or(", "and(", "or 1", "and 1", "or+1", "and+1", "or\t", "and\t", "or\n", "and\n",
	" like ", "+like+", " div ", "+div+", "case when", "case+when", "generate_series", "json_keys", " is null", " between ", "+between+",
	"objectclass", "sqlattempt", "rownum", "from dual", "null,", ",null",
}

// sqlVerbs are words of SQL that are also words of paths and parameters: they count only with the
// blank behind them that SQL needs.
var sqlVerbs = []string{"insert", "update", "delete", "drop", "create", "alter", "truncate", "grant", "merge", " or", "+or", " and", "+and", " xor", "+xor"}

// blanks are the forms of a blank.
var blanks = []string{" ", "+", "\t", "\n", "\r", "\x0b", "\x0c", "\xa0"}

// pathWords are texts without at least one of which no pattern of traversal matches. A slash in them
// stands for a backslash, too.
var pathWords = []string{
	"..", "/./", "etc/", "etcpasswd", "passwd", "shadow", "proc/", "win.ini", "system.ini", "php.ini", "my.ini", "desktop.ini", "boot.ini", "winnt", "system32", "inetpub",
	"php:", "file:", "expect:", "zip:", "phar:", "rar:", "ogg:", "ssh2.", "jar:", "netdoc:", "glob:", "data:", "compress.", "web-inf", ".htpasswd", ".ssh", "id_rsa", ".bash", "/.profile", "/.my", "/.mysql",
	"c:/", "d:/", "e:/", "f:/", "cmd.exe", "global.asa", "apache/", "apache2/", "httpd/", "lampp/", "xampp/", "nginx/", "windows/repair", "windows/panther",
	"var/log", "var/lib", "var/mail", "var/spool", "var/run", "var/adm", "var/cpanel", "var/local", "var/www", "usr/local", "usr/lib", "usr/etc", "usr/pkg", "usr/ports", "usr/home", "usr/spool", "opt/", "{file}", "\x00",
}

// What needs a while to be built is built when the first text is judged, not when a program starts.

// targetSet looks at targets and values, agentSet at user agents, where quotes and dots are rare but
// words as "like" and semicolons are not.
var (
	targetSet = sync.OnceValue(func() *literal.Set { return set(withBlanks(sqlWords, sqlVerbs), pathWords) })
	agentSet  = sync.OnceValue(func() *literal.Set {
		return set([]string{
			"'", "--", "/*", "@@", "union", "select", "sleep(", "benchmark", "waitfor", "extractvalue", "updatexml",
			"xp_cmdshell", "load_file", "pg_sleep", "dbms_", "information_schema", ";exec", "||",
		}, []string{"../", `..\`, "etc/passwd", "win.ini"})
	})
)

// withBlanks returns the words, and each verb with each form of a blank behind it.
func withBlanks(words, verbs []string) []string {
	for _, v := range verbs {
		for _, b := range blanks {
			words = append(words, v+b)
		}
	}
	return words
}

// set builds a prefilter.
func set(sql, path []string) *literal.Set {
	var all []literal.Pattern
	for bit, list := range [][]string{bitEscape: escapes, bitSQL: sql, bitTraversal: path} {
		for _, t := range list {
			all = append(all, literal.Pattern{Text: t, Bit: bit})
			if bit == bitTraversal && strings.Contains(t, "/") {
				all = append(all, literal.Pattern{Text: strings.ReplaceAll(t, "/", `\`), Bit: bit})
			}
		}
	}
	return literal.New(all)
}
