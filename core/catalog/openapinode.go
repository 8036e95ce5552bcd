package catalog

import (
	"net/url"
	"strconv"
	"strings"

	yaml "github.com/pb33f/go-yaml"

	"gatehouse/core/fault"
)

// reader walks the tree of a document. References and aliases are followed where they are met and never
// expanded, so that a document can be no larger than it is.
type reader struct {
	doc     Document
	root    *yaml.Node
	members map[*yaml.Node]map[string]*yaml.Node // of large mappings
	schemes map[string]scheme
	headers map[string]bool // that carry API keys
	told    map[string]bool // problems that are told once
	budget  int             // statements left
}

// twice refuses a member that is given twice, and nesting without end.
func twice(n *yaml.Node, depth int) error {
	if depth > maxDepth {
		return fault.New(fault.Invalid, "line %d: the document is nested more than %d levels deep; flatten it", n.Line, maxDepth)
	}
	if n.Kind == yaml.MappingNode {
		seen := make(map[string]bool, len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			k := n.Content[i]
			if k.Kind == yaml.ScalarNode && seen[k.Value] {
				return fault.New(fault.Invalid, "line %d: %q is given twice; take one out", k.Line, oneLine(k.Value, 64))
			}
			seen[k.Value] = true
		}
	}
	for _, c := range n.Content {
		if err := twice(c, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// plain follows aliases.
func plain(n *yaml.Node) *yaml.Node {
	for range maxHops {
		if n == nil || n.Kind != yaml.AliasNode {
			return n
		}
		n = n.Alias
	}
	return nil
}

// get returns a member of a mapping, or nil. Merge keys (<<) count where the member is not there.
func (r *reader) get(n *yaml.Node, name string) *yaml.Node { return r.merged(n, name, 0) }

func (r *reader) merged(n *yaml.Node, name string, hops int) *yaml.Node {
	if n = plain(n); n == nil || n.Kind != yaml.MappingNode || hops > maxHops {
		return nil
	}
	if found := r.own(n, name); found != nil {
		return plain(found)
	}
	if from := r.own(n, "<<"); from != nil {
		return r.merged(from, name, hops+1)
	}
	return nil
}

// own returns a member of a mapping itself.
func (r *reader) own(n *yaml.Node, name string) *yaml.Node {
	if len(n.Content) < 2*manyMembers {
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == name {
				return n.Content[i+1]
			}
		}
		return nil
	}
	m := r.members[n]
	if m == nil {
		m = make(map[string]*yaml.Node, len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			m[n.Content[i].Value] = n.Content[i+1]
		}
		if r.members == nil {
			r.members = map[*yaml.Node]map[string]*yaml.Node{}
		}
		r.members[n] = m
	}
	return m[name]
}

// text returns a scalar member, or "".
func (r *reader) text(n *yaml.Node, name string) string {
	if v := r.get(n, name); v != nil && v.Kind == yaml.ScalarNode && v.Tag != "!!null" {
		return v.Value
	}
	return ""
}

// yes reports whether a member is true.
func (r *reader) yes(n *yaml.Node, name string) bool { return r.text(n, name) == "true" }

// items returns the items of a list, or nil.
func items(n *yaml.Node) []*yaml.Node {
	if n = plain(n); n == nil || n.Kind != yaml.SequenceNode {
		return nil
	}
	return n.Content
}

// resolve follows $ref inside of the document.
//
// Errors say in words which reference leads nowhere, in a circle, or out of the document.
func (r *reader) resolve(n *yaml.Node) (*yaml.Node, error) {
	for range maxHops {
		if n = plain(n); n == nil || n.Kind != yaml.MappingNode {
			return n, nil
		}
		ref := r.text(n, "$ref")
		if ref == "" {
			return n, nil
		}
		at, inside := strings.CutPrefix(ref, "#")
		if !inside {
			return nil, fault.New(fault.Invalid, "the reference %q leads out of the document, and nothing is fetched; bundle the document into one file first", ref)
		}
		if n = r.at(at); n == nil {
			return nil, fault.New(fault.Invalid, "the reference %q leads nowhere", ref)
		}
	}
	return nil, fault.New(fault.Invalid, "references lead in a circle")
}

// at returns what a JSON pointer names (RFC 6901 §6, in a URI fragment), or nil.
func (r *reader) at(pointer string) *yaml.Node {
	if p, err := url.PathUnescape(pointer); err == nil {
		pointer = p
	}
	n := plain(r.root)
	if pointer == "" {
		return n
	}
	parts := strings.Split(pointer, "/")
	if parts[0] != "" || len(parts) > maxDepth {
		return nil
	}
	for _, part := range parts[1:] {
		part = strings.ReplaceAll(strings.ReplaceAll(part, "~1", "/"), "~0", "~")
		switch {
		case n == nil:
			return nil
		case n.Kind == yaml.SequenceNode:
			i, err := strconv.Atoi(part)
			if err != nil || i < 0 || i >= len(n.Content) {
				return nil
			}
			n = plain(n.Content[i])
		default:
			n = r.get(n, part)
		}
	}
	return n
}
