package main_test

import (
	"os"
	"path/filepath"
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
		ws := d.after(path)
		api, err := ws.Catalog.API("Parcels")
		must(t, err)
		paths := map[string]bool{}
		for _, r := range ws.Catalog.Routes() {
			if r.API == api.ID {
				paths[r.Path] = true
			}
		}
		if len(paths) != 3 || !paths["/parcels/{id}"] || api.Base != "/v1" {
			t.Errorf("the API %+v has the routes %v", api, paths)
		}
	})
}
