package catalog

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pb33f/libopenapi/datamodel"

	"gatehouse/core/fault"
)

// packed are the beginnings of files that have to be unpacked first.
var packed = [...]struct{ begins, name string }{
	{"\x1f\x8b", "gzip"}, {"PK\x03\x04", "ZIP"}, {"\x28\xb5\x2f\xfd", "zstd"}, {"\xfd7zXZ\x00", "xz"}, {"BZh", "bzip2"},
}

// noText refuses what is not text in UTF-8, before a parser says so in its own words.
func noText(text []byte) error {
	for _, p := range packed {
		if bytes.HasPrefix(text, []byte(p.begins)) {
			return fault.New(fault.Invalid, "this is no OpenAPI document: it is packed with %s; unpack it first", p.name)
		}
	}
	switch {
	case len(bytes.TrimSpace(text)) == 0:
		return fault.New(fault.Invalid, "this is no OpenAPI document: it is empty; choose the file that holds the document")
	case bytes.HasPrefix(text, []byte("\xff\xfe")), bytes.HasPrefix(text, []byte("\xfe\xff")):
		return fault.New(fault.Invalid, "line 1: the document is written in UTF-16; save it as UTF-8 first")
	}
	if i := bytes.IndexFunc(text, func(r rune) bool { return r < 0x20 && r != '\t' && r != '\n' && r != '\r' }); i >= 0 {
		return fault.New(fault.Invalid, "line %d: a byte 0x%02x, which no text has, so this is no OpenAPI document; choose a YAML or JSON file", lineAt(text, i), text[i])
	}
	if !utf8.Valid(text) {
		i := 0
		for r, n := utf8.DecodeRune(text); r != utf8.RuneError || n > 1; r, n = utf8.DecodeRune(text[i:]) {
			i += n
		}
		return fault.New(fault.Invalid, "line %d: the document is not in UTF-8; save it as UTF-8 first", lineAt(text, i))
	}
	return nil
}

func lineAt(text []byte, offset int) int { return 1 + bytes.Count(text[:offset], []byte("\n")) }

// markRE finds where a parser stumbled, the last place that it names, and over what.
var markRE = regexp.MustCompile(`^.*\bL(\d+)\.C\d+\)?: (.*)$`)

// misread says in our words why the library did not read a text that is one. It gives the tree where
// only its version is unknown.
func misread(text []byte, info *datamodel.SpecInfo, err error) error {
	if info != nil && info.RootNode != nil {
		return otherVersion(&reader{root: document(info)})
	}
	why := oneLine(err.Error(), 300)
	m := markRE.FindStringSubmatch(why)
	if strings.HasPrefix(why, "unable to extract version") {
		return fault.New(fault.Invalid, `this is no OpenAPI document yet: its member "openapi" names no version; write one there, such as 3.0.3 or 3.1.0`)
	}
	if m == nil {
		return fault.New(fault.Invalid, "this is no OpenAPI document: %s; choose a YAML or JSON file", why)
	}
	n, _ := strconv.Atoi(m[1])
	if lines := bytes.Split(text, []byte("\n")); n > 0 && n <= len(lines) && bytes.HasPrefix(lines[n-1], []byte("\t")) {
		return fault.New(fault.Invalid, "line %d: it begins with a tab; YAML is indented by spaces only, so put spaces there", n)
	}
	language := "YAML"
	if t := bytes.TrimSpace(text); t[0] == '{' {
		language = "JSON"
	}
	return fault.New(fault.Invalid, "line %d: this is not well-formed %s: %s; mend the line or the one before it, or export the document again", n, language, m[2])
}

// otherVersion says which other document this is, and what can be done about it.
func otherVersion(r *reader) error {
	for _, other := range [...]struct{ member, name, next string }{
		{"swagger", "Swagger", "convert it first, with swagger2openapi or in the Swagger Editor"},
		{"openapi", "OpenAPI", "export the document as one of them"},
		{"asyncapi", "AsyncAPI", "choose an OpenAPI document"},
	} {
		if n := r.get(r.root, other.member); n != nil {
			return fault.New(fault.Invalid, "line %d: this is %s %q; versions 3.0 and 3.1 of OpenAPI can be imported: %s", n.Line, other.name, oneLine(r.text(r.root, other.member), 32), other.next)
		}
	}
	return fault.New(fault.Invalid, `this is no OpenAPI document: it has no member "openapi" that names a version; choose the file that has one`)
}

// tooLarge refuses a document for its size in bytes.
func tooLarge(size int64) error {
	return fault.New(fault.Invalid, "the document has %d bytes; at most %d are allowed (32 MiB): leave out its examples, or split it by its paths", size, MaxDocument)
}
