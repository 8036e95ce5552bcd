# Gatehouse's decision for the Open Policy Agent: the same in every bundle. What differs between
# vaults is data. Ask for data.gatehouse.authz.decision; the input is the request object of
# docs/decisions.md, with key_sha256 in place of the API key.
#
# The rule "verdict" is one chain in the order of the reasons. Every refusal reads "not <what must
# hold>": where something cannot be evaluated, it does not hold, and the request is refused.
package gatehouse

authz.decision := object.union(known, {
	"allow": verdict.reason == "allowed",
	"headers": headers,
	"reason": verdict.reason,
	"status": verdict.status,
})

verdict := {"status": 503, "reason": "bundle_rolled_back"} if {
	not current
} else := {"status": 503, "reason": "bundle_expired"} if {
	not fresh
} else := {"status": 400, "reason": "request_malformed"} if {
	not well_formed
} else := {"status": 400, "reason": "path_not_canonical"} if {
	not canonical
} else := {"status": 414, "reason": "target_too_long"} if {
	not target_fits
} else := {"status": 431, "reason": "headers_too_large"} if {
	not headers_fit
} else := {"status": 403, "reason": "tls_required"} if {
	not encrypted
} else := {"status": 403, "reason": "tls_too_old"} if {
	not tls_recent
} else := {"status": 404, "reason": "route_unknown"} if {
	not place
} else := {"status": 405, "reason": "method_not_allowed"} if {
	not route_id
} else := {"status": 413, "reason": "body_too_large"} if {
	not body_fits
} else := {"status": 415, "reason": "media_type_unsupported"} if {
	not media_fits
} else := {"status": 401, "reason": "credentials_missing"} if {
	not identified
} else := {"status": 401, "reason": "method_not_accepted"} if {
	not accepted
} else := {"status": 401, "reason": "certificate_missing"} if {
	anonymous
	not certified
} else := {"status": 200, "reason": "allowed"} if {
	anonymous
} else := {"status": 401, "reason": "key_unknown"} if {
	not key
} else := {"status": 401, "reason": "key_revoked"} if {
	not key_kept
} else := {"status": 401, "reason": "key_suspended"} if {
	not key_active
} else := {"status": 401, "reason": "key_not_yet_valid"} if {
	not key_begun
} else := {"status": 401, "reason": "key_expired"} if {
	not key_lasting
} else := {"status": 401, "reason": "key_wrong_network"} if {
	not key_near
} else := {"status": 401, "reason": "certificate_missing"} if {
	not certified
} else := {"status": 401, "reason": "principal_disabled"} if {
	not principal_active
} else := {"status": 403, "reason": "role_lacks_grant"} if {
	not granted
} else := {"status": 401, "reason": "otp_required"} if {
	not granted_plainly
} else := {"status": 200, "reason": "allowed"}

# --- the bundle itself: the floor comes from the client's own configuration

current if data.gatehouse.bundle.serial >= to_number(object.get(opa.runtime(), ["config", "labels", "gatehouse_min_serial"], "0"))

fresh if now < time.parse_rfc3339_ns(data.gatehouse.bundle.expires_at)

now := at if true

else := time.now_ns()

at := time.parse_rfc3339_ns(input.at)

# --- the request is well formed: types, characters, and no credential given twice

well_formed if {
	every name in texts { is_string(object.get(input, name, "")) }
	regex.match("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", input.method)
	regex.match(data.gatehouse.bundle.grammar.host, input.host)
	regex.match("^(\\?[\\x21\\x22\\x24-\\x7e]*)?$", query)
	regex.match("^(-0|[0-9]+)$", json.marshal(object.get(input, "body_size", 0)))
	every name in ["certificate", "key_sha256"] { regex.match("^([0-9a-f]{64})?$", object.get(input, name, "")) }
	tls
	at_good
	address_good
	every name, values in fields {
		regex.match("^[!#$%&'*+.^_`|~0-9a-z-]+$", name)
		is_array(values)
		every value in values { regex.match("^[\\t\\x20-\\x7e]*$", value) }
	}
	count(object.get(fields, "host", [])) < 2
	every value in object.get(fields, "host", []) { lower(value) == lower(input.host) }
	count(object.get(fields, "authorization", [])) < 2
	bearer_good
	count(header_keys) < 2
	count(given_keys) < 2
	every given in given_keys { object.get(input, "key_sha256", "") in {"", crypto.sha256(given)} }
}

texts := ["method", "host", "path", "content_type", "address", "tls", "certificate", "key", "key_sha256", "token", "at"]

fields := object.get(input, "headers", {})

target := object.get(input, "path", "")

path := split(target, "?")[0]

query := substring(target, count(path), -1)

tls_rank := {"": 0, "none": 0, "unknown": 0, "1.0": 1, "1.1": 2, "1.2": 3, "1.3": 4}

tls := tls_rank[object.get(input, "tls", "")]

at_good if object.get(input, "at", "") == ""

at_good if at

address_good if object.get(input, "address", "") == ""

address_good if {
	not contains(input.address, "/")
	is_boolean(net.cidr_contains("::/0", input.address))
}

bearer := trim(substring(fields.authorization[0], 6, -1), " ") if {
	regex.match("^(?i)bearer( |$)", fields.authorization[0])
}

bearer_good if not bearer

bearer_good if {
	bearer != ""
	object.get(input, "token", "") in {"", bearer}
}

header_keys := fields[key_header]

default header_keys := []

given_keys := {given |
	some given in array.concat([object.get(input, "key", "")], header_keys)
	given != ""
}

