package sigma

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// node is a YAML value with the line it stands on. Exactly one of the three shapes is set.
type node struct {
	line   int
	kind   nodeKind
	text   string // scalar: the value as text
	quoted bool   // scalar: it was a string, so that "401" is not a number
	pairs  []pair // mapping, in order
	items  []*node
}

type nodeKind uint8

const (
	scalarNode nodeKind = iota
	nullNode
	mapNode
	listNode
)

type pair struct {
	key   string
	line  int
	value *node
}

// get returns the value of a mapping's key, or nil.
func (n *node) get(key string) *node {
	if n == nil {
		return nil
	}
	for _, p := range n.pairs {
		if p.key == key {
			return p.value
		}
	}
	return nil
}

// str returns a scalar's text, or "".
func (n *node) str() string {
	if n == nil || n.kind != scalarNode {
		return ""
	}
	return n.text
}

// strs returns a list of scalars, or the one scalar.
func (n *node) strs() []string {
	if n == nil {
		return nil
	}
	if n.kind == scalarNode {
		return []string{n.text}
	}
	var all []string
	for _, i := range n.items {
		if i.kind == scalarNode {
			all = append(all, i.text)
		}
	}
	return all
}

// num returns a scalar as an integer.
func (n *node) num() (int64, bool) {
	if n == nil || n.kind != scalarNode || n.quoted {
		return 0, false
	}
	v, err := strconv.ParseInt(n.text, 10, 64)
	return v, err == nil
}

// documents parses a file's YAML into plain nodes. Aliases, anchors, tags and merges are refused:
// checks have no use for them, and aliases let a small file grow without end.
func documents(name string, src []byte) (docs []*node, err error) {
	if len(src) > MaxFile {
		return nil, fmt.Errorf("%s: larger than %d KiB", name, MaxFile>>10)
	}
	defer func() { // the YAML library panics on some malformed input
		if r := recover(); r != nil {
			docs, err = nil, fmt.Errorf("%s: not readable as YAML", name)
		}
	}()
	f, err := parser.ParseBytes(src, 0)
	if err != nil {
		return nil, fmt.Errorf("%s: %s", name, firstLine(err.Error()))
	}
	for _, d := range f.Docs {
		if d.Body == nil {
			continue
		}
		n, err := convert(name, d.Body, 0)
		if err != nil {
			return nil, err
		}
		if n.kind != nullNode {
			docs = append(docs, n)
		}
	}
	return docs, nil
}

// firstLine cuts the library's picture of the source from its message.
func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s
}

// lineOf returns the line of a YAML node.
func lineOf(n ast.Node) int {
	if t := n.GetToken(); t != nil && t.Position != nil {
		return t.Position.Line
	}
	return 0
}

// convert turns a YAML node into ours.
func convert(name string, n ast.Node, depth int) (*node, error) {
	if depth > MaxDepth {
		return nil, fmt.Errorf("%s:%d: nested deeper than %d levels", name, lineOf(n), MaxDepth)
	}
	out := &node{line: lineOf(n)}
	switch v := n.(type) {
	case nil, *ast.NullNode:
		out.kind = nullNode
	case *ast.StringNode:
		out.text, out.quoted = v.Value, true
	case *ast.LiteralNode:
		out.text, out.quoted = v.Value.Value, true
	case *ast.IntegerNode:
		out.text = fmt.Sprint(v.Value)
	case *ast.FloatNode:
		out.text, out.quoted = v.GetToken().Value, true
	case *ast.BoolNode:
		out.text = strconv.FormatBool(v.Value)
	case *ast.MappingNode:
		out.kind = mapNode
		for _, p := range v.Values {
			if err := addPair(name, out, p, depth); err != nil {
				return nil, err
			}
		}
	case *ast.MappingValueNode:
		out.kind = mapNode
		if err := addPair(name, out, v, depth); err != nil {
			return nil, err
		}
	case *ast.SequenceNode:
		out.kind = listNode
		for _, i := range v.Values {
			c, err := convert(name, i, depth+1)
			if err != nil {
				return nil, err
			}
			out.items = append(out.items, c)
		}
	default:
		return nil, fmt.Errorf("%s:%d: YAML %s is not supported in checks", name, out.line, strings.ToLower(n.Type().String()))
	}
	return out, nil
}

// addPair converts one key and its value. A key that stands twice is refused.
func addPair(name string, out *node, p *ast.MappingValueNode, depth int) error {
	line := lineOf(p.Key)
	if p.Key.IsMergeKey() {
		return fmt.Errorf("%s:%d: YAML merge is not supported in checks", name, line)
	}
	key := p.Key.GetToken().Value
	if out.get(key) != nil {
		return fmt.Errorf("%s:%d: key %q stands twice", name, line, key)
	}
	v, err := convert(name, p.Value, depth+1)
	if err != nil {
		return err
	}
	if v.line == 0 {
		v.line = line
	}
	out.pairs = append(out.pairs, pair{key: key, line: line, value: v})
	return nil
}
