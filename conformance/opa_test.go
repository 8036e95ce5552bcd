package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/logging"
	"github.com/open-policy-agent/opa/v1/plugins"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/runtime"
	"github.com/open-policy-agent/opa/v1/util"

	"gatehouse/core/gateway"
)

// decision is what a gateway gets from OPA.
type decision struct {
	Allow     bool              `json:"allow"`
	Status    int               `json:"status"`
	Reason    string            `json:"reason"`
	Headers   map[string]string `json:"headers"`
	Route     string            `json:"route"`
	Principal string            `json:"principal"`
	Key       string            `json:"key"`
	KeyPublic string            `json:"key_public"`
	Revision  string            `json:"revision"`
}

// server hands out one bundle over loopback HTTP.
type server struct {
	*httptest.Server
	mu     sync.Mutex
	body   []byte
	served int
}

func newServer(t testing.TB, body []byte) *server {
	s := &server{body: body}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.served++
		w.Header().Set("ETag", fmt.Sprintf("%q", hexDigest(s.body)))
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(s.body))
	}))
	t.Cleanup(s.Close)
	return s
}

// put replaces the bundle.
func (s *server) put(body []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.body = body
}

// opa is an Open Policy Agent as `opa run --server --config-file FILE` starts it, in this process.
type opa struct {
	*runtime.Runtime
	stop  func()
	query rego.PreparedEvalQuery
	lines *recorder // what it prints: status and decision logs
}

// recorder is a logger that keeps what it is told.
type recorder struct {
	logging.Logger
	mu      sync.Mutex
	entries []map[string]any
	fields  map[string]any
	parent  *recorder
	changed chan struct{}
	count   int // of warnings and errors
}

func newRecorder() *recorder {
	return &recorder{Logger: logging.NewNoOpLogger(), changed: make(chan struct{}, 1)}
}

func (r *recorder) WithFields(fields map[string]any) logging.Logger {
	root := r
	if r.parent != nil {
		root = r.parent
	}
	all := map[string]any{}
	for k, v := range r.fields {
		all[k] = v
	}
	for k, v := range fields {
		all[k] = v
	}
	return &recorder{Logger: r.Logger, fields: all, parent: root}
}

func (r *recorder) keep(level, text string, args ...any) {
	root := r
	if r.parent != nil {
		root = r.parent
	}
	root.mu.Lock()
	defer root.mu.Unlock()
	entry := map[string]any{"level": level, "msg": fmt.Sprintf(text, args...)}
	for k, v := range r.fields {
		entry[k] = v
	}
	root.entries = append(root.entries, entry)
	if level == "warn" || level == "error" {
		root.count++
	}
	select {
	case root.changed <- struct{}{}:
	default:
	}
}

func (r *recorder) Debug(f string, a ...any) { r.keep("debug", f, a...) }
func (r *recorder) Info(f string, a ...any)  { r.keep("info", f, a...) }
func (r *recorder) Warn(f string, a ...any)  { r.keep("warn", f, a...) }
func (r *recorder) Error(f string, a ...any) { r.keep("error", f, a...) }

// await returns the first entry that fits, waiting for it.
func (r *recorder) await(t testing.TB, what string, fits func(map[string]any) bool) map[string]any {
	t.Helper()
	deadline := time.After(20 * time.Second)
	for {
		r.mu.Lock()
		entries := slices.Clone(r.entries)
		r.mu.Unlock()
		for _, e := range entries {
			if fits(e) {
				return e
			}
		}
		select {
		case <-r.changed:
		case <-deadline:
			t.Fatalf("OPA never printed %s; it printed %v", what, r.complaints())
		}
	}
}

// complained returns the number of warnings and errors.
func (r *recorder) complained() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.count
}

// complaints are the warnings and errors.
func (r *recorder) complaints() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []string
	for _, e := range r.entries {
		if e["level"] == "warn" || e["level"] == "error" {
			all = append(all, fmt.Sprint(e["msg"], " ", e["err"], " ", e["error"]))
		}
	}
	return all
}

