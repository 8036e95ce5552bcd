package catalog

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	yaml "github.com/pb33f/go-yaml"
)

// readServers proposes hosts, base path and minimum TLS.
func (r *reader) readServers() {
	list := r.get(r.root, "servers")
	var hosts []string
	base, plainHTTP, first := "", false, true
	for i, n := range items(list) {
		if i == MaxHosts {
			r.problem(list.Line, "servers", false, "only the first "+strconv.Itoa(MaxHosts)+" servers are looked at")
			break
		}
		text := r.serverURL(n)
		u, err := url.Parse(text)
		if err != nil || u.Opaque != "" {
			r.problem(n.Line, "servers", false, "server "+strconv.Quote(text)+" is no address")
			continue
		}
		path, err := checkBase(u.EscapedPath())
		if err != nil && u.Path != "" {
			r.problem(n.Line, "servers", false, words(err))
			continue
		}
		if !first && path != base {
			r.problem(n.Line, "servers", false, "server "+strconv.Quote(text)+" has another base path than the first; it is left out")
			continue
		}
		base, first = path, false
		host := strings.ToLower(u.Hostname())
		if strings.Contains(host, ":") {
			host = "[" + host + "]"
		}
		if host == "" {
			continue
		}
		if !hostRE.MatchString(host) {
			r.problem(n.Line, "servers", false, "server "+strconv.Quote(text)+" has no host name that can be matched")
			continue
		}
		plainHTTP = plainHTTP || u.Scheme != "https"
		if !slices.Contains(hosts, host) {
			hosts = append(hosts, host)
		}
	}
	slices.Sort(hosts)
	r.doc.Proposed.Hosts, r.doc.Proposed.Base = hosts, base
	if len(hosts) > 0 && !plainHTTP {
		r.doc.Proposed.TLSMin = "1.2"
	}
}

// serverURL returns a server's address with its variables at their defaults.
func (r *reader) serverURL(n *yaml.Node) string {
	text := oneLine(r.text(n, "url"), 2048)
	vars := plain(r.get(n, "variables"))
	if vars == nil || vars.Kind != yaml.MappingNode {
		return text
	}
	for i := 0; i+1 < len(vars.Content) && i < 2*manyMembers; i += 2 {
		value := oneLine(r.text(vars.Content[i+1], "default"), 256)
		text = strings.ReplaceAll(text, "{"+vars.Content[i].Value+"}", value)
		if len(text) > 4096 {
			break
		}
	}
	return text
}
