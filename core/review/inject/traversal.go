package inject

import (
	"bytes"
	"regexp"
	"sync"
)

// sensitive are files that no client names, whatever folder they are named from.
var sensitive = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?:^|[/=:.\s"'(@]|\.\.)/?(?:` +
		`etc/+(?:passwd|shadow|hosts|group|issue|motd|fstab|crontab|mtab|profile|resolv\.conf|hostname|security/|ssh/|httpd/|apache2?/|nginx/|mysql/|my\.cnf|php\d*/|php\.ini|init\.d/|sysconfig/|ssl/|ldap/|proftpd|vsftpd|ftpaccess|ftpchroot|pam\.d|chrootusers|logrotate|wu-ftpd|pure-ftpd|updatedb|inetd|bashrc|redhat-release|debian_version|lsb-release|password|master\.passwd|security/(?:passwd|group|user|limits|environ))` +
		`|proc/+(?:self|version|cmdline|cpuinfo|net|sched_debug|mounts|\d+)\b` +
		`|(?:[a-z]:/+)?(?:windows|winnt)/+(?:win\.ini|system\.ini|system32/(?:config/(?:sam|system)|drivers/etc|cmd\.exe|inetsrv|repair)|repair/|php\.ini|my\.ini|desktop\.ini|panther/)` +
		`|[a-z]:/+(?:boot\.ini|autoexec\.bat|inetpub/.*\.\w+$|(?:xampp|wamp|apache|program files|php|mysql|nginx|home\d?)/.*\.(?:ini|conf|log|cnf|err|mdf)\b|\w+\.(?:ini|sys|log|bat))` +
		`|boot\.ini|win\.ini\b|global\.asa\b` +
		`|(?:usr/(?:local/)?|opt/|var/|home/|root/|bin/)?(?:apache2?|httpd|lampp|xampp|nginx)/+(?:logs?|conf|etc)/` +
		`|var/+(?:log|lib/mysql|mail|spool|run|adm|cpanel|local/www|www/(?:logs?|conf))/` +
		`|usr/+(?:local/(?:etc|apache\d*|php\d*|cpanel|pgsql|mysql|www|zeus|lib/php|nginx)|lib/(?:php|security|cron)|etc|pkg|ports|home|spool)` +
		`|opt/+(?:lampp|xampp|apache2?|\w+/(?:conf|logs?|etc))/` +
		`|(?:root|home/[^/]+)/+\.(?:ssh|bash|profile|my\.cnf|mysql)|\.ssh/+(?:id_[rd]sa|authorized_keys)|\.bash_history|\.htpasswd|web-inf/+(?:web\.xml|classes|lib)` +
		`|system32/+(?:cmd\.exe|config|drivers|inetsrv|repair)|cmd\.exe)`)
})

// wrappers are schemes that read files or run programs.
var wrappers = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?:^|[=\s"'])(?:php://(?:filter|input|data|stdin|memory|temp)|file:/{2,}|expect://|phar://|zip://|compress\.\w+://|glob://|data:(?://)?text/|ogg://|rar://|ssh2\.\w+://|netdoc:/|jar:)`)
})

// stuck are traversals whose slashes a filter took out.
var stuck = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\.{6,}[\\/]?(?:etc|boot|win|\{file\}|proc)|\.{16,}|(?:\./){6,}|(?:\.{2,}){2,}(?:etc|boot|windows|winnt)`)
})

// traversal reports whether a text leaves its folder or names a sensitive file. Decoded says that
// the text had been escaped, which no client does to dots.
func (d *Detector) traversal(text []byte, where part, decoded bool) bool {
	d.plain = unix(d.plain[:0], text)
	p := d.plain
	if climbs(p, where, decoded) {
		return true
	}
	if where == inAgent {
		return false
	}
	if i := bytes.IndexByte(text, 0); i > 1 && p[0] == '/' && where == inValue {
		return true
	}
	return stuck().Match(p) || wrappers().Match(p) || sensitiveIn(p, where)
}

// sensitiveIn looks for sensitive files. A value that is a web address names other people's files.
func sensitiveIn(p []byte, where part) bool {
	if where == inValue && (bytes.HasPrefix(p, []byte("http://")) || bytes.HasPrefix(p, []byte("https://"))) {
		return false
	}
	if where == inValue && (bytes.HasPrefix(p, []byte("/etc/")) || bytes.HasPrefix(p, []byte("/proc/")) || bytes.HasPrefix(p, []byte("/../"))) {
		return true // in a path these may be anything; Adobe's servers have an /etc of their own
	}
	return sensitive().Match(p)
}

// unix lowers letters, turns backslashes into slashes and takes out what hides dots from filters:
// NUL bytes, blanks around dots, a semicolon or slash behind them.
func unix(dst, src []byte) []byte {
	for i := 0; i < len(src); i++ {
		c := src[i]
		switch {
		case (c == '2' || c == '5') && bytes.HasSuffix(dst, []byte("..")) && i+1 < len(src) && (src[i+1]|0x20 == 'f' || src[i+1]|0x20 == 'c'):
			c = '/' // an escape whose percent sign was taken out
			i++
		case c == '\\':
			c = '/'
		case c == 0:
			continue
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		case c == ';' && bytes.HasSuffix(dst, []byte("..")):
			continue
		}
		dst = append(dst, c)
	}
	return dst
}

// climbs walks the segments of a path. It reports whether they lead above where they began, or climb
// at all though the dots had been escaped.
func climbs(p []byte, where part, decoded bool) bool {
	if !bytes.Contains(p, []byte("..")) && !bytes.Contains(p, []byte("/./")) {
		return false
	}
	depth, ups, odd, still := 0, 0, 0, 0
	first := true
	rest, more := p, true
	for more {
		var seg []byte
		seg, rest, more = bytes.Cut(rest, []byte("/"))
		if first {
			// what stands in front of the first dots ("a=..", "file:..") is no folder
			first = false
			if i := bytes.LastIndexAny(seg, "=:,;&|\"'% "); i >= 0 {
				seg = seg[i+1:]
			}
		}
		switch {
		case len(seg) == 0:
		case string(seg) == ".":
			still++
		case string(seg) == "..":
			if !more && ups == 0 { // "a/.." ends in dots and leads nowhere by itself
				continue
			}
			ups++
			depth--
			if depth < 0 {
				return where != inAgent || ups > 1
			}
		case dotsOnly(seg):
			odd++
		default:
			depth++
		}
	}
	if odd >= 2 || still >= 3 {
		return true
	}
	return ups > 0 && (decoded && where != inAgent || ups >= 3)
}

// dotsOnly reports whether a segment is three dots or more, or dots with a little around them.
func dotsOnly(seg []byte) bool {
	return len(seg) > 2 && len(bytes.Trim(seg, ".")) == 0
}
