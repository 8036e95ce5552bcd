package bundle

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gatehouse/core/apikey"
	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/fault"
	"gatehouse/core/policy"
	"gatehouse/core/ratelimit"
	"gatehouse/core/vault"
)

// keyRow is one token as [appendKey] writes it.
type keyRow struct {
	Exp       int64    `json:"exp"`
	ID        string   `json:"id"`
	Nbf       int64    `json:"nbf"`
	Networks  []string `json:"networks"`
	Principal string   `json:"principal"`
	Public    string   `json:"public"`
	Scopes    []string `json:"scopes"`
	State     string   `json:"state"`
}

type principalRow struct {
	Kind  string   `json:"kind"`
	Roles []string `json:"roles"`
	State string   `json:"state"`
}

type roleRow struct {
	Grants []directory.Grant `json:"grants"`
}

type limitRow struct {
	API   string `json:"api"`
	Burst int    `json:"burst"`
	By    string `json:"by"`
	Match string `json:"match"`
	Per   int64  `json:"per"`
	Rate  int    `json:"rate"`
}

// Policy returns the policy that the bundle holds, fit for [policy.Compile]. Names, notes and the
// times of creation are not in a bundle, and a key's second token looks like the first.
//
// Every data file must be, byte for byte, what [Build] writes for what was read: there is one way
// to say a thing, and no member that somebody else would read and we would not. Refused otherwise.
func (b Bundle) Policy() (policy.Input, error) { return readPolicy(b.Vault, b.files) }

// readPolicy reads the data files of a content.
func readPolicy(vaultID string, files []file) (policy.Input, error) {
	in := policy.Input{Vault: vaultID}
	keys := map[string]*apikey.Key{}
	for _, f := range files {
		var err error
		switch name := strings.TrimPrefix(f.name, root+"/"); {
		case name == "routes/data.json":
			err = readRoutes(f.body, &in)
		case name == "principals/data.json":
			err = readPrincipals(f.body, &in)
		case name == "roles/data.json":
			err = readRoles(f.body, &in)
		case name == "limits/data.json":
			err = readLimits(f.body, &in)
		case strings.HasPrefix(name, "keys/"):
			err = readKeys(f.body, keys)
		}
		if err != nil {
			return policy.Input{}, fault.Wrap(fault.Refused, err, "reading the bundle's %s", f.name)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(keys)) {
		in.Keys = append(in.Keys, *keys[id])
	}
	return in, checkKeys(files, in.Keys)
}

// checkKeys compares the files of keys with what would be written for the keys read from them; a
// key's tokens may stand in two files.
func checkKeys(files []file, keys []apikey.Key) error {
	again := keyFiles(keys)
	for _, f := range files {
		if !strings.HasPrefix(f.name, root+"/keys/") {
			continue
		}
		if len(again) == 0 || again[0].name != f.name || !bytes.Equal(again[0].body, f.body) {
			return fault.Wrap(fault.Refused, errOtherwise, "reading the bundle's %s", f.name)
		}
		again = again[1:]
	}
	return nil
}

// errOtherwise refuses a file that says something in another way than we do.
var errOtherwise = errors.New("it is not as Gatehouse writes it")

// same returns errOtherwise unless body is what was written again.
func same(again, body []byte) error {
	if !bytes.Equal(again, body) {
		return errOtherwise
	}
	return nil
}

// readJSON decodes a data file strictly.
func readJSON(body []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	return d.Decode(v)
}

func readKeys(body []byte, keys map[string]*apikey.Key) error {
	var rows map[string]keyRow
	if err := readJSON(body, &rows); err != nil {
		return err
	}
	for _, digest := range slices.Sorted(maps.Keys(rows)) {
		r := rows[digest]
		if _, err := apikey.ParseDigest(digest); err != nil {
			return err
		}
		token := apikey.TokenRow{Public: r.Public, SHA256: digest, Until: vault.Millis(r.Exp)}
		if k := keys[r.ID]; k != nil { // the other token of a rotated key
			if k.Principal != r.Principal || k.State != apikey.State(r.State) {
				return fmt.Errorf("the tokens of key %s disagree", r.ID)
			}
			k.Tokens = append(k.Tokens, token)
			continue
		}
		keys[r.ID] = &apikey.Key{
			ID: r.ID, Principal: r.Principal, Tokens: []apikey.TokenRow{token}, Scopes: r.Scopes,
			Networks: r.Networks, NotBefore: vault.Millis(r.Nbf), State: apikey.State(r.State),
		}
	}
	return nil
}

func readRoutes(body []byte, in *policy.Input) error {
	var doc routesDoc // hosts and shapes are made from the APIs and routes again when it is compiled
	if err := decode(body, &doc); err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(doc.APIs)) {
		a := doc.APIs[id]
		in.APIs = append(in.APIs, catalog.API{
			ID: id, Hosts: a.Hosts, Base: a.Base, TLSMin: a.TLSMin, KeyHeader: a.KeyHeader, MaxBody: a.MaxBody,
		})
	}
	for _, id := range slices.Sorted(maps.Keys(doc.ByID)) {
		r := doc.ByID[id]
		in.Routes = append(in.Routes, catalog.Route{
			ID: id, API: r.API, Path: r.Path, Methods: r.Methods, Accept: r.Accept, Public: r.Public, TLSMin: r.TLSMin,
			Certificate: r.Certificate, OTP: r.OTPAlways, MediaTypes: r.MediaTypes, MaxBody: r.MaxBody,
		})
	}
	return nil
}

func readPrincipals(body []byte, in *policy.Input) error {
	var rows map[string]principalRow
	if err := readJSON(body, &rows); err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(rows)) {
		r := rows[id]
		in.Principals = append(in.Principals, directory.Principal{
			ID: id, Kind: directory.Kind(r.Kind), Roles: r.Roles, State: directory.State(r.State),
		})
	}
	return same(principalsData(in.Principals), body)
}

func readRoles(body []byte, in *policy.Input) error {
	var rows map[string]roleRow
	if err := readJSON(body, &rows); err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(rows)) {
		in.Roles = append(in.Roles, directory.Role{ID: id, Grants: rows[id].Grants})
	}
	return same(rolesData(in.Roles), body)
}

func readLimits(body []byte, in *policy.Input) error {
	var rows map[string]limitRow
	if err := readJSON(body, &rows); err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(rows)) {
		r := rows[id]
		in.Limits = append(in.Limits, ratelimit.Policy{
			ID: id, Rate: r.Rate, Per: r.Per, Burst: r.Burst, By: ratelimit.By(r.By), API: r.API, Match: r.Match,
		})
	}
	return same(limitsData(in.Limits), body)
}
