package catalog

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	yaml "github.com/pb33f/go-yaml"
	"github.com/pb33f/libopenapi/datamodel"

	"gatehouse/core/fault"
)

// Document is what an OpenAPI 3.0 or 3.1 document says, as far as a catalogue can hold it.
type Document struct {
	Title      string
	Version    string // the document's own
	OpenAPI    string // of the specification: 3.0.3
	SHA256     string // of the file, lower-case hex
	Proposed   SaidAPI
	Operations []Operation // by path and method
	Problems   []Problem   // by line; at most [MaxProblems]
	MoreFaults int         // problems that are not listed
}

// Operation is one path and method of a document.
type Operation struct {
	Line   int
	Path   string
	Method string
	Said   Said
}

// Problem is something in a document that was left out, and why.
type Problem struct {
	Line  int    `json:"line"`
	Where string `json:"where"` // GET /orders/{id}
	Text  string `json:"text"`
	Route bool   `json:"route"` // the whole route was left out, not a part of it
}

// ReadOpenAPI reads an OpenAPI 3.0 or 3.1 document, as JSON or YAML. It follows references inside of
// the document and no others: nothing is fetched, and no file beside it is read. What a route cannot
// be is listed among the problems with its line; the rest can be imported.
//
// Errors: Invalid for what is no such document, with the line where it is known, and for one beyond
// the limits.
func ReadOpenAPI(text []byte) (Document, error) {
	if len(text) > MaxDocument {
		return Document{}, tooLarge(int64(len(text)))
	}
	if err := noText(text); err != nil {
		return Document{}, err
	}
	if n := marks(text); n > maxMarks {
		return Document{}, fault.New(fault.Invalid, "the document has about %d members and items; at most %d are allowed: split it by its paths", n, maxMarks)
	}
	config := datamodel.NewDocumentConfiguration()
	config.SkipJSONConversion = true // its test for members given twice takes quadratic time; see twice
	info, err := datamodel.ExtractSpecInfoWithConfig(text, config)
	if err != nil {
		return Document{}, misread(text, info, err)
	}
	r := &reader{root: document(info), budget: maxStatements}
	if r.root == nil || !strings.HasPrefix(info.Version, "3.0") && !strings.HasPrefix(info.Version, "3.1") {
		return Document{}, otherVersion(r)
	}
	if err := twice(info.RootNode, 0); err != nil {
		return Document{}, err
	}
	return r.document(info.Version, text)
}

// document is the mapping at the top of what the library read, or nil.
func document(info *datamodel.SpecInfo) *yaml.Node {
	if info.RootNode == nil || len(info.RootNode.Content) == 0 {
		return nil
	}
	return info.RootNode.Content[0]
}

// marks counts what begins, ends or parts members and items, so that memory stays bounded: each costs
// some hundred bytes once it is read.
func marks(text []byte) int {
	n := 0
	for _, c := range text {
		switch c {
		case ',', ':', '[', '{', '\n':
			n++
		}
	}
	return n
}

// document reads everything from the root.
func (r *reader) document(version string, text []byte) (Document, error) {
	sum := sha256.Sum256(text)
	about := r.get(r.root, "info")
	r.doc = Document{
		Title: oneLine(r.text(about, "title"), maxSummary), Version: oneLine(r.text(about, "version"), 64),
		OpenAPI: version, SHA256: hex.EncodeToString(sum[:]),
	}
	paths := r.get(r.root, "paths")
	if paths == nil || len(paths.Content) == 0 {
		return Document{}, fault.New(fault.Invalid, "the document has no paths, so there is nothing to import; choose the one that lists them")
	}
	r.readServers()
	r.readSchemes()
	seen := map[string]string{}
	for i := 0; i+1 < len(paths.Content); i += 2 {
		r.readPath(paths.Content[i], paths.Content[i+1], seen)
		if len(r.doc.Operations) > MaxOperations {
			return Document{}, fault.New(fault.Invalid, "the document has more than %d operations; split it by its paths", MaxOperations)
		}
		if r.budget < 0 {
			return Document{}, fault.New(fault.Invalid, "line %d: the document declares more than %d parameters, values and media types; split it by its paths", paths.Content[i].Line, maxStatements)
		}
	}
	r.proposeHeader()
	slices.SortStableFunc(r.doc.Operations, func(a, b Operation) int {
		if c := strings.Compare(a.Path, b.Path); c != 0 {
			return c
		}
		return MethodIndex(a.Method) - MethodIndex(b.Method)
	})
	slices.SortStableFunc(r.doc.Problems, func(a, b Problem) int { return a.Line - b.Line })
	return r.doc, nil
}

// problem notes something that is left out.
func (r *reader) problem(line int, where string, route bool, text string) {
	if len(r.doc.Problems) == MaxProblems {
		r.doc.MoreFaults++
		return
	}
	r.doc.Problems = append(r.doc.Problems, Problem{Line: line, Where: oneLine(where, 160), Text: oneLine(text, 300), Route: route})
}
