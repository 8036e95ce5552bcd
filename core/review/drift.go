package review

import (
	"bytes"

	"gatehouse/core/auditlog"
)

// How the gateway's answer differs from policy's, as gh.drift names it.
var (
	driftAllowed = []byte("allowed") // policy refuses, the gateway served: 2xx or 3xx
	driftRefused = []byte("refused") // policy allows, the gateway itself refused: 401 403 404 405
	driftOther   = []byte("other")   // policy refuses, and so did the gateway, with another status
)

// driftOf compares the answer with what policy says:
//
//	policy   answer                   drift
//	any      429, a limit matches     none
//	refuse   2xx 3xx                  allowed
//	refuse   the same status          none
//	refuse   another 4xx 5xx          other (HTTP-03 looks closer)
//	allow    401 403 404 405          refused, when the gateway made the answer
//	allow    anything else            none
func driftOf(r *Row, v *Verdicts) []byte {
	status := int(r.Event.Status)
	if !r.Judged || status < 200 || (status == 429 && v.Limited) {
		return nil
	}
	if r.Expected == 200 {
		if refusal(status) && madeByGateway(&r.Event) {
			return driftRefused
		}
		return nil
	}
	switch {
	case status < 400:
		return driftAllowed
	case status != int(r.Expected):
		return driftOther
	}
	return nil
}

// refusal reports whether a status is one that a gateway refuses with.
func refusal(status int) bool {
	return status == 401 || status == 403 || status == 404 || status == 405
}

// reasonAllowed is what our gateways log as the reason of a request they let pass.
var reasonAllowed = []byte("allowed")

// madeByGateway reports whether the log shows that the gateway, and not the service behind it, made
// the answer: by our reason field, or by an upstream status that is empty or another.
func madeByGateway(e *auditlog.Event) bool {
	switch {
	case e.Has&auditlog.FieldReason != 0:
		return !bytes.Equal(e.Reason, reasonAllowed)
	case e.Has&auditlog.FieldUpstreamStatus != 0:
		return e.UpstreamStatus != e.Status
	}
	return e.Carried&auditlog.FieldUpstreamStatus != 0
}
