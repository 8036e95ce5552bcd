package inject

import (
	"bytes"
	"math/bits"
	"regexp"
	"sync"

	"gatehouse/core/review/literal"
	libinjection "github.com/corazawaf/libinjection-go"
)

// name of a column or function, and what may stand between words
const (
	sqlName = "[\\w.$`\\[\\]\"]+"
	sqlGap  = `[\s(+]+`
)

// form is a way to write SQL, and texts of which it always holds one.
type form struct {
	needs []string
	re    *regexp.Regexp
}

// strongSQL are forms that nothing but SQL has. They run over text in lower case with comments
// replaced by blanks and runs of blanks by one.
var strongSQL = sync.OnceValue(func() []form {
	return []form{
		// UNION with a list or a column behind it
		{[]string{"union"}, regexp.MustCompile(`\bunion` + sqlGap + `(?:(?:all|distinct(?:row)?)` + sqlGap + `)?select` + sqlGap +
			`(?:[-\d'"@*~!+{]|null\b|` + sqlName + `\s*(?:,|\(|\+|\|\||--|#|;|=|/\*|\bfrom\b|\bas\b|\bwhere\b|\binto\b))`)},
		// a probe for UNION, for a list of columns or for a function, cut short
		{[]string{"union", "null,", "null ,", "||", "pg_sleep"}, regexp.MustCompile(`\bunion\s+(?:all\s+)?select\s*$|,\s*null\s*,\s*null\b|\|\|\s*chr\s*\(|\bpg_sleep\s*\(`)},
		// a second statement
		{[]string{"select", "insert into", "update ", "delete from", "drop ", "create ", "alter ", "truncate ", "declare ", "exec", "waitfor", "shutdown", "iif", "begin ", "call ", "load_file", "set @", "copy ", "merge ", "grant "}, regexp.MustCompile(`(?:;|\))[\s(]*(?:select\s*[\s(*@\d'"]|insert\s+into\s|update\s+` + sqlName + `\s+set\s|delete\s+from\s|drop\s+(?:table|database|user|view|function|procedure|schema|index|column)\b|` +
			`create\s+(?:or\s+replace\s+)?(?:table|function|user|database|procedure|alias|login|trigger|view)\b|alter\s+(?:table|user|database|login)\b|truncate\s+table\b|` +
			`declare\s+@?\w+|exec(?:ute)?[\s(]+(?:immediate|master|sp_|xp_|@|\(|'|")|waitfor\s+(?:delay|time)|shutdown\b(?:\s*(?:--|with|;|$))|iif\s*\(|begin\s+(?:dbms_|declare|if\b)|` +
			`call\s+` + sqlName + `\s*\(|load_file\s*\(|set\s+@|copy\s+` + sqlName + `\s+(?:from|to)\s|merge\s+into\s|grant\s+\w+\s+(?:on|to)\s)`)},
		// waiting
		{[]string{"waitfor"}, regexp.MustCompile(`\bwaitfor\s+(?:delay|time)\s*(?:n?['"(@]|0x)`)},
		{[]string{"sleep", "randomblob"}, regexp.MustCompile(`\b(?:sleep|pg_sleep(?:_for)?|dbms_(?:lock|session)\.sleep|user_lock\.sleep|randomblob)\s*\(\s*['"(_]*\d+|\b(?:pg_)?sleep\s*\(\s*__time__`)},
		{[]string{"benchmark", "receive_message"}, regexp.MustCompile(`\bbenchmark\s*\(\s*['"(]*\d{3,}['")]*\s*,|\bdbms_pipe\.receive_message\s*\(`)},
		// functions and tables of the databases
		{[]string{"extractvalue", "updatexml", "exp(", "exp (", "analyse", "generate_series", "regexp_substring", "crypt_key", "elt(", "elt (", "make_set", "load_file", "infile", "outfile", "dumpfile", "json_keys", ")*", ") *"}, regexp.MustCompile(`\b(?:extractvalue|updatexml)\s*\(|\bexp\s*\(\s*~|\bprocedure\s+analyse\s*\(|\bgenerate_series\s*\(\s*\d|\bregexp_substring\s*\(|\bcrypt_key\s*\(|` +
			`\b(?:elt|make_set)\s*\(\s*\d+\s*[=<>,]|\bload_file\s*\(|\bload\s+data\s+(?:local\s+)?infile\b|\binto\s+(?:out|dump)file\b|\bjson_keys\s*\(\s*\(|^\W*\(\d+\s*=\s*\d+\)\s*\*\s*\d+`)},
		{[]string{"xp_", "sp_", "utl_", "dbms_", "ctxsys"}, regexp.MustCompile(`\bxp_(?:cmdshell|dirtree|fileexist|reg\w+|subdirs)\b|\bsp_(?:executesql|oacreate|oamethod|password|addextendedproc|makewebtask|configure|sqlexec)\b|` +
			`\butl_(?:inaddr|http|smtp|file|raw)\s*\.|\bdbms_(?:ldap|xmlgen|utility|java|export\w*|scheduler|pipe|lock)\s*\.|\bctxsys\.drithsx`)},
		{[]string{"information_schema", "from mysql", "from sys", "from pg_", "from sqlite", "from all_", "from user_", "from msys", "from dual", "master", "@@", "rdb$"}, regexp.MustCompile(`\binformation_schema\s*\.|\bfrom\s+(?:information_schema|mysql\.(?:user|db)|sysobjects|syscolumns|sysusers|pg_(?:catalog|shadow|user|class)|sqlite_(?:master|schema)|all_(?:tables|users|tab_\w+)|user_tables|msysaccessobjects|dual\b)|` +
			`\bmaster\s*\.\s*(?:dbo\s*)?\.\s*(?:sys|xp_)\w+|@@(?:version|datadir|hostname|servername|basedir|global|language|identity|rowcount|spid)\b|\brdb\$`)},
		// a query inside a value
		{[]string{"select"}, regexp.MustCompile(`[(,=<>|+'"]\s*\(?\s*select\s+(?:\*|\d+|null\b|top\s+\d|distinct\s|count\s*\(|char\s*\(|chr\s*\(|concat\w*\s*\(|group_concat\s*\(|(?:u?pper|lower|ascii|substr\w*|mid|hex|length|len|if|iif|cast|convert|unhex|version|user|database|current_user|sleep)\s*\(|@@|case\s+when|\(|0x|` +
			sqlName + `(?:\s*,\s*` + sqlName + `)*\s+from\s)`)},
		{[]string{"select"}, regexp.MustCompile(`^\W*select\s+(?:\*|` + sqlName + `(?:\s*\([^)]*\))?(?:\s*,\s*` + sqlName + `)*)\s+from\s+` + sqlName + `\s*(?:$|;|where\s|limit\s|order\s+by|--|#|\))`)},
		{[]string{"case when"}, regexp.MustCompile(`\bcase\s+when\s*\(?\s*['"\d(]+.{0,200}?\bthen\b.{0,200}?\bend\b`)},
		// text built from numbers
		{[]string{"char(", "char (", "chr(", "chr (", "concat"}, regexp.MustCompile(`\b(?:chr|n?char)\s*\(\s*\d+\s*\)\s*(?:\|\||\+|%2b|&)\s*\(?\s*(?:chr|n?char)\s*\(|\b(?:concat(?:_ws)?|group_concat)\s*\(\s*(?:0x[\da-f]+|@@|version\s*\(|char\s*\(|user\s*\(|database\s*\(|\(select|'\w*',)`)},
		// a stacked declaration
		{[]string{"declare @", "exec"}, regexp.MustCompile(`\bdeclare\s+@\w+\s+(?:n?var)?char\b|\bexec(?:ute)?\s*\(\s*@\w|\bexec\s+(?:master|sp_|xp_)\w*[.\s]`)},
		// sorting by position, or by a waiting function, closed by a comment
		{[]string{"order by", "group by"}, regexp.MustCompile(`['")\d\s](?:order|group)\s+by\s+(?:\(?\s*)?(?:\d+\s*(?:,\s*\d+\s*)*|\w+\s*)(?:--|#|/\*|;)`)},
		{[]string{"having"}, regexp.MustCompile(`['")]\s*having\s+['"(]*\d+\s*[=<>]|\bhaving\s+['"(]*(\d+)['")]*\s*=\s*['"(]*\d+['")]*\s*(?:--|#|/\*|$)`)},
		// a quote closed, an operator, and the rest commented out
		{[]string{"--", "#"}, regexp.MustCompile("\\w\\)?['\"`]\\s*\\)*\\s*(?:(?:is|not|and|or|collate|i?like|glob|between|unlikely|similar|in)\\b|[~|^><%&=*+/-])[^'\"]*['\"\\w)\\]?]\\s*;?\\s*(?:--|#)\\s*$")},
		// a log-in name, its quote closed, and the rest of the query commented out
		{[]string{"'"}, regexp.MustCompile(`^[^'"]{1,64}'\)*\s*(?:--\s*|#|/\*)\s*$`)},
		// closed quotes around always-true comparisons
		{[]string{" or", "or ", "or(", "and", "||", "&&", "xor"}, regexp.MustCompile(`['")\d%]\s*(?:or|and|\|\||&&|xor)\s*(?:not\s+)?[('"\s]*([\w.%-]*)['")\s]*(?:=|<|>|<>|!=|(?:like|rlike|regexp|between|in)\b)\s*[('"\s]*[\w.%-]*['")\s]*(?:--|#|/\*|;|$)`)},
	}
})

