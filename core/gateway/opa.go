package gateway

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"text/template"

	"gatehouse/core/fault"
	"gatehouse/core/signing"
)

// OPA is what the Open Policy Agent is told at its start. It must be 1.21.3 or newer: before that,
// a bundle stripped of its signature was accepted (GHSA-g2pf-6v5v-qcc8).
type OPA struct {
	Audience  string           // the scope that a signature must name
	Keys      []signing.Public // any of them may sign; two while a key is being rotated
	MinSerial uint64           // bundles below it answer 503 bundle_rolled_back
	Resource  string           // name of the bundle's file below the service's URL
}

// The parts of an OPA's configuration that others rely on.
const (
	OPAName      = "gatehouse"                 // the service and the bundle
	OPADecision  = "/gatehouse/authz/decision" // what a gateway asks for
	OPAMask      = "/gatehouse/log/mask"       // what hides credentials in the decision log
	OPAFloor     = "gatehouse_min_serial"      // the label with the lowest serial accepted
	OPABundleURL = "GATEHOUSE_BUNDLE_URL"      // the environment's name of the service's URL
)

// The configuration. Strings are JSON strings, which YAML reads as they are. There is no "--watch"
// and no "file:" resource: with those, OPA does not verify on reload.
var opaConfig = template.Must(template.New("opa").Funcs(template.FuncMap{"json": jsonText}).Parse(
	`# Written by Gatehouse for the Open Policy Agent 1.21.3 or newer:
#
#   {{.URL}}=https://bundles.example.net opa run --server --config-file FILE
#
# Ask it with POST /v1/data{{.Decision}}. Hand over "key_sha256" (SHA-256 of the API key in hex),
# never the key. Let it listen on loopback only.

default_decision: {{json .Decision}}

labels:
  gatehouse_audience: {{json .Audience}}
  # Older bundles are answered with 503 bundle_rolled_back. It works from this file only, not by discovery.
  {{.Floor}}: {{json .Serial}}

services:
  {{.Name}}:
    url: ${ {{- .URL -}} }

keys:
{{- range .Keys}}
  {{json .Kid}}:
    algorithm: ES256
    key: {{json .PEM}}
{{- end}}

bundles:
  {{.Name}}:
    service: {{.Name}}
    resource: {{json .Resource}}
    persist: true
    signing:
      scope: {{json .Audience}}
    polling:
      min_delay_seconds: 30
      max_delay_seconds: 60

persistence_directory: ./opa-state

status:
  console: true

decision_logs:
  console: true
  mask_decision: {{json .Mask}}
`))

// jsonText writes a string as JSON.
func jsonText(s string) (string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(s)
	return strings.TrimSuffix(b.String(), "\n"), err
}

// Config renders the configuration file (YAML).
func (o OPA) Config() ([]byte, error) {
	if o.Audience == "" || len(o.Keys) == 0 || o.Resource == "" {
		return nil, fault.New(fault.Invalid, "an OPA needs an audience, a key and the name of the bundle's file")
	}
	type key struct{ Kid, PEM string }
	view := struct {
		URL, Decision, Floor, Name, Mask, Audience, Serial, Resource string
		Keys                                                         []key
	}{
		URL: OPABundleURL, Decision: OPADecision, Floor: OPAFloor, Name: OPAName, Mask: OPAMask,
		Audience: o.Audience, Serial: fmt.Sprint(o.MinSerial), Resource: url.PathEscape(o.Resource),
	}
	for _, k := range o.Keys {
		text, err := k.PEM()
		if err != nil {
			return nil, err
		}
		view.Keys = append(view.Keys, key{k.Kid, string(text)})
	}
	var out bytes.Buffer
	if err := opaConfig.Execute(&out, view); err != nil {
		return nil, fmt.Errorf("rendering the OPA configuration: %w", err)
	}
	// OPA puts the environment into the whole file before it reads it; only our one name may stand there.
	if bytes.Count(out.Bytes(), []byte("${")) != 1 {
		return nil, fault.New(fault.Invalid, "the audience or the bundle's name holds \"${\"")
	}
	return out.Bytes(), nil
}
