package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"gatehouse/core/fault"
	"gatehouse/core/policy"
	"gatehouse/core/workspace"
)

// maxRequestLine is the longest line of --batch: headers and target may be far above their limits and
// must still get their 431 and 414.
const maxRequestLine = 4 << 20

// decisionView is a decision as scripts see it.
type decisionView struct {
	Status      int               `json:"status"`
	Reason      policy.Reason     `json:"reason"`
	Route       string            `json:"route,omitempty"` // template, base included
	RouteID     string            `json:"route_id,omitempty"`
	API         string            `json:"api,omitempty"`
	Principal   string            `json:"principal,omitempty"`
	PrincipalID string            `json:"principal_id,omitempty"`
	KeyID       string            `json:"key_id,omitempty"`
	Headers     map[string]string `json:"headers"`
	Trace       []policy.Step     `json:"trace,omitempty"`
}

func viewDecision(s *policy.Snapshot, d policy.Decision, trace []policy.Step) decisionView {
	rt := s.Route(d.Route)
	headers := s.Headers(d)
	if headers == nil {
		headers = map[string]string{}
	}
	return decisionView{d.Status, d.Reason, rt.Template, rt.ID, rt.APIName, s.PrincipalName(d.Principal), d.Principal, d.Key, headers, trace}
}

// decideFlags describe one request.
type decideFlags struct {
	method, host, path, contentType, address, tls, certificate, at string
	headers                                                        []string
	bodySize                                                       int64
	key, keyFile, keySHA256, token, tokenFile                      string
	batch                                                          string
}

// newDecideCmd is the verb "decide". It exits 0 whatever the answer is.
func newDecideCmd(a *app) *cobra.Command {
	var f decideFlags
	c := &cobra.Command{
		Use: "decide --method M --path P | --batch FILE", Short: "Say what happens to a request, and why", Args: noArgs,
		Long: "Say what happens to a request, and why, without counting rate limits. With --batch, FILE (or -) holds\n" +
			"one request object a line, and one decision a line is written, in the same order.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if (f.batch != "") == (f.method != "" || f.path != "") || f.batch == "" && (f.method == "" || f.path == "") {
				return usagef("decide needs --method and --path, or --batch")
			}
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				s, err := ws.Snapshot(cmd.Context())
				if err != nil {
					return err
				}
				if f.batch != "" {
					return a.decideBatch(cmd.Context(), ws, s, f.batch)
				}
				req, err := a.decideRequest(ws, s, &f)
				if err != nil {
					return err
				}
				d, steps := s.Explain(&req, nil)
				v := viewDecision(s, d, steps)
				return a.out(v, v.print)
			})
		},
	}
	f.add(c)
	return c
}

func (f *decideFlags) add(c *cobra.Command) {
	fs := c.Flags()
	fs.StringVar(&f.method, "method", "", "`METHOD` of the request")
	fs.StringVar(&f.path, "path", "", "`PATH` of the request: the raw target, with its query")
	fs.StringVar(&f.host, "host", "", "`HOST` of the request (else one that has the path)")
	fs.StringArrayVar(&f.headers, "header", nil, "header as `NAME:VALUE`; may be repeated")
	fs.StringVar(&f.contentType, "content-type", "", "media `TYPE` of the body")
	fs.StringVar(&f.key, "key", "", "read the API key from stdin: `-`")
	fs.StringVar(&f.keyFile, "key-file", "", "`FILE` whose first line is the API key")
	fs.StringVar(&f.keySHA256, "key-sha256", "", "`DIGEST` of the API key instead")
	fs.StringVar(&f.token, "token", "", "read the token from stdin: `-`")
	fs.StringVar(&f.tokenFile, "token-file", "", "`FILE` whose first line is the token")
	fs.StringVar(&f.certificate, "certificate", "", "`SHA256` of the client certificate's public key")
	fs.StringVar(&f.address, "address", "", "`ADDRESS` the request comes from")
	fs.StringVar(&f.tls, "tls", "none", "TLS `VERSION`: none, 1.0, 1.1, 1.2, 1.3 or unknown")
	fs.Int64Var(&f.bodySize, "body-size", 0, "size of the body in `BYTES`")
	fs.StringVar(&f.at, "at", "", "`TIME` of the request in RFC 3339 (else now)")
	fs.StringVar(&f.batch, "batch", "", "`FILE` with one request object a line, or -")
}

