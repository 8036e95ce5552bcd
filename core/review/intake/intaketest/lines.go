// Package intaketest writes access logs for tests and benchmarks: the same lines for the same seed,
// of a size that is asked for, in the variety of a real service. Nothing in them is an attack.
//
// Only tests import this package.
package intaketest

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"os"
	"strings"
	"time"

	"gatehouse/core/catalog"
	"gatehouse/core/policy"
)

// Combined writes n lines of a combined log: 3,000 clients of which few are busy, 400 user agents,
// about 200 routes with thousands of ids and with queries, 9 in 10 lines a success. The lines of a
// seed never change.
func Combined(w io.Writer, n int, seed uint64) error {
	g := newGenerator(seed)
	out := bufio.NewWriterSize(w, 1<<20)
	for i := range n {
		if err := g.line(out, i); err != nil {
			return err
		}
	}
	return out.Flush()
}

// File writes n lines to a new file.
func File(name string, n int, seed uint64) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	err = Combined(f, n, seed)
	if e := f.Close(); err == nil {
		err = e
	}
	return err
}

// routes yields the paths that are called, with %d for an id.
func routes() iter.Seq[string] {
	nouns := []string{"orders", "invoices", "customers", "shipments", "products", "reports", "carts", "accounts", "tickets", "sessions"}
	tails := []string{"", "/%d", "/%d/items", "/%d/items/%d", "/%d/history", "/search", "/export", "/%d/status", "/stats/daily", "/%d/notes"}
	return func(yield func(string) bool) {
		for _, noun := range nouns {
			for v := 1; v <= 2; v++ {
				for _, tail := range tails {
					if !yield(fmt.Sprintf("/v%d/%s%s", v, noun, tail)) {
						return
					}
				}
			}
		}
	}
}

// Policy is a policy that knows the routes of [Combined] and allows what is done there.
func Policy() (*policy.Snapshot, error) {
	in := policy.Input{Vault: "bench", APIs: []catalog.API{{ID: "shop", Name: "shop", Base: "/api"}}}
	for r := range routes() {
		path := strings.Replace(strings.Replace(r, "%d", "{id}", 1), "%d", "{item}", 1)
		in.Routes = append(in.Routes, catalog.Route{
			ID: fmt.Sprintf("route-%d", len(in.Routes)), API: "shop", Path: path, Methods: []string{"GET", "POST", "PUT", "DELETE"},
		})
	}
	return policy.Compile(in, time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC))
}

type generator struct {
	r       *rand.Rand
	now     time.Time
	clients []string
	agents  []string
	routes  []string
	ids     *rand.Zipf
	busy    *rand.Zipf
	agent   *rand.Zipf
	route   *rand.Zipf
}

func newGenerator(seed uint64) *generator {
	r := rand.New(rand.NewPCG(seed, 7))
	g := &generator{r: r, now: time.Date(2026, 11, 3, 0, 0, 0, 0, time.UTC)}
	for range 3000 {
		g.clients = append(g.clients, fmt.Sprintf("%d.%d.%d.%d", 11+r.IntN(180), r.IntN(256), r.IntN(256), 1+r.IntN(254)))
	}
	for i := range 400 {
		g.agents = append(g.agents, agentOf(r, i))
	}
	for r := range routes() {
		g.routes = append(g.routes, "/api"+r)
	}
	g.ids = rand.NewZipf(r, 1.1, 8, 50_000)
	g.busy = rand.NewZipf(r, 1.2, 20, uint64(len(g.clients)-1))
	g.agent = rand.NewZipf(r, 1.3, 6, uint64(len(g.agents)-1))
	g.route = rand.NewZipf(r, 1.1, 10, uint64(len(g.routes)-1))
	return g
}

func agentOf(r *rand.Rand, i int) string {
	switch i % 5 {
	case 0:
		return fmt.Sprintf("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0 Safari/537.36", 90+i/5)
	case 1:
		return fmt.Sprintf("Mozilla/5.0 (X11; Linux x86_64; rv:%d.0) Gecko/20100101 Firefox/%d.0", 80+i/5, 80+i/5)
	case 2:
		return fmt.Sprintf("Mozilla/5.0 (iPhone; CPU iPhone OS 17_%d like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.%d Mobile/15E148 Safari/604.1", i/50, i/50)
	case 3:
		return fmt.Sprintf("acme-sdk-go/2.%d.%d", i/5, r.IntN(30))
	}
	return fmt.Sprintf("okhttp/4.%d.%d", i/50, r.IntN(12))
}

// line writes the next line. Time goes on by 0 to 8 ms.
func (g *generator) line(w *bufio.Writer, i int) error {
	g.now = g.now.Add(time.Duration(g.r.IntN(8)) * time.Millisecond)
	method, status := "GET", 200
	switch n := g.r.IntN(100); {
	case n < 12:
		method, status = "POST", 201
	case n < 16:
		method = "PUT"
	case n < 18:
		method, status = "DELETE", 204
	}
	switch n := g.r.IntN(1000); {
	case n < 40:
		status = 404
	case n < 55:
		status = 304
	case n < 65:
		status = 400
	case n < 67:
		status = 500
	}
	referer := "-"
	if g.r.IntN(3) == 0 {
		referer = "https://shop.example/catalogue/" + g.routes[g.route.Uint64()][8:]
	}
	size := 120 + g.r.IntN(1<<(6+g.r.IntN(9)))
	_, err := fmt.Fprintf(w, "%s - - [%s] \"%s %s HTTP/1.1\" %d %d \"%s\" \"%s\"\n", g.clients[g.busy.Uint64()],
		g.now.Format("02/Jan/2006:15:04:05 -0700"), method, g.target(), status, size, referer, g.agents[g.agent.Uint64()])
	return err
}

// target fills in a route's ids and adds a query to every third.
func (g *generator) target() string {
	route := g.routes[g.route.Uint64()]
	var ids []any
	for i := range len(route) - 1 {
		if route[i] == '%' {
			ids = append(ids, 1000+g.ids.Uint64())
		}
	}
	target := fmt.Sprintf(route, ids...)
	switch g.r.IntN(9) {
	case 0:
		return fmt.Sprintf("%s?page=%d&per_page=50", target, 1+g.r.IntN(400))
	case 1:
		return fmt.Sprintf("%s?from=2026-10-%02d&to=2026-11-%02d&sort=-created", target, 1+g.r.IntN(30), 1+g.r.IntN(30))
	case 2:
		return fmt.Sprintf("%s?q=%s+%d&trace=%016x", target, []string{"blue", "cotton", "invoice", "spare+part"}[g.r.IntN(4)], g.r.IntN(5000), g.r.Uint64())
	}
	return target
}
