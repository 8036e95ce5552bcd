package bundle

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"gatehouse/core/apikey"
	"gatehouse/core/policy"
)

// Rego is the policy of every bundle: one constant file, so that whoever read it once knows what
// every gateway runs. Everything that differs between vaults is data.
//
//go:embed authz.rego
var Rego string

// Build packs a snapshot. The same snapshot and meta give the same bytes.
func Build(s *policy.Snapshot, m Meta) (Content, error) {
	if err := m.check(); err != nil {
		return Content{}, err
	}
	known, err := marshal(factsOf(m, grammar{Host: policy.HostPattern, Path: policy.PathPattern}))
	if err != nil {
		return Content{}, fmt.Errorf("building the bundle: %w", err)
	}
	data, err := dataFiles(s)
	if err != nil {
		return Content{}, fmt.Errorf("building the bundle: %w", err)
	}
	return assemble(m, append([]file{{regoFile, []byte(Rego)}, {factsFile, known}, {root + "/jwks/data.json", []byte(`{"keys":[]}`)}}, data...))
}

// dataFiles are the files that hold the policy itself.
func dataFiles(s *policy.Snapshot) ([]file, error) {
	in := s.Input()
	routes, err := routesData(s)
	if err != nil {
		return nil, err
	}
	return append([]file{
		{root + "/limits/data.json", limitsData(in.Limits)},
		{root + "/principals/data.json", principalsData(in.Principals)},
		{root + "/roles/data.json", rolesData(in.Roles)},
		{root + "/routes/data.json", routes},
	}, keyFiles(in.Keys)...), nil
}

// assemble puts files in order and writes the manifest over them.
func assemble(m Meta, files []file) (Content, error) {
	slices.SortFunc(files, func(a, b file) int { return strings.Compare(a.name, b.name) })
	digest := contentDigest(files)
	c := Content{Meta: m, Digest: digest, Revision: revision(m.Serial, digest)}
	manifest, err := marshal(manifestOf(m, c.Revision))
	if err != nil {
		return Content{}, fmt.Errorf("building the bundle: %w", err)
	}
	c.files = append([]file{{manifestFile, manifest}}, files...)
	return c, nil
}

// tokenRef is one token of one key: a row of the bundle.
type tokenRef struct {
	digest string
	key    int
	token  int
}

// keyFiles writes the keys, sharded by the first byte of the digest: OPA needs a third less memory
// for many small objects than for one large.
func keyFiles(keys []apikey.Key) []file {
	var rows []tokenRef
	for i := range keys {
		for j, t := range keys[i].Tokens {
			rows = append(rows, tokenRef{t.SHA256, i, j})
		}
	}
	slices.SortFunc(rows, func(a, b tokenRef) int { return strings.Compare(a.digest, b.digest) })
	var files []file
	for len(rows) > 0 {
		shard := rows[0].digest[:2]
		n := 1
		for n < len(rows) && rows[n].digest[:2] == shard {
			n++
		}
		body := make([]byte, 0, n*256)
		for i, r := range rows[:n] {
			body = append(body, "{,"[min(i, 1)])
			body = appendString(body, r.digest)
			body = append(body, ':')
			body = appendKey(body, &keys[r.key], keys[r.key].Tokens[r.token])
		}
		files = append(files, file{root + "/keys/" + shard + "/data.json", append(body, '}')})
		rows = rows[n:]
	}
	return files
}

// appendKey writes one token's row. What means "none" or "any" is left out.
func appendKey(b []byte, k *apikey.Key, t apikey.TokenRow) []byte {
	o := object{b: append(b, '{')}
	if until := k.ValidUntil(t); until != 0 {
		o.int("exp", int64(until))
	}
	o.str("id", k.ID)
	if k.NotBefore != 0 {
		o.int("nbf", int64(k.NotBefore))
	}
	o.list("networks", k.Networks)
	o.str("principal", k.Principal)
	if t.Public != "" {
		o.str("public", t.Public)
	}
	o.list("scopes", k.Scopes)
	o.str("state", string(k.State))
	return o.end()
}

// object appends the members of a JSON object. They must come in the order of their names.
type object struct {
	b    []byte
	more bool
}

func (o *object) name(name string) {
	if o.more {
		o.b = append(o.b, ',')
	}
	o.more = true
	o.b = appendString(o.b, name)
	o.b = append(o.b, ':')
}

func (o *object) str(name, value string) { o.name(name); o.b = appendString(o.b, value) }

func (o *object) int(name string, n int64) { o.name(name); o.b = appendInt(o.b, n) }

func (o *object) yes(name string, value bool) {
	if value {
		o.name(name)
		o.b = append(o.b, "true"...)
	}
}

// list writes a list, unless it is empty.
func (o *object) list(name string, list []string) {
	if len(list) > 0 {
		o.name(name)
		o.b = appendStrings(o.b, list)
	}
}

func (o *object) end() []byte { return append(o.b, '}') }