// startOPA starts an OPA in dir from a configuration file of ours, and waits until its bundle is
// active. The environment must name the server.
func startOPA(t testing.TB, dir string, config []byte) *opa {
	t.Helper()
	o := launchOPA(t, dir, config)
	o.ready(t)
	return o
}

// launchOPA starts an OPA and does not wait.
func launchOPA(t testing.TB, dir string, config []byte) *opa {
	t.Helper()
	file := filepath.Join(dir, "gatehouse.opa.yaml")
	if err := os.WriteFile(file, config, 0o600); err != nil {
		t.Fatal(err)
	}
	lines := newRecorder()
	params := runtime.NewParams()
	params.ConfigFile = file
	params.Addrs = &[]string{"127.0.0.1:0"}
	params.Logger = lines
	params.ConsoleLogger = lines
	params.GracefulShutdownPeriod = 1
	params.Output = &bytes.Buffer{}
	ctx, cancel := context.WithCancel(context.Background())
	rt, err := runtime.NewRuntime(ctx, params)
	if err != nil {
		cancel()
		t.Fatalf("OPA refuses the configuration: %v\n%s", err, config)
	}
	done := make(chan error, 1)
	go func() { done <- rt.Serve(ctx) }()
	o := &opa{Runtime: rt, lines: lines, stop: sync.OnceFunc(func() { cancel(); <-done })}
	t.Cleanup(o.stop)
	return o
}

// ready waits until the bundle is active.
func (o *opa) ready(t testing.TB) {
	t.Helper()
	ok := make(chan struct{}, 1)
	o.Manager.RegisterPluginStatusListener("conformance", func(all map[string]*plugins.Status) {
		if s := all["bundle"]; s != nil && s.State == plugins.StateOK {
			select {
			case ok <- struct{}{}:
			default:
			}
		}
	})
	defer o.Manager.UnregisterPluginStatusListener("conformance")
	if s := o.Manager.PluginStatus()["bundle"]; s == nil || s.State != plugins.StateOK {
		select {
		case <-ok:
		case <-time.After(30 * time.Second):
			t.Fatalf("OPA's bundle is not active: %v", o.lines.complaints())
		}
	}
	o.lines.await(t, "that it listens", func(e map[string]any) bool { return e["msg"] == "Server initialized." })
	for tick := time.Tick(5 * time.Millisecond); len(o.Addrs()) == 0; <-tick { // it says so a moment before it does
	}
	query, err := rego.New(
		rego.Query("data"+strings.ReplaceAll(gateway.OPADecision, "/", ".")),
		rego.Compiler(o.Manager.GetCompiler()), rego.Store(o.Store), rego.Runtime(o.Manager.Info),
	).PrepareForEval(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	o.query = query
}

// decide asks in process. Text is the request object as JSON.
func (o *opa) decide(t testing.TB, text []byte) decision {
	t.Helper()
	d, err := evaluate(o.query, text)
	if err != nil {
		t.Fatalf("OPA on %s: %v", text, err)
	}
	return d
}

// evaluate asks a prepared query.
func evaluate(q rego.PreparedEvalQuery, text []byte) (decision, error) {
	var input any
	if err := util.UnmarshalJSON(text, &input); err != nil {
		return decision{}, err
	}
	return evaluateInput(q, rego.EvalInput(input))
}

func evaluateInput(q rego.PreparedEvalQuery, input rego.EvalOption) (decision, error) {
	set, err := q.Eval(context.Background(), input)
	if err != nil {
		return decision{}, err
	}
	if len(set) == 0 {
		return decision{}, nil // undefined: no gateway takes that for a yes
	}
	raw, err := json.Marshal(set[0].Expressions[0].Value)
	if err != nil {
		return decision{}, err
	}
	var d decision
	return d, json.Unmarshal(raw, &d)
}

// post asks over HTTP, as a gateway does.
func (o *opa) post(t testing.TB, text []byte) decision {
	t.Helper()
	body := append(append([]byte(`{"input":`), text...), '}')
	res, err := http.Post("http://"+o.Addrs()[0]+"/v1/data"+gateway.OPADecision, "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var out struct {
		Result decision `json:"result"`
	}
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil {
		t.Fatal(err)
	}
	return out.Result
}