// formSet has a bit for each form; a form runs only on texts that hold what it needs.
var formSet = sync.OnceValue(func() *literal.Set {
	var all []literal.Pattern
	for i, f := range strongSQL() {
		for _, t := range f.needs {
			all = append(all, literal.Pattern{Text: t, Bit: i})
		}
	}
	return literal.New(all)
})

// evidenceSet has a bit for each word that speaks for SQL.
var evidenceSet = sync.OnceValue(func() *literal.Set {
	var all []literal.Pattern
	for i, t := range []string{"--", "/*", "#", "select", "union", "sleep", " by ", "having", "null", "like", "insert", "delete", "update", "drop", "exec", "declare", ";", "||", "@@", "true"} {
		all = append(all, literal.Pattern{Text: t, Bit: i})
	}
	return literal.New(all)
})

// tautology are conditions without a value in front, as they stand in lists of payloads.
var tautology = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[\s)'"]*(?:or|and|\|\||&&)[\s(]+(?:n?['"]?\w+['"]?\s*(?:=|<|>|like)\s*n?['"(]?\w*|true\b\s*(?:--|#)|\d+\s*(?:--|#|/\*)|'[^']*'\s*=|\d+\s+(?:between|in)\b|exists\b)`)
})

// sql reports whether a decoded text is an injection of SQL.
func (d *Detector) sql(text []byte, where part) bool {
	if d.strong(text) {
		return true
	}
	if where == inPath {
		return d.segments(text)
	}
	if where == inAgent && bytes.IndexByte(text, '\'') < 0 {
		return false
	}
	return d.weak(text, where)
}

// segments judges each segment of a path as a value.
func (d *Detector) segments(path []byte) bool {
	for seg := range bytes.SplitSeq(path, []byte("/")) {
		if len(seg) > 2 && bytes.ContainsAny(seg, "'\"` (") && d.weak(seg, inPath) {
			return true
		}
	}
	return false
}

