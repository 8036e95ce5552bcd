package policy

import "gatehouse/core/catalog"

// node is a place in the tree of path segments of one API. Index 0 is no node.
type node struct {
	few   []edge            // literal children, while they are few
	many  map[string]uint32 // literal children, once they are many
	param uint32            // the child for a template segment
	leaf  uint32            // what ends here
}

type edge struct {
	text string
	node uint32
}

// fewEdges is how many children are compared one by one; beyond, a map is faster.
const fewEdges = 6

// leaf is a path and its methods. Index 0 is no leaf.
type leaf struct {
	byMethod [len(catalog.Methods)]RouteRef // HEAD falls to GET's route
	first    RouteRef
	allow    string // the union of all methods, for Allow
}

// child returns the child for a literal segment, or 0.
func (n *node) child(text string) uint32 {
	if n.many != nil {
		return n.many[text]
	}
	for i := range n.few {
		if n.few[i].text == text {
			return n.few[i].node
		}
	}
	return 0
}

// find returns the leaf of a path below a node, or 0. Literal children come first, so the leftmost
// difference wins; each node is seen at most once, so the cost is bounded by the size of the tree.
func (s *Snapshot) find(at uint32, path string) uint32 {
	for path != "" {
		end := 1
		for end < len(path) && path[end] != '/' {
			end++
		}
		seg, rest := path[1:end], path[end:]
		n := &s.nodes[at]
		lit, param := n.child(seg), n.param
		if seg == "" {
			param = 0 // a template segment is not empty
		}
		switch {
		case lit == 0 && param == 0:
			return 0
		case param == 0:
			at = lit
		case lit == 0:
			at = param
		default:
			if l := s.find(lit, rest); l != 0 {
				return l
			}
			at = param
		}
		path = rest
	}
	return s.nodes[at].leaf
}

// grow adds a path below a node and returns the index of its leaf.
func (s *Snapshot) grow(at uint32, t catalog.Template) uint32 {
	for _, seg := range t.Segments {
		next := s.nodes[at].param
		if seg.Param == "" {
			next = s.nodes[at].child(seg.Text)
		}
		if next == 0 {
			next = uint32(len(s.nodes))
			s.nodes = append(s.nodes, node{})
			s.nodes[at].attach(seg, next)
		}
		at = next
	}
	if s.nodes[at].leaf == 0 {
		s.nodes[at].leaf = uint32(len(s.leaves))
		s.leaves = append(s.leaves, leaf{})
	}
	return s.nodes[at].leaf
}

func (n *node) attach(seg catalog.Segment, to uint32) {
	switch {
	case seg.Param != "":
		n.param = to
	case n.many != nil:
		n.many[seg.Text] = to
	case len(n.few) < fewEdges:
		n.few = append(n.few, edge{seg.Text, to})
	default:
		n.many = map[string]uint32{seg.Text: to}
		for _, e := range n.few {
			n.many[e.text] = e.node
		}
		n.few = nil
	}
}
