package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// stepNames are the steps as people read them.
var stepNames = [stepCount]string{
	stepForm: "form", stepPath: "path", stepSize: "size", stepTLS: "tls", stepAddressLimits: "address limits",
	stepRoute: "route", stepMethod: "method", stepBody: "body", stepCredentials: "credentials",
	stepCertificate: "certificate", stepPrincipal: "principal", stepGrant: "grant", stepOTP: "one-time password", stepLimits: "limits",
}

// Explain answers a request as Decide does, and tells each step. With a meter it charges as Decide does.
func (s *Snapshot) Explain(req *Request, meter Meter) (Decision, []Step) {
	var r run
	r.begin(s, req, meter)
	var steps []Step
	for n := range stepCount {
		reason := r.step(n)
		st := Step{Step: stepNames[n], Result: "pass"}
		switch {
		case reason != pass:
			st.Result, st.Detail = "refuse", reasons[reason].Means
			if more := r.detail(n); more != "" {
				st.Detail += " (" + more + ")"
			}
		case r.skipped(n):
			st.Result = "skip"
		default:
			st.Detail = r.detail(n)
		}
		steps = append(steps, st)
		if reason != pass {
			return r.end(reason), steps
		}
	}
	return r.end(ReasonAllowed), steps
}

// skipped reports whether a step that passed had nothing to test.
func (r *run) skipped(n step) bool {
	switch n {
	case stepTLS:
		return r.api == noAPI || r.tls == TLSUnknown || r.leastTLS() == TLSNone
	case stepAddressLimits:
		return r.meter == nil || !r.address.IsValid() || r.api == noAPI && len(r.s.early) == 0 || r.api != noAPI && len(r.s.apis[r.api].early) == 0
	case stepBody:
		return r.s.routes[r.d.Route].maxBody == 0 && len(r.s.routes[r.d.Route].media) == 0
	case stepCertificate:
		return !r.s.routes[r.d.Route].certificate
	case stepCredentials, stepPrincipal:
		return r.row == 0
	case stepGrant, stepOTP:
		return r.s.routes[r.d.Route].public
	case stepLimits:
		return r.meter == nil || len(r.s.routes[r.d.Route].late) == 0
	}
	return false
}

// detail says what a step looked at. Keys are named by id, never by what was presented.
func (r *run) detail(n step) string {
	switch n {
	case stepSize:
		return fmt.Sprintf("target of %d bytes", len(r.target))
	case stepTLS:
		if r.api != noAPI {
			return fmt.Sprintf("%s, at least %s", r.tls, r.leastTLS())
		}
	case stepRoute:
		switch {
		case r.api == noAPI:
			return "no API has this host and base"
		case r.leaf == 0:
			return "API " + r.s.apis[r.api].realm
		}
		return "API " + r.s.apis[r.api].realm + ", " + r.s.routes[r.d.Route].template
	case stepMethod:
		return "allowed are " + r.s.routes[r.d.Route].allow
	case stepBody:
		return r.bodyDetail()
	case stepCredentials:
		return r.keyDetail()
	case stepPrincipal:
		return r.s.PrincipalName(r.d.Principal)
	case stepGrant, stepOTP:
		return r.rolesDetail()
	case stepLimits, stepAddressLimits:
		if r.d.RetryAfter > 0 {
			return "again in " + r.d.RetryAfter.String()
		}
	}
	return ""
}

// bodyDetail tells size and type of the body, and what the route takes.
func (r *run) bodyDetail() string {
	rt := &r.s.routes[r.d.Route]
	var parts []string
	if rt.maxBody > 0 {
		parts = append(parts, fmt.Sprintf("%d of at most %d bytes", r.bodySize, rt.maxBody))
	}
	if len(rt.media) > 0 {
		parts = append(parts, "takes "+listed(rt.media))
	}
	return strings.Join(parts, ", ")
}

// keyDetail names the key and its time.
func (r *run) keyDetail() string {
	if r.row == 0 {
		return ""
	}
	t := &r.s.tokens[r.row]
	s := "API key " + r.d.Key
	if t.until != forever {
		s += ", valid until " + time.UnixMilli(t.until).UTC().Format(time.RFC3339)
	}
	return s
}

// rolesDetail names the roles that count and those that would be needed.
func (r *run) rolesDetail() string {
	var mine, need []string
	rt := &r.s.routes[r.d.Route]
	for i, role := range r.s.input.Roles {
		called := role.Name
		if called == "" {
			called = role.ID
		}
		if r.s.sets.has(r.s.tokens[r.row].roles, i) {
			mine = append(mine, called)
		}
		if r.s.sets.has(rt.plain[r.methodIndex], i) || r.s.sets.has(rt.otp[r.methodIndex], i) {
			need = append(need, called)
		}
	}
	slices.Sort(mine) // roles stand in the order of their ids, which are random
	slices.Sort(need)
	if len(need) == 0 {
		return fmt.Sprintf("has %s; no role at all may %s %s", listed(mine), r.method, rt.template)
	}
	return fmt.Sprintf("has %s; %s %s needs one of %s", listed(mine), r.method, rt.template, listed(need))
}

func listed(names []string) string {
	const most = 8
	switch {
	case len(names) == 0:
		return "no role"
	case len(names) > most:
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	return strings.Join(names, ", ")
}
