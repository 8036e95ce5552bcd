package sigma

import (
	"fmt"
	"strings"
	"time"
)

// File is a parsed check file.
type File struct {
	Name         string
	Rules        []*Rule
	Correlations []*Correlation
	Params       []Param
	Tests        Tests
	GroupBy      []string // x-gatehouse: what makes one finding, where the default won't do
	Grade        bool     // x-gatehouse: findings are graded by the answer's status
	Needs        []string // x-gatehouse: fields that the log must carry
}

// Head is what rules and correlations have in common.
type Head struct {
	Title          string
	ID             string // usually a UUID in Sigma; ours are catalogue ids as INJ-01
	Name           string // how correlations refer to a rule
	Description    string
	Level          string
	Tags           []string
	References     []string
	FalsePositives []string
	Line           int
}

// Rule is one detection over single events.
type Rule struct {
	Head
	Condition Expr
}

// Correlation is a condition over several events of the rules it names.
type Correlation struct {
	Head
	Type     string // "event_count" or "value_count"
	Rules    []string
	GroupBy  []string
	Timespan time.Duration
	Field    string // value_count: whose distinct values are counted
	Op       Op     // Gt, Gte, Lt, Lte or Equal
	Count    int64
}

// Param is a threshold that an administrator may change.
type Param struct {
	Name  string
	Of    string // what it sets: "<correlation>.count", "<correlation>.timespan", or empty for the engine's own
	Value string // the default, where it stands nowhere else
	About string
}

// Case is one embedded test: events that together must, or must not, fire.
type Case struct {
	Line   int
	Events []TestEvent
}

// TestEvent is one event of a [Case], repeated Repeat times, Every apart.
type TestEvent struct {
	Fields map[string]string
	Repeat int
	Every  time.Duration
}

// Tests are the embedded tests of a file.
type Tests struct{ Fire, Quiet []Case }

// Parse reads a check file. Errors name the file and the line.
func Parse(name string, src []byte) (*File, error) {
	docs, err := documents(name, src)
	if err != nil {
		return nil, err
	}
	if len(docs) == 0 {
		return nil, fmt.Errorf("%s: holds no rule", name)
	}
	if len(docs) > MaxRules {
		return nil, fmt.Errorf("%s: more than %d documents", name, MaxRules)
	}
	p := &parse{name: name, file: &File{Name: name}}
	for _, d := range docs {
		if err := p.document(d); err != nil {
			return nil, err
		}
	}
	return p.file, p.references()
}

// parse is the state of reading one file.
type parse struct {
	name   string
	file   *File
	values int
}

// fail returns an error at a line of the file.
func (p *parse) fail(line int, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", p.name, line, fmt.Sprintf(format, args...))
}

// topLevel are the keys a document may have; the ones without a reader are for people.
var topLevel = map[string]bool{
	"title": true, "id": true, "name": true, "description": true, "status": true, "level": true, "tags": true,
	"references": true, "falsepositives": true, "author": true, "date": true, "modified": true, "license": true,
	"logsource": true, "fields": true, "related": true, "scope": true, "taxonomy": true,
	"detection": true, "correlation": true, "x-gatehouse": true,
}

// document reads one YAML document: a rule or a correlation.
func (p *parse) document(d *node) error {
	if d.kind != mapNode {
		return p.fail(d.line, "a rule is a mapping")
	}
	for _, kv := range d.pairs {
		if !topLevel[kv.key] && !strings.HasPrefix(kv.key, "x-") {
			return p.fail(kv.line, "key %q is not supported", kv.key)
		}
	}
	head := Head{
		Title: d.get("title").str(), ID: d.get("id").str(), Name: d.get("name").str(), Description: d.get("description").str(),
		Level: d.get("level").str(), Tags: d.get("tags").strs(), References: d.get("references").strs(),
		FalsePositives: d.get("falsepositives").strs(), Line: d.line,
	}
	if head.Name == "" {
		head.Name = head.ID
	}
	if head.Title == "" {
		return p.fail(d.line, "the rule has no title")
	}
	switch det, cor := d.get("detection"), d.get("correlation"); {
	case det != nil && cor != nil:
		return p.fail(d.line, "a document holds a detection or a correlation, not both")
	case det != nil:
		c, err := p.detection(det)
		if err != nil {
			return err
		}
		p.file.Rules = append(p.file.Rules, &Rule{Head: head, Condition: c})
	case cor != nil:
		c, err := p.correlation(cor, head)
		if err != nil {
			return err
		}
		p.file.Correlations = append(p.file.Correlations, c)
	default:
		return p.fail(d.line, "the rule has neither detection nor correlation")
	}
	return p.extension(d.get("x-gatehouse"))
}

// references checks that names are unique and that correlations name rules of this file.
func (p *parse) references() error {
	rules, all := map[string]bool{}, map[string]bool{}
	for _, r := range p.file.Rules {
		if r.Name != "" && all[r.Name] {
			return p.fail(r.Line, "name %q stands twice", r.Name)
		}
		rules[r.Name], all[r.Name] = true, true
	}
	for _, c := range p.file.Correlations {
		if c.Name != "" && all[c.Name] {
			return p.fail(c.Line, "name %q stands twice", c.Name)
		}
		all[c.Name] = true
		for _, r := range c.Rules {
			if !rules[r] {
				return p.fail(c.Line, "correlation names rule %q, which this file doesn't hold", r)
			}
		}
	}
	for _, q := range p.file.Params {
		if name, field, ok := strings.Cut(q.Of, "."); q.Of != "" && (!ok || !all[name] || (field != "count" && field != "timespan")) {
			return fmt.Errorf("%s: param %q is of %q: want <correlation>.count or <correlation>.timespan", p.name, q.Name, q.Of)
		}
	}
	return nil
}

// Head returns what the file says about itself: the head of its first document with an id.
func (f *File) Head() Head {
	var heads []Head
	for _, r := range f.Rules {
		heads = append(heads, r.Head)
	}
	for _, c := range f.Correlations {
		heads = append(heads, c.Head)
	}
	best := heads[0]
	for _, h := range heads {
		if h.ID != "" && (best.ID == "" || h.Line < best.Line) {
			best = h
		}
	}
	return best
}

// Levels returns the levels of the documents that have one.
func (f *File) Levels() []string {
	var all []string
	for _, r := range f.Rules {
		if r.Level != "" {
			all = append(all, r.Level)
		}
	}
	for _, c := range f.Correlations {
		if c.Level != "" {
			all = append(all, c.Level)
		}
	}
	return all
}
