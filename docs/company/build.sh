#!/bin/sh
# Builds the demo company's vault with calls of gatectl alone: three OpenAPI documents, a file of
# roles and a file of people. Keys are written below keys/, each readable by its owner alone.
#
#   GATEHOUSE_VAULT=halden.gate GATEHOUSE_ADMIN=olga GATEHOUSE_PASSWORD=… docs/company/build.sh
set -eu
umask 077
here=$(dirname "$0")
mkdir keys

gatectl vault init --admin "$GATEHOUSE_ADMIN"

# What there is to call. The documents bring paths, methods and parameters; how strict each API is
# about TLS and bodies is for us to say.
for api in shop fleet ledger; do
	gatectl api import "$here/$api.yaml" --name $api
	gatectl api edit $api --tls-min 1.2 --max-body 1048576
done
gatectl api edit ledger --tls-min 1.3

# Who may do what: roles, which inherit, and their grants.
gatectl role import "$here/roles.csv"
# Nobody books an entry and removes it.
gatectl role separate ledger-clerk ledger-admin

# Who calls: people and programs, and a key for each whom requests.txt names.
gatectl principal import "$here/people.csv"
for who in ines.halvorsen tomasz.wilk noah.fischer greta.vos david.okoro emil.sand eva.horvat karin.holm old-importer; do
	gatectl key create --principal $who --name $who-production >keys/$who
done
gatectl key create --principal sofia.conti --scope fleet-viewer >keys/sofia.conti
gatectl key create --principal telematics-a --network 10.0.0.0/8 >keys/telematics-a
gatectl key create --principal luis.prado --not-before 2099-01-01T00:00:00Z >keys/luis.prado
gatectl key create --principal ruth.keller --expires 365d >keys/ruth.keller

# What became of some of them.
gatectl key revoke "$(cut -c1-16 keys/eva.horvat)" --reason 'the laptop was lost'
gatectl key suspend "$(cut -c1-16 keys/karin.holm)" --reason 'on leave'
gatectl principal disable old-importer --reason 'replaced by stock-mirror'

# What is too much.
gatectl limit add per-key --rate 1200 --per 1m --burst 300 --by key
gatectl limit add per-address --rate 3000 --per 1m --burst 600 --by address
gatectl limit add exports --rate 30 --per 1m --by route --match /exports