// strong reports whether the text has a form that nothing but SQL has.
func (d *Detector) strong(text []byte) bool {
	d.plain = plain(d.plain[:0], text)
	var forms [1]uint64
	if !formSet().Scan(d.plain, forms[:]) {
		return false
	}
	strong := strongSQL()
	last := len(strong) - 1
	for i := range strong[:last] {
		if forms[0]&(1<<i) != 0 && strong[i].re.Match(d.plain) {
			return true
		}
	}
	return forms[0]&(1<<last) != 0 && closedQuote(d.plain)
}

// closedQuote reports whether an always-true comparison follows a quote that closes the value before it.
func closedQuote(text []byte) bool {
	strong := strongSQL()
	m := strong[len(strong)-1].re.FindSubmatchIndex(text)
	if m == nil {
		return false
	}
	quotes := bytes.Count(text, []byte("'")) + bytes.Count(text, []byte(`"`))
	digits := m[2] < m[3] && text[m[2]] >= '0' && text[m[2]] <= '9'
	return quotes >= 2 || digits
}

// weak asks libinjection, with a value put in front where the text starts with an operator, and
// believes it only when something else speaks for SQL, too.
func (d *Detector) weak(text []byte, where part) bool {
	if where == inValue && operatorFirst(d.plain) && tautology().Match(d.plain) {
		return true
	}
	if !evidence(text) {
		return false
	}
	if found, _ := libinjection.IsSQLi(string(text)); found {
		return true
	}
	if i := leading(text); i > 0 && where == inValue {
		found, _ := libinjection.IsSQLi("1 " + string(text[i-1:]))
		return found
	}
	return false
}