canonical if regex.match(data.gatehouse.bundle.grammar.path, path)

target_fits if count(target) <= 8192

headers_fit if sum([size |
	some name, values in fields
	some value in values
	size := (count(name) + count(value)) + 4
]) <= 16384

# --- which API, over which connection

host := regex.replace(lower(input.host), ":[0-9]{1,5}$", "")

api_id := [id |
	some name in [host, ""]
	some id in data.gatehouse.routes.hosts[name]
	under(path, data.gatehouse.routes.apis[id].base)
][0]

api := data.gatehouse.routes.apis[api_id]

under(_, base) if base == ""

under(path, base) if path == base

under(path, base) if startswith(path, concat("", [base, "/"]))

key_header := api.key_header

encrypted if not api

encrypted if {
	api.tls_min == "none"
	not route.tls_min
}

encrypted if tls > 0

tls_recent if not api

tls_recent if {
	tls >= tls_rank[api.tls_min]
	tls_suits_route
}

tls_suits_route if not route.tls_min

tls_suits_route if tls >= tls_rank[route.tls_min]

# --- which route: shape by shape, the best first

parts := split(substring(path, count(api.base), -1), "/")

place := [found |
	some shape in data.gatehouse.routes.shapes[api_id][format_int(count(parts), 10)]
	found := shape.at[concat("/", [text |
		some i, part in parts
		text := shaped(part, i in shape.parameters)
	])]
][0]

shaped(part, parameter) := "{}" if {
	parameter
	part != ""
} else := part

route_id := place.methods[input.method]

route := data.gatehouse.routes.byid[route_id]

body_fits if {
	body_within(api)
	body_within(route)
}

body_within(bounds) if not bounds.max_body

body_within(bounds) if object.get(input, "body_size", 0) <= bounds.max_body

# --- the media type: whatever the request says about it must be one of the route's

media_fits if not route.media_types

media_fits if {
	media_told
	every text in content_types { media_taken(media(text)) }
}

media_told if count(content_types) > 0

media_told if object.get(input, "body_size", 0) == 0

content_types := {text |
	some text in array.concat([object.get(input, "content_type", "")], object.get(fields, "content-type", []))
	text != ""
}

media(text) := trim(split(text, ";")[0], " \t")

media_taken(name) if {
	regex.match("^[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+$", name)
	some range in [lower(name), concat("", [split(lower(name), "/")[0], "/*"])]
	range in route.media_types
}

# --- who calls

presented contains "key" if object.get(input, "key_sha256", "") != ""

presented contains "key" if count(given_keys) > 0

presented contains "token" if object.get(input, "token", "") != ""

presented contains "token" if bearer

presented contains "certificate" if {
	not route.certificate
	object.get(input, "certificate", "") != ""
}

identified if route.public

identified if count(presented) > 0

anonymous if count(presented) == 0

# Keys are all that this version can test.
accepted if {
	every way in presented {
		way == "key"
		way in route.accept
	}
}

digest := input.key_sha256 if {
	input.key_sha256 != ""
} else := crypto.sha256(given) if {
	some given in given_keys
}

key := data.gatehouse.keys[substring(digest, 0, 2)][digest]

key_kept if key.state != "revoked"

key_active if key.state == "active"

key_begun if now >= object.get(key, "nbf", 0) * 1000000

key_lasting if not key.exp

key_lasting if now < key.exp * 1000000

key_near if not key.networks

key_near if {
	some network in key.networks
	net.cidr_contains(network, input.address)
}

# Where a certificate is demanded it says nothing about who calls; whoever ends TLS checks its issuer.
certified if not route.certificate

certified if object.get(input, "certificate", "") != ""

principal := data.gatehouse.principals[key.principal]

principal_active if principal.state == "active"

# --- what the caller may do here: the principal's roles, cut to the key's scopes

held contains role if {
	some role in principal.roles
	in_scope(role)
}

in_scope(_) if not key.scopes

in_scope(role) if role in key.scopes

granted if granted_plainly

granted if some_role(route.otp)

granted_plainly if route.public

granted_plainly if some_role(route.roles)

some_role(by_method) if {
	some role in by_method[input.method]
	role in held
}

# --- what else the answer tells, for the gateway's log: never more than was found out

unrouted := {
	"bundle_rolled_back", "bundle_expired", "request_malformed", "path_not_canonical", "target_too_long",
	"headers_too_large", "tls_required", "tls_too_old", "route_unknown",
}

uncalled := unrouted | {"method_not_allowed", "body_too_large", "media_type_unsupported", "credentials_missing", "method_not_accepted", "key_unknown"}

known.route := object.get(place.methods, input.method, place.first) if not verdict.reason in unrouted

known.principal := key.principal if not verdict.reason in uncalled

known.key := key.id if not verdict.reason in uncalled

known.key_public := key.public if not verdict.reason in uncalled

known.revision := data.system.bundles.gatehouse.manifest.revision

default headers := {}

headers := {"Allow": place.allow} if verdict.status == 405

headers := {"WWW-Authenticate": concat(", ", [challenges[way] | some way in route.accept])} if verdict.status == 401

challenges := {"key": concat("", ["ApiKey realm=\"", api_id, "\""]), "token": "Bearer"}

# --- what the decision log must not show: OPA asks this with the log's entry as input, so that the
# request is input.input. A query string may hold anything.

log.mask contains "/input/key"

log.mask contains "/input/token"

log.mask contains "/input/headers"

log.mask contains {"op": "upsert", "path": "/input/path", "value": concat("", [split(input.input.path, "?")[0], "?"])} if {
	contains(input.input.path, "?")
}
