package review

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"gatehouse/assets/checks"
	"gatehouse/core/auditlog"
	"gatehouse/core/review/sigma"
)

// Check is one entry of the catalogue: a file of one or more Sigma rules with one id.
type Check struct {
	ID             string // "INJ-01"
	Title          string
	Severity       Severity // the highest that a finding of it can have
	Description    string
	Tags           []string // framework controls, such as owasp.api8-2023
	FalsePositives []string
	GroupBy        []string // what makes one finding: source, route, principal, key, reason, missing
	Graded         bool     // findings say how far the attack came
	Needs          []string // what the log must carry; "a|b" is one of them
	Params         []sigma.Param
	File           string
	Digest         string // SHA-256 of the file, in hex

	file *sigma.File
}

// defaultGroup is what makes one finding where a check says nothing else.
var defaultGroup = []string{"source", "route"}

// groupNames are the words allowed in group-by.
var groupNames = []string{"source", "route", "principal", "key", "reason", "missing"}

// Catalogue returns the checks that come with the program, by id.
func Catalogue() ([]*Check, error) { return LoadChecks(checks.FS) }

// LoadChecks reads every .yml file below a folder.
func LoadChecks(fsys fs.FS) ([]*Check, error) {
	var all []*Check
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".yml" {
			return err
		}
		src, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		c, err := ParseCheck(name, src)
		if err != nil {
			return err
		}
		all = append(all, c)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("loading checks: %w", err)
	}
	return sorted(all)
}

// sorted puts checks in order of their ids, of which no two may be the same.
func sorted(all []*Check) ([]*Check, error) {
	slices.SortFunc(all, func(a, b *Check) int { return strings.Compare(a.ID, b.ID) })
	for i := 1; i < len(all); i++ {
		if all[i].ID == all[i-1].ID {
			return nil, fmt.Errorf("loading checks: %s and %s have the same id %s", all[i-1].File, all[i].File, all[i].ID)
		}
	}
	return all, nil
}

// ParseCheck reads one check file. Errors name the file and the line.
func ParseCheck(name string, src []byte) (*Check, error) {
	f, err := sigma.Parse(name, src)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(src)
	head := f.Head()
	c := &Check{
		ID: head.ID, Title: head.Title, Description: head.Description, Tags: head.Tags, FalsePositives: head.FalsePositives,
		GroupBy: f.GroupBy, Graded: f.Grade, Needs: f.Needs, Params: f.Params, File: name, Digest: hex.EncodeToString(sum[:]), file: f,
	}
	if c.ID == "" {
		return nil, fmt.Errorf("%s:%d: the check has no id", name, head.Line)
	}
	if len(c.GroupBy) == 0 {
		c.GroupBy = defaultGroup
	}
	for _, g := range c.GroupBy {
		if !slices.Contains(groupNames, g) {
			return nil, fmt.Errorf("%s: group-by has no %q, only %s", name, g, strings.Join(groupNames, ", "))
		}
	}
	for _, l := range f.Levels() {
		sev, err := ParseSeverity(l)
		if err != nil {
			return nil, fmt.Errorf("%s: level: %w", name, err)
		}
		c.Severity = max(c.Severity, sev)
	}
	return c, nil
}

// needPolicy is the need that no log fills: a policy that judges its events.
const needPolicy = "policy"

// asks reports whether the check names a need.
func (c *Check) asks(need string) bool { return slices.Contains(c.Needs, need) }

// missingFor returns the first need that a log with these fields can't fill, or "".
func (c *Check) missingFor(carried auditlog.Field, judged bool) string {
	names := carried.Names()
	for _, need := range c.Needs {
		if need == needPolicy {
			if !judged {
				return need
			}
			continue
		}
		ok := false
		for _, name := range strings.Split(need, "|") {
			ok = ok || slices.Contains(names, name)
		}
		if !ok {
			return strings.ReplaceAll(need, "|", " or ")
		}
	}
	return ""
}