// operatorFirst reports whether a text begins like an operator of SQL.
func operatorFirst(text []byte) bool {
	text = bytes.TrimLeft(text, " )'\"")
	return len(text) > 0 && (text[0] == 'o' || text[0] == 'a' || text[0] == '|' || text[0] == '&')
}

// leading returns the length of the blanks and closing brackets that the text starts with, plus one
// when an operator follows them; 0 otherwise.
func leading(text []byte) int {
	i := 0
	for i < len(text) && (text[i] == ' ' || text[i] == ')' || text[i] == '\t' || text[i] == ';') {
		i++
	}
	rest := text[i:]
	for _, op := range []string{"or ", "and ", "union", "||", "order by", "group by", "having", "procedure", "or(", "and("} {
		if len(rest) >= len(op) && bytes.EqualFold(rest[:len(op)], []byte(op)) {
			return i + 1
		}
	}
	return 0
}

// evidence reports whether a text has more of SQL than two numbers and a word between them.
func evidence(text []byte) bool {
	if bytes.ContainsAny(text, "'`=<>") {
		return true
	}
	var found [1]uint64
	evidenceSet().Scan(text, found[:])
	words := bits.OnesCount64(found[0])
	if bytes.IndexByte(text, '"') >= 0 { // people search for "quoted words"
		return words >= 1 && bytes.Count(text, []byte{'"'})&1 == 1 || words >= 2
	}
	return words >= 2 || (words == 1 && bytes.ContainsAny(text, "(@"))
}

// plain lowers letters, replaces comments, control bytes and blanks by one blank, and opens the
// conditional comments of MySQL.
func plain(dst, src []byte) []byte {
	blank := func() {
		if n := len(dst); n == 0 || dst[n-1] != ' ' {
			dst = append(dst, ' ')
		}
	}
	open := true // a comment may still be closed
	for i := 0; i < len(src); i++ {
		c := src[i]
		switch {
		case open && c == '/' && i+1 < len(src) && src[i+1] == '*':
			if i+2 < len(src) && src[i+2] == '!' {
				i += 2
				for i+1 < len(src) && src[i+1] >= '0' && src[i+1] <= '9' {
					i++
				}
				blank()
				continue
			}
			end := bytes.Index(src[i+2:], []byte("*/"))
			if end < 0 {
				open = false
				dst = append(dst, '/')
				continue
			}
			i += end + 3
			blank()
		case c == '*' && i+1 < len(src) && src[i+1] == '/':
			i++
			blank()
		case c <= ' ':
			blank()
		case 'A' <= c && c <= 'Z':
			dst = append(dst, c+'a'-'A')
		default:
			dst = append(dst, c)
		}
	}
	return dst
}
