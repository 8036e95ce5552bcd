package auditlog

// group is what several names of members mean. A log may have more than one of them (a time in
// three spellings, both $host and $server_name): the one that stands first in members counts, and a
// later one only where it is empty.
type group uint8

const (
	groupTime group = iota
	groupLine
	groupTarget
	groupMethod
	groupProto
	groupStatus
	groupUpstreamStatus
	groupBytesOut
	groupBytesSent
	groupBytesIn
	groupDuration
	groupSource
	groupForwarded
	groupUser
	groupHost
	groupReferer
	groupUserAgent
	groupScheme
	groupTLS
	groupCipher
	groupRequestID
	groupPrincipal
	groupKey
	groupReason
	groupRevision
	groupCount
)

// members are the names that are understood: nginx's variables (ngx_http_core_module, _log_module,
// _ssl_module, _upstream_module), then what log formats commonly say instead.
var members = [...]struct {
	name  string
	group group
}{
	{"msec", groupTime}, {"time_iso8601", groupTime}, {"time_local", groupTime}, {"time", groupTime},
	{"timestamp", groupTime}, {"@timestamp", groupTime}, {"ts", groupTime}, {"date", groupTime},

	{"request", groupLine},
	{"request_uri", groupTarget}, {"uri", groupTarget}, {"url", groupTarget}, {"path", groupTarget},
	{"request_method", groupMethod}, {"method", groupMethod}, {"verb", groupMethod},
	{"server_protocol", groupProto}, {"protocol", groupProto},
	{"status", groupStatus}, {"response", groupStatus}, {"status_code", groupStatus},
	{"upstream_status", groupUpstreamStatus},
	{"body_bytes_sent", groupBytesOut}, {"bytes", groupBytesOut}, {"size", groupBytesOut},
	{"bytes_sent", groupBytesSent},
	{"request_length", groupBytesIn}, {"bytes_in", groupBytesIn},
	{"request_time", groupDuration},

	{"remote_addr", groupSource}, {"remote_ip", groupSource}, {"client_ip", groupSource},
	{"clientip", groupSource}, {"client", groupSource},
	{"http_x_forwarded_for", groupForwarded}, {"x_forwarded_for", groupForwarded},
	{"remote_user", groupUser}, {"user", groupUser},
	{"host", groupHost}, {"http_host", groupHost}, {"server_name", groupHost}, {"vhost", groupHost},
	{"http_referer", groupReferer}, {"http_referrer", groupReferer}, {"referer", groupReferer},
	{"referrer", groupReferer},
	{"http_user_agent", groupUserAgent}, {"user_agent", groupUserAgent}, {"agent", groupUserAgent},
	{"scheme", groupScheme},
	{"ssl_protocol", groupTLS}, {"tls_version", groupTLS},
	{"ssl_cipher", groupCipher}, {"tls_cipher", groupCipher},
	{"request_id", groupRequestID}, {"http_x_request_id", groupRequestID},

	{"gh_principal", groupPrincipal}, {"gh_key", groupKey}, {"gh_reason", groupReason},
	{"gh_revision", groupRevision},
}

// The members of a line that were seen are a bitset: this fails to compile beyond 64 names.
var _ = [1]struct{}{}[len(members)/65]

// memberIndex finds a name in members by open addressing; 0 is an empty place, so it holds the
// index plus one.
var memberIndex = func() (index [256]uint8) {
	for i, m := range members {
		h := nameHash([]byte(m.name))
		for index[h] != 0 {
			h++
		}
		index[h] = uint8(i + 1)
	}
	return index
}()

// nameHash is cheap and spreads the names above well enough; it wraps around at 256.
func nameHash(name []byte) uint8 {
	n := len(name)
	return uint8(n*37) ^ name[0]*7 ^ name[n-1]*31 ^ name[n/2]*3
}

// memberOf returns the index in members of a name, or -1.
func memberOf(name []byte) int {
	if len(name) == 0 {
		return -1
	}
	for h := nameHash(name); ; h++ {
		i := int(memberIndex[h])
		if i == 0 {
			return -1
		}
		if members[i-1].name == string(name) {
			return i - 1
		}
	}
}
