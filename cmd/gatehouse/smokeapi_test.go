package main_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"gatehouse/ui/nav"
)

// document is what somebody gets from the people who write the API.
const document = `openapi: 3.1.0
info: {title: Parcels, version: "1"}
servers: [{url: https://parcels.example.com/v1}]
security: [{key: []}]
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-API-Key}
paths:
  /parcels:
    get:
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 100}}
      responses: {"200": {description: some}}
    post:
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {"201": {description: made}}
  /parcels/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string, pattern: "^[0-9]+$"}}
    get:
      responses: {"200": {description: one}}
    delete:
      responses: {"204": {description: gone}}
  /health:
    get:
      security: []
      responses: {"200": {description: well}}
`

func TestAnOpenAPIDocumentBecomesAPIsAndRoutes(t *testing.T) {
	looks(t, func(t *testing.T, look string) {
		d, path := unlocked(t, look)
		file := filepath.Join(t.TempDir(), "parcels.yaml")
		must(t, os.WriteFile(file, []byte(document), 0o600))
		d.goTo(nav.APIs)
		d.run("import an openapi")
		d.waitFor("ready: step 1")
		d.write(file)
		d.key("Return")
		d.waitFor("ready: step 2")
		d.shot("api-1-preview")
		d.key("Return")
		d.waitFor("ready: step 3")
		d.shot("api-2-result")
		d.key("Return")
		d.waitFor("shown: apis")
		d.shot("api-3-routes")
		d.run("/parcels/")
		d.waitFor("shown: apis")
		d.shot("api-4-route")
		d.run("add parameter")
		d.waitFor("ready: dialog")
		d.write("speed")
		d.key("Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Tab") // from the name to the only values
		d.write("fast")
		d.key("Return")
		d.write("slow")
		d.shot("api-5-parameter")
		d.key("shift+Tab", "Return") // back in a field of one line, which submits
		d.waitFor("closed: dialog")
		d.shot("api-6-declared")
		ws := d.after(path)
		api, err := ws.Catalog.API("Parcels")
		must(t, err)
		paths, declared := map[string]bool{}, 0
		for _, r := range ws.Catalog.Routes() {
			if r.API == api.ID {
				paths[r.Path] = true
			}
			if len(r.Parameters) == 2 && r.Parameters[0].Pattern == "^[0-9]+$" && r.Parameters[1].Name == "speed" && slices.Equal(r.Parameters[1].Enum, []string{"fast", "slow"}) {
				declared++
			}
		}
		if len(paths) != 3 || !paths["/parcels/{id}"] || api.Base != "/v1" {
			t.Errorf("the API %+v has the routes %v", api, paths)
		}
		if declared != 1 {
			t.Errorf("%d routes declare the parameter that was typed, beside the one that was imported", declared)
		}
	})
}