// decideRequest makes a request of the flags.
func (a *app) decideRequest(ws *workspace.Workspace, s *policy.Snapshot, f *decideFlags) (policy.Request, error) {
	req := policy.Request{
		Method: f.method, Host: f.host, Path: f.path, ContentType: f.contentType, Certificate: f.certificate,
		BodySize: f.bodySize, KeySHA256: f.keySHA256, At: ws.Vault.Now(),
	}
	for _, h := range f.headers {
		name, value, ok := strings.Cut(h, ":")
		if !ok {
			return req, usagef("--header is %q; write it as NAME:VALUE", name)
		}
		if req.Headers == nil {
			req.Headers = map[string][]string{}
		}
		name = strings.ToLower(strings.TrimSpace(name))
		req.Headers[name] = append(req.Headers[name], strings.TrimSpace(value))
	}
	if hosts := req.Headers["host"]; req.Host == "" && len(hosts) > 0 {
		req.Host = hosts[0]
	}
	if req.Host == "" {
		req.Host = s.HostFor(f.path)
	}
	var ok bool
	if req.TLS, ok = policy.ParseTLS(f.tls); !ok {
		return req, usagef("--tls is %q; it is none, 1.0, 1.1, 1.2, 1.3 or unknown", f.tls)
	}
	if !req.SetAddress(f.address) {
		return req, usagef("--address is %q; write it as 192.0.2.7 or 2001:db8::7", f.address)
	}
	if !req.SetAt(f.at) {
		return req, usagef("--at is %q; write it as 2027-01-31T12:00:00Z", f.at)
	}
	var err error
	if req.Key, err = a.secretFlag("key", f.key, f.keyFile); err != nil {
		return req, err
	}
	req.Token, err = a.secretFlag("token", f.token, f.tokenFile)
	return req, err
}

// secretFlag reads a secret from stdin when its flag is "-", or from the file that the other flag names.
func (a *app) secretFlag(name, dash, file string) (string, error) {
	switch {
	case dash == "" && file == "":
		return "", nil
	case dash != "" && file != "":
		return "", usagef("give --%s - or --%s-file, not both", name, name)
	case dash != "" && dash != "-":
		return "", usagef("--%s may only be \"-\" (stdin): a secret does not belong on a command line; --%s-file FILE reads a file", name, name)
	case dash == "-":
		file = "-"
	}
	return a.secretArg(name, file)
}

// print writes a decision for people.
func (v decisionView) print(w io.Writer) {
	fmt.Fprintf(w, "%d %s\n", v.Status, v.Reason)
	if v.Route != "" {
		fmt.Fprintf(w, "route      %s\n", v.Route)
	}
	if v.Principal != "" {
		fmt.Fprintf(w, "principal  %s\n", v.Principal)
	}
	for _, name := range slices.Sorted(maps.Keys(v.Headers)) {
		fmt.Fprintf(w, "%s: %s\n", name, v.Headers[name])
	}
	rows := [][]string{}
	for _, st := range v.Trace {
		rows = append(rows, []string{st.Step, st.Result, st.Detail})
	}
	columns(w, "STEP|RESULT|DETAIL", rows)
}

// decideBatch answers one request object a line with one decision a line.
func (a *app) decideBatch(ctx context.Context, ws *workspace.Workspace, s *policy.Snapshot, name string) error {
	in, err := a.batchInput(name)
	if err != nil {
		return err
	}
	defer in.Close()
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 64<<10), maxRequestLine)
	out := bufio.NewWriterSize(a.stdout, 64<<10)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	n := 0
	for lines.Scan() {
		n++
		if err := ctx.Err(); err != nil {
			return errors.Join(err, out.Flush())
		}
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		req, err := policy.ParseRequest(lines.Bytes())
		if err != nil {
			_ = out.Flush() // the decisions before the bad line stand; its own error is what matters
			return fault.Wrap(fault.Invalid, err, "reading %s: line %d", name, n)
		}
		if req.At.IsZero() {
			req.At = ws.Vault.Now()
		}
		if err := enc.Encode(viewDecision(s, s.Decide(&req, nil), nil)); err != nil {
			return err
		}
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		_ = out.Flush()
		return fault.New(fault.Invalid, "reading %s: line %d is longer than %d bytes", name, n+1, maxRequestLine)
	} else if err != nil {
		return fmt.Errorf("reading %s: %w", name, err)
	}
	return out.Flush()
}

// batchInput opens the file, or stdin for "-".
func (a *app) batchInput(name string) (io.ReadCloser, error) {
	if name == "-" {
		in, err := a.dash()
		return io.NopCloser(in), err
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "reading the batch")
	}
	return f, nil
}
