#!/bin/sh
# Asks the vault that build.sh made about each line of requests.txt, and compares status and reason.
set -eu
here=$(dirname "$0")
printf 'gh_live_AAAAAAAA_00000000000000000000000000000000000000\n' >keys/stranger

grep -v '^#' "$here/requests.txt" | awk '
function field(name, value) { return value == "" ? "" : ",\"" name "\":" value }
NF {
	split("", more); more["tls"] = "1.3"
	for (i = 6; i <= NF; i++) { cut = index($i, "="); more[substr($i, 1, cut - 1)] = substr($i, cut + 1) }
	key = ""
	if ($3 != "-") { file = "keys/" $3; getline key < file; close(file); key = "\"" key "\"" }
	address = more["from"]; type = more["type"]; at = more["at"]
	print "{\"method\":\"" $4 "\",\"host\":\"api.halden.example\",\"path\":\"" $5 "\",\"tls\":\"" more["tls"] "\"" \
		field("key", key) field("address", address == "" ? "" : "\"" address "\"") field("at", at == "" ? "" : "\"" at "\"") \
		field("content_type", type == "" ? "" : "\"" type "\"") field("body_size", more["size"]) "}"
}' >asked.ndjson

gatectl decide --batch asked.ndjson | sed 's/^{"status":\([0-9]*\),"reason":"\([a-z_]*\)".*/\1 \2/' >got.txt
grep -v '^#' "$here/requests.txt" | awk 'NF { print $1, $2 }' >wanted.txt
if ! diff wanted.txt got.txt >difference.txt; then
	echo "the vault answers otherwise (< wanted, > got, by line of asked.ndjson):" >&2
	cat difference.txt >&2
	exit 1
fi
echo "$(grep -c . got.txt) requests are answered as requests.txt says."
