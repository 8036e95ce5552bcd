package inject

import "gatehouse/core/review/literal"

// What a text holds that asks for a closer look.
const (
	bitEscape    = iota // an escape that decoding would change
	bitSQL              // a quote, a comment or a word of SQL
	bitTraversal        // dots, or part of a well-known path
)

// escapes are the beginnings of what [decode] undoes, but for plus signs.
var escapes = []string{"%", `\x`, `\u`, `\"`, "&#", "&quot", "&apos", "&lt", "&gt", "&amp", "0x2e", "0x2f", "0x5c", "\xc0", "\xc1", "\xe0\x80", "\xef\xbc", "\xe2\x88", "\xee\xbf\x88", "\xef\x80\xa5"}

// sqlWords are texts without at least one of which no pattern of SQL matches. Words that are also
// English carry the blank that SQL needs behind them.
var sqlWords = []string{
	"'", "\"", "`", "\xe2\x80\x98", "\xe2\x80\x99", "--", "/*", "*/", "#", ";", "||", "&&", "@@", "@", "=(", "0x",
	"union", "select", "insert", "update", "delete", "drop", "create", "alter", "truncate", "declare", "exec", "shutdown",
	"sleep", "benchmark", "waitfor", "procedure", "handler", "having", "order by", "group by", "order+by", "group+by",
	"information_schema", "sysobjects", "load_file", "outfile", "dumpfile", "xp_", "sp_", "utl_", "dbms_", "pg_",
	"extractvalue", "updatexml", "concat", "char(", "chr(", "version(", "database(", "user(", "iif(", "elt(", "make_set(", ")*", "exp(", "rlike", "regexp",
	" or ", "+or+", " and ", "+and+", " xor ", "+xor+", ")or", ")and", "or(", "and(", "or 1", "and 1", "or+1", "and+1", "or\t", "and\t", "or\n", "and\n",
	" like ", "+like+", " div ", "+div+", "case when", "case+when", "generate_series", "json_keys", " is null", " between ", "+between+",
	"objectclass", "sqlattempt", "rownum", "from dual", "null,", ",null",
}

// pathWords are texts without at least one of which no pattern of traversal matches.
var pathWords = []string{
	"..", "/./", `\.\`, "etc/", "etc\\", "etcpasswd", "passwd", "shadow", "proc/", ".ini", "winnt", "windows/", "windows\\", "system32", "inetpub",
	"php:", "file:", "expect:", "zip:", "phar:", "data:", "gopher:", "logs/", "log/", "_log", ".log", "\x00", "web-inf", "meta-inf", ".ht", ".ssh", "id_rsa", "c:/", "c:\\",
	"cmd.exe", "/bin/", "global.asa", "boot.", "autoexec", "usr/", "opt/", "var/", "root/", "home/", "php.ini", "httpd", "apache", "nginx", "lampp", "mysql", "master.mdf", "bash_history",
	".bashrc", ".profile", "/self/", "environ", "{file}", "program files", "documents and settings", "global/",
}

// targetSet looks at targets and values, agentSet at user agents, where quotes and dots are rare but
// words as "like" and semicolons are not.
var (
	targetSet = set(sqlWords, pathWords)
	agentSet  = set([]string{
		"'", "--", "/*", "@@", "union", "select", "sleep(", "benchmark", "waitfor", "extractvalue", "updatexml",
		"xp_cmdshell", "load_file", "pg_sleep", "dbms_", "information_schema", ";exec", "||",
	}, []string{"../", `..\`, "etc/passwd", "win.ini"})
)

// set builds a prefilter.
func set(sql, path []string) *literal.Set {
	var all []literal.Pattern
	for bit, list := range [][]string{bitEscape: escapes, bitSQL: sql, bitTraversal: path} {
		for _, t := range list {
			all = append(all, literal.Pattern{Text: t, Bit: bit})
		}
	}
	return literal.New(all)
}
