package policy_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"gatehouse/core/policy"
	"gatehouse/core/ratelimit"
)

// cases holds at least two requests for each reason that Decide gives without a meter.
var cases = map[string]struct {
	change func(*policy.Request)
	want   policy.Reason
	route  string // id; empty: not tested
}{
	"a member that does not parse":         {func(r *policy.Request) { r.Malformed = true }, policy.ReasonRequestMalformed, ""},
	"no method":                            {func(r *policy.Request) { r.Method = "" }, policy.ReasonRequestMalformed, ""},
	"a method that is no token":            {func(r *policy.Request) { r.Method = "GE T" }, policy.ReasonRequestMalformed, ""},
	"no host":                              {func(r *policy.Request) { r.Host = "" }, policy.ReasonRequestMalformed, ""},
	"a host with a slash":                  {func(r *policy.Request) { r.Host = "shop.example.com/x" }, policy.ReasonRequestMalformed, ""},
	"a host with credentials":              {func(r *policy.Request) { r.Host = "me@shop.example.com" }, policy.ReasonRequestMalformed, ""},
	"a host with a port that is none":      {func(r *policy.Request) { r.Host = "shop.example.com:x" }, policy.ReasonRequestMalformed, ""},
	"a second, different host":             {func(r *policy.Request) { r.Headers = map[string][]string{"host": {"other"}} }, policy.ReasonRequestMalformed, ""},
	"host twice":                           {func(r *policy.Request) { r.Headers = map[string][]string{"host": {r.Host, r.Host}} }, policy.ReasonRequestMalformed, ""},
	"a header name with a space":           {func(r *policy.Request) { r.Headers = map[string][]string{"a b": {"x"}} }, policy.ReasonRequestMalformed, ""},
	"a header name in upper case":          {func(r *policy.Request) { r.Headers = map[string][]string{"X-Api-Key": {"good"}} }, policy.ReasonRequestMalformed, ""},
	"a header without a name":              {func(r *policy.Request) { r.Headers = map[string][]string{"": {"x"}} }, policy.ReasonRequestMalformed, ""},
	"a header value with a line break":     {func(r *policy.Request) { r.Headers = map[string][]string{"a": {"x\r\ny: z"}} }, policy.ReasonRequestMalformed, ""},
	"a header value outside ASCII":         {func(r *policy.Request) { r.Headers = map[string][]string{"a": {"é"}} }, policy.ReasonRequestMalformed, ""},
	"Authorization twice":                  {func(r *policy.Request) { r.Headers = map[string][]string{"authorization": {"Basic a", "Basic a"}} }, policy.ReasonRequestMalformed, ""},
	"Bearer without a token":               {func(r *policy.Request) { r.Headers = map[string][]string{"authorization": {"Bearer "}} }, policy.ReasonRequestMalformed, ""},
	"the key header twice":                 {func(r *policy.Request) { r.Headers = map[string][]string{"x-api-key": {"good", "good"}} }, policy.ReasonRequestMalformed, ""},
	"key and key header differ":            {func(r *policy.Request) { r.Headers = map[string][]string{"x-api-key": {"other"}} }, policy.ReasonRequestMalformed, ""},
	"key and its digest differ":            {func(r *policy.Request) { r.KeySHA256 = digest("other") }, policy.ReasonRequestMalformed, ""},
	"a digest that is none":                {func(r *policy.Request) { r.Key, r.KeySHA256 = "", "abc" }, policy.ReasonRequestMalformed, ""},
	"a digest in upper case":               {func(r *policy.Request) { r.Key, r.KeySHA256 = "", strings.ToUpper(digest("good")) }, policy.ReasonRequestMalformed, ""},
	"token and Authorization differ":       {func(r *policy.Request) { r.Token, r.Headers = "x", map[string][]string{"authorization": {"Bearer y"}} }, policy.ReasonRequestMalformed, ""},
	"a certificate that is no digest":      {func(r *policy.Request) { r.Certificate = "x" }, policy.ReasonRequestMalformed, ""},
	"a body of less than nothing":          {func(r *policy.Request) { r.BodySize = -1 }, policy.ReasonRequestMalformed, ""},
	"a query with a space":                 {func(r *policy.Request) { r.Path += "?q=a b" }, policy.ReasonRequestMalformed, ""},
	"a query with a number sign":           {func(r *policy.Request) { r.Path += "?q=a#b" }, policy.ReasonRequestMalformed, ""},
	"a query outside ASCII, on a bad path": {func(r *policy.Request) { r.Path = "//?q=é" }, policy.ReasonRequestMalformed, ""},
	"a dot segment":                        {func(r *policy.Request) { r.Path = "/v1/orders/../admin" }, policy.ReasonPathNotCanonical, ""},
	"an encoded slash":                     {func(r *policy.Request) { r.Path = "/v1/orders/a%2fb" }, policy.ReasonPathNotCanonical, ""},
	"a double slash":                       {func(r *policy.Request) { r.Path = "/v1//orders" }, policy.ReasonPathNotCanonical, ""},
	"the absolute form":                    {func(r *policy.Request) { r.Path = "http://shop.example.com/v1/orders" }, policy.ReasonPathNotCanonical, ""},
	"the asterisk form":                    {func(r *policy.Request) { r.Method, r.Path = "OPTIONS", "*" }, policy.ReasonPathNotCanonical, ""},
	"no path":                              {func(r *policy.Request) { r.Path = "" }, policy.ReasonPathNotCanonical, ""},
	"only a query":                         {func(r *policy.Request) { r.Path = "?a" }, policy.ReasonPathNotCanonical, ""},
	"a target one byte too long":           {func(r *policy.Request) { r.Path = "/" + strings.Repeat("a", 8192) }, policy.ReasonTargetTooLong, ""},
	"a query that makes it too long":       {func(r *policy.Request) { r.Path = "/v1/orders?" + strings.Repeat("a", 8192) }, policy.ReasonTargetTooLong, ""},
	"headers one byte too large":           {func(r *policy.Request) { r.Headers = map[string][]string{"a": {strings.Repeat("x", 16384-4)}} }, policy.ReasonHeadersTooLarge, ""},
	"many headers too large": {func(r *policy.Request) {
		r.Headers = map[string][]string{"aaaa": strings.Split(strings.Repeat("x,", 2048), ",")}
	}, policy.ReasonHeadersTooLarge, ""},
	"no TLS":                                {func(r *policy.Request) { r.TLS = policy.TLSNone }, policy.ReasonTLSRequired, ""},
	"no TLS, unknown path":                  {func(r *policy.Request) { r.TLS, r.Path = policy.TLSNone, "/v1/nothing" }, policy.ReasonTLSRequired, ""},
	"TLS 1.1":                               {func(r *policy.Request) { r.TLS = policy.TLS11 }, policy.ReasonTLSTooOld, ""},
	"TLS 1.2 where 1.3 is needed":           {func(r *policy.Request) { r.Host, r.Path, r.TLS = "x", "/v1/deep/report", policy.TLS12 }, policy.ReasonTLSTooOld, ""},
	"an unknown path":                       {func(r *policy.Request) { r.Path = "/v1/nothing" }, policy.ReasonRouteUnknown, ""},
	"the base alone":                        {func(r *policy.Request) { r.Path = "/v1" }, policy.ReasonRouteUnknown, ""},
	"no API below that base on that host":   {func(r *policy.Request) { r.Path = "/v1x/a/b" }, policy.ReasonRouteUnknown, ""},
	"no falling back to another API":        {func(r *policy.Request) { r.Path = "/v1/only-a-page" }, policy.ReasonRouteUnknown, ""},
	"a slash too many":                      {func(r *policy.Request) { r.Path = "/v1/orders/7/" }, policy.ReasonRouteUnknown, ""},
	"another case of letters":               {func(r *policy.Request) { r.Path = "/v1/Orders" }, policy.ReasonRouteUnknown, ""},
	"a method of another route of the path": {func(r *policy.Request) { r.Method = "POST" }, policy.ReasonMethodNotAllowed, "order"},
	"the literal path hides the template's": {func(r *policy.Request) { r.Method, r.Path = "DELETE", "/v1/orders/special" }, policy.ReasonMethodNotAllowed, "special"},
	"OPTIONS where it is not listed":        {func(r *policy.Request) { r.Method = "OPTIONS" }, policy.ReasonMethodNotAllowed, "order"},
	"a method in lower case":                {func(r *policy.Request) { r.Method = "get" }, policy.ReasonMethodNotAllowed, "order"},
	"TRACE":                                 {func(r *policy.Request) { r.Method = "TRACE" }, policy.ReasonMethodNotAllowed, "order"},
	"a body one byte too large":             {func(r *policy.Request) { r.BodySize = 1001 }, policy.ReasonBodyTooLarge, ""},
	"a huge body, without credentials":      {func(r *policy.Request) { r.Key, r.BodySize = "", 1<<40 }, policy.ReasonBodyTooLarge, ""},
	"no credentials":                        {func(r *policy.Request) { r.Key = "" }, policy.ReasonCredentialsMissing, "order"},
	"an empty key header":                   {func(r *policy.Request) { r.Key, r.Headers = "", map[string][]string{"x-api-key": {""}} }, policy.ReasonCredentialsMissing, ""},
	"a key in the query":                    {func(r *policy.Request) { r.Key, r.Path = "", r.Path+"?x-api-key=good" }, policy.ReasonCredentialsMissing, ""},
	"a key in another API's header":         {func(r *policy.Request) { r.Key, r.Headers = "", map[string][]string{"x-deep": {"good"}} }, policy.ReasonCredentialsMissing, ""},
	"another scheme is no credential": {func(r *policy.Request) {
		r.Key, r.Headers = "", map[string][]string{"authorization": {"Basic Z29vZA=="}}
	}, policy.ReasonCredentialsMissing, ""},
	"a token":                                  {func(r *policy.Request) { r.Key, r.Token = "", "x" }, policy.ReasonMethodNotAccepted, ""},
	"a token beside a good key":                {func(r *policy.Request) { r.Headers = map[string][]string{"authorization": {"bEARER  x "}} }, policy.ReasonMethodNotAccepted, ""},
	"a key as a token":                         {func(r *policy.Request) { r.Key, r.Headers = "", map[string][]string{"authorization": {"Bearer good"}} }, policy.ReasonMethodNotAccepted, ""},
	"a certificate beside a good key":          {func(r *policy.Request) { r.Certificate = digest("c") }, policy.ReasonMethodNotAccepted, ""},
	"a key where only tokens count":            {func(r *policy.Request) { r.Host, r.Path = "x", "/tokens" }, policy.ReasonMethodNotAccepted, "tokens-only"},
	"a token on a public route":                {func(r *policy.Request) { r.Path, r.Key, r.Token = "/v1/status", "", "x" }, policy.ReasonMethodNotAccepted, "status"},
	"an unknown key":                           {func(r *policy.Request) { r.Key = "nobody" }, policy.ReasonKeyUnknown, ""},
	"an unknown digest":                        {func(r *policy.Request) { r.Key, r.KeySHA256 = "", digest("nobody") }, policy.ReasonKeyUnknown, ""},
	"a key with a space behind":                {func(r *policy.Request) { r.Key = "good " }, policy.ReasonKeyUnknown, ""},
	"an unknown key on a public route":         {func(r *policy.Request) { r.Path, r.Key = "/v1/status", "nobody" }, policy.ReasonKeyUnknown, "status"},
	"a revoked key, expired too":               {func(r *policy.Request) { r.Key = "revoked" }, policy.ReasonKeyRevoked, ""},
	"a revoked key without a grant":            {func(r *policy.Request) { r.Key, r.Method, r.Path = "revoked", "POST", "/v1/orders" }, policy.ReasonKeyRevoked, ""},
	"a suspended key, not yet valid too":       {func(r *policy.Request) { r.Key = "suspended" }, policy.ReasonKeySuspended, ""},
	"a suspended key on a public route":        {func(r *policy.Request) { r.Key, r.Path = "suspended", "/v1/status" }, policy.ReasonKeySuspended, ""},
	"a key one millisecond before its time":    {func(r *policy.Request) { r.Key = "early" }, policy.ReasonKeyNotYetValid, ""},
	"a key a day before its time":              {func(r *policy.Request) { r.Key, r.At = "early", noon.Add(-24*time.Hour) }, policy.ReasonKeyNotYetValid, ""},
	"a key at its expiry":                      {func(r *policy.Request) { r.Key = "late" }, policy.ReasonKeyExpired, ""},
	"the old token after its grace":            {func(r *policy.Request) { r.Key = "old" }, policy.ReasonKeyExpired, ""},
	"the new token at the key's expiry":        {func(r *policy.Request) { r.Key, r.At = "rotated", noon.Add(time.Hour) }, policy.ReasonKeyExpired, ""},
	"another network":                          {func(r *policy.Request) { r.Key = "office"; r.SetAddress("198.51.100.1") }, policy.ReasonKeyWrongNetwork, ""},
	"another IPv6 network":                     {func(r *policy.Request) { r.Key = "office"; r.SetAddress("2001:db8:8::1") }, policy.ReasonKeyWrongNetwork, ""},
	"no address":                               {func(r *policy.Request) { r.Key = "office"; r.Address = policy.Request{}.Address }, policy.ReasonKeyWrongNetwork, ""},
	"a disabled principal":                     {func(r *policy.Request) { r.Key = "bens" }, policy.ReasonPrincipalDisabled, ""},
	"a disabled principal on a public route":   {func(r *policy.Request) { r.Key, r.Path = "bens", "/v1/status" }, policy.ReasonPrincipalDisabled, ""},
	"no role":                                  {func(r *policy.Request) { r.Key = "cids" }, policy.ReasonRoleLacksGrant, "order"},
	"a role that the scopes cut away":          {func(r *policy.Request) { r.Key = "scoped" }, policy.ReasonRoleLacksGrant, ""},
	"a grant of GET is none of OPTIONS":        {func(r *policy.Request) { r.Method, r.Path = "OPTIONS", "/v1/orders/7/items" }, policy.ReasonRoleLacksGrant, "items"},
	"a grant that demands a one-time password": {func(r *policy.Request) { r.Method = "DELETE" }, policy.ReasonOTPRequired, "order"},
	"the same with the key's digest":           {func(r *policy.Request) { r.Method, r.Key, r.KeySHA256 = "DELETE", "", digest("good") }, policy.ReasonOTPRequired, "order"},
	"a good request":                           {func(*policy.Request) {}, policy.ReasonAllowed, "order"},
	"the key in its header":                    {func(r *policy.Request) { r.Key, r.Headers = "", map[string][]string{"x-api-key": {"good"}} }, policy.ReasonAllowed, ""},
	"the key both ways, the same": {func(r *policy.Request) {
		r.Headers = map[string][]string{"x-api-key": {"good"}, "host": {"SHOP.example.com"}}
	}, policy.ReasonAllowed, ""},
	"the key by its digest":  {func(r *policy.Request) { r.Key, r.KeySHA256 = "", digest("good") }, policy.ReasonAllowed, ""},
	"the key and its digest": {func(r *policy.Request) { r.KeySHA256 = digest("good") }, policy.ReasonAllowed, ""},
	"the key in another API's own header": {func(r *policy.Request) {
		r.Host, r.Path, r.Key, r.Headers = "x", "/v1/deep/report", "", map[string][]string{"x-deep": {"good"}}
	}, policy.ReasonAllowed, "report"},
	"a base ends at a border of segments":              {func(r *policy.Request) { r.Path = "/v1x" }, policy.ReasonAllowed, "page"},
	"a host with one capital":                          {func(r *policy.Request) { r.Host = "shop.exAmple.com" }, policy.ReasonAllowed, "order"},
	"a digest that begins like one":                    {func(r *policy.Request) { r.Key, r.KeySHA256 = "", digest("good")[:62]+"00" }, policy.ReasonKeyUnknown, ""},
	"a host with port and capitals":                    {func(r *policy.Request) { r.Host = "Shop.Example.COM:8443" }, policy.ReasonAllowed, "order"},
	"an IPv6 host falls to the API for any host":       {func(r *policy.Request) { r.Host, r.Path = "[2001:db8::1]:443", "/about" }, policy.ReasonAllowed, "page"},
	"a literal beats a template":                       {func(r *policy.Request) { r.Path = "/v1/orders/special" }, policy.ReasonAllowed, "special"},
	"back to the template where the literal path ends": {func(r *policy.Request) { r.Path = "/v1/orders/special/items" }, policy.ReasonAllowed, "items"},
	"the deeper literal":                               {func(r *policy.Request) { r.Path = "/v1/orders/special/notes" }, policy.ReasonAllowed, "special-notes"},
	"a trailing slash is a path of its own":            {func(r *policy.Request) { r.Path = "/v1/orders/" }, policy.ReasonAllowed, "slash"},
	"an escape in a parameter":                         {func(r *policy.Request) { r.Path = "/v1/orders/caf%C3%A9" }, policy.ReasonAllowed, "order"},
	"another route of the same path":                   {func(r *policy.Request) { r.Method = "PUT" }, policy.ReasonAllowed, "order-put"},
	"HEAD where GET is":                                {func(r *policy.Request) { r.Method = "HEAD" }, policy.ReasonAllowed, "order"},
	"HEAD where it is listed":                          {func(r *policy.Request) { r.Host, r.Path, r.Method = "x", "/about", "HEAD" }, policy.ReasonAllowed, "page"},
	"a scope that is enough":                           {func(r *policy.Request) { r.Key, r.Method, r.Path = "scoped", "POST", "/v1/orders" }, policy.ReasonAllowed, "orders"},
	"a public route without a key":                     {func(r *policy.Request) { r.Key, r.Path = "", "/v1/status" }, policy.ReasonAllowed, "status"},
	"a public route with a key without a grant":        {func(r *policy.Request) { r.Key, r.Path = "cids", "/v1/status" }, policy.ReasonAllowed, "status"},
	"the root":                                {func(r *policy.Request) { r.Host, r.Path = "x", "/" }, policy.ReasonAllowed, "root"},
	"TLS not known":                           {func(r *policy.Request) { r.TLS = policy.TLSUnknown }, policy.ReasonAllowed, ""},
	"a target of the greatest length":         {func(r *policy.Request) { r.Path = "/v1/orders/7?" + strings.Repeat("a", 8192-13) }, policy.ReasonAllowed, ""},
	"headers of the greatest size":            {func(r *policy.Request) { r.Headers = map[string][]string{"a": {strings.Repeat("x", 16384-5)}} }, policy.ReasonAllowed, ""},
	"a body of the greatest size":             {func(r *policy.Request) { r.BodySize = 1000 }, policy.ReasonAllowed, ""},
	"the first millisecond of a key":          {func(r *policy.Request) { r.Key, r.At = "early", noon.Add(time.Millisecond) }, policy.ReasonAllowed, ""},
	"the last millisecond of a key":           {func(r *policy.Request) { r.Key, r.At = "late", noon.Add(-1) }, policy.ReasonAllowed, ""},
	"the old token in its grace":              {func(r *policy.Request) { r.Key, r.At = "old", noon.Add(-time.Hour) }, policy.ReasonAllowed, ""},
	"the right network":                       {func(r *policy.Request) { r.Key = "office" }, policy.ReasonAllowed, ""},
	"the right network, IPv4 written as IPv6": {func(r *policy.Request) { r.Key = "office"; r.SetAddress("::ffff:192.0.2.9") }, policy.ReasonAllowed, ""},
	"no time is the snapshot's":               {func(r *policy.Request) { r.At = time.Time{} }, policy.ReasonAllowed, ""},
}

// scanned is a POST of a body to the route that states the most.
func scanned(size int64, contentType string) func(*policy.Request) {
	return func(r *policy.Request) {
		r.Method, r.Path, r.BodySize, r.ContentType = "POST", "/v1/orders/7/scan", size, contentType
	}
}

// stated holds what a route states beside its API.
var stated = map[string]struct {
	change func(*policy.Request)
	want   policy.Reason
	route  string
}{
	"the API's TLS is not the route's":                  {func(r *policy.Request) { scanned(1, "image/png")(r); r.TLS = policy.TLS12 }, policy.ReasonTLSTooOld, ""},
	"the API's TLS is enough for what the route is not": {func(r *policy.Request) { scanned(1, "image/png")(r); r.TLS, r.Method = policy.TLS12, "PUT" }, policy.ReasonMethodNotAllowed, "scan"},
	"a body that fits the API, not the route":           {scanned(101, "image/png"), policy.ReasonBodyTooLarge, "scan"},
	"a body of the route's greatest size":               {scanned(100, "image/png"), policy.ReasonAllowed, "scan"},
	"a media type with a parameter, in capitals":        {scanned(1, "Application/JSON ; charset=utf-8"), policy.ReasonAllowed, "scan"},
	"a media type of the wrong kind":                    {scanned(1, "text/html"), policy.ReasonMediaTypeUnsupported, "scan"},
	"a media type that only begins right":               {scanned(1, "application/jsonx"), policy.ReasonMediaTypeUnsupported, "scan"},
	"a kind without a type":                             {scanned(1, "image/"), policy.ReasonMediaTypeUnsupported, "scan"},
	"a kind alone":                                      {scanned(1, "image"), policy.ReasonMediaTypeUnsupported, "scan"},
	"two slashes":                                       {scanned(1, "image/png/x"), policy.ReasonMediaTypeUnsupported, "scan"},
	"a body of no type":                                 {scanned(1, ""), policy.ReasonMediaTypeUnsupported, "scan"},
	"no body and no type":                               {scanned(0, ""), policy.ReasonAllowed, "scan"},
	"a type and no body that is known of":               {scanned(0, "text/html"), policy.ReasonMediaTypeUnsupported, "scan"},
	"a type in the header alone": {func(r *policy.Request) {
		scanned(1, "")(r)
		r.Headers = map[string][]string{"content-type": {"image/png"}}
	}, policy.ReasonAllowed, "scan"},
	"a header that says otherwise": {func(r *policy.Request) {
		scanned(1, "image/png")(r)
		r.Headers = map[string][]string{"content-type": {"text/html"}}
	}, policy.ReasonMediaTypeUnsupported, "scan"},
	"a second header that says otherwise": {func(r *policy.Request) {
		scanned(1, "")(r)
		r.Headers = map[string][]string{"content-type": {"", "image/png", "text/html"}}
	}, policy.ReasonMediaTypeUnsupported, "scan"},
	"any way is accepted, but a token cannot be tested": {func(r *policy.Request) { scanned(0, "")(r); r.Key, r.Token = "", "x" }, policy.ReasonMethodNotAccepted, "scan"},
	"no certificate where one is demanded":              {func(r *policy.Request) { r.Path += "/deed" }, policy.ReasonCertificateMissing, "deed"},
	"no certificate, and a revoked key":                 {func(r *policy.Request) { r.Path, r.Key = r.Path+"/deed", "revoked" }, policy.ReasonKeyRevoked, "deed"},
	"no certificate of a disabled principal":            {func(r *policy.Request) { r.Path, r.Key = r.Path+"/deed", "bens" }, policy.ReasonCertificateMissing, "deed"},
	"the demanded certificate and a key":                {func(r *policy.Request) { r.Path, r.Certificate = r.Path+"/deed", digest("c") }, policy.ReasonAllowed, "deed"},
	"the demanded certificate says not who calls":       {func(r *policy.Request) { r.Path, r.Certificate, r.Key = r.Path+"/deed", digest("c"), "" }, policy.ReasonCredentialsMissing, "deed"},
	"a public route that demands a certificate":         {func(r *policy.Request) { r.Path, r.Key = "/v1/badge", "" }, policy.ReasonCertificateMissing, "badge"},
	"the same with one":                                 {func(r *policy.Request) { r.Path, r.Key, r.Certificate = "/v1/badge", "", digest("c") }, policy.ReasonAllowed, "badge"},
	"a route that demands a one-time password":          {func(r *policy.Request) { r.Path += "/purge" }, policy.ReasonOTPRequired, "purge"},
	"the same without a grant":                          {func(r *policy.Request) { r.Path, r.Key = r.Path+"/purge", "cids" }, policy.ReasonRoleLacksGrant, "purge"},
}

func TestDecide(t *testing.T) {
	cases := maps.Clone(cases)
	maps.Copy(cases, stated)
	s := compile(t, house())
	seen := map[policy.Reason]int{}
	for name, c := range cases {
		req := request(c.change)
		d := s.Decide(&req, nil)
		if d.Reason != c.want || d.Status != c.want.Status() {
			t.Errorf("%s: got %s, want %d %s", name, tell(s, d), c.want.Status(), c.want)
		}
		if c.route != "" && s.Route(d.Route).ID != c.route {
			t.Errorf("%s: got route %q, want %q", name, s.Route(d.Route).ID, c.route)
		}
		if e, steps := s.Explain(&req, nil); e != d || len(steps) == 0 {
			t.Errorf("%s: Explain says %s", name, tell(s, e))
		}
		w := twin{in: house()}
		if req.At.IsZero() {
			req.At = noon
		}
		if a := w.decide(req); a.reason != c.want {
			t.Errorf("%s: the twin says %s, want %s", name, a.reason, c.want)
		}
		seen[c.want]++
	}
	for _, info := range policy.Reasons() {
		if info.Given == policy.ByDecide && seen[info.Reason] < 2 {
			t.Errorf("%s: %d cases, want at least 2", info.Name, seen[info.Reason])
		}
	}
}

func TestWhoCalledIsToldOnARefusalToo(t *testing.T) {
	s := compile(t, house())
	for k, want := range map[string]string{"revoked": "ann", "late": "ann", "bens": "ben", "cids": "cid", "nobody": ""} {
		req := request(func(r *policy.Request) { r.Key = k })
		d := s.Decide(&req, nil)
		if d.Allowed() || d.Principal != want {
			t.Errorf("%s: got %s", k, tell(s, d))
		}
		if want != "" && d.Key != k {
			t.Errorf("%s: got key %q", k, d.Key)
		}
	}
}

func TestLimits(t *testing.T) {
	type shot struct {
		after  time.Duration
		change func(*policy.Request)
		want   policy.Reason
		wait   time.Duration
	}
	other := func(r *policy.Request) { r.Path = "/v1/orders/special" }
	for name, c := range map[string]struct {
		by     ratelimit.By
		change func(*ratelimit.Policy)
		shots  []shot
	}{
		"by key": {ratelimit.ByKey, nil, []shot{
			{0, nil, policy.ReasonAllowed, 0}, {0, other, policy.ReasonAllowed, 0}, {0, nil, policy.ReasonLimitKey, time.Second},
			{0, func(r *policy.Request) { r.Key = "office" }, policy.ReasonAllowed, 0},
			{0, func(r *policy.Request) { r.Key, r.Path = "", "/v1/status" }, policy.ReasonAllowed, 0},
			{999 * time.Millisecond, nil, policy.ReasonLimitKey, time.Second}, {1000 * time.Millisecond, nil, policy.ReasonAllowed, 0},
		}},
		"by principal": {ratelimit.ByPrincipal, nil, []shot{
			{0, nil, policy.ReasonAllowed, 0}, {0, func(r *policy.Request) { r.Key = "office" }, policy.ReasonAllowed, 0},
			{0, func(r *policy.Request) { r.Key, r.KeySHA256 = "", digest("good") }, policy.ReasonLimitPrincipal, time.Second},
		}},
		"by route": {ratelimit.ByRoute, nil, []shot{
			{0, nil, policy.ReasonAllowed, 0}, {0, func(r *policy.Request) { r.Key = "office" }, policy.ReasonAllowed, 0},
			{0, nil, policy.ReasonLimitRoute, time.Second}, {0, other, policy.ReasonAllowed, 0},
		}},
		"by address, before the path is known": {ratelimit.ByAddress, nil, []shot{
			{0, nil, policy.ReasonAllowed, 0}, {0, func(r *policy.Request) { r.Path = "/v1/nothing" }, policy.ReasonRouteUnknown, 0},
			{0, func(r *policy.Request) { r.Path = "/v1/nothing" }, policy.ReasonLimitAddress, time.Second},
			{0, func(r *policy.Request) { r.SetAddress("192.0.2.8") }, policy.ReasonAllowed, 0},
		}},
		"by address, of one API only": {ratelimit.ByAddress, func(l *ratelimit.Policy) { l.API = "shop" }, []shot{
			{0, nil, policy.ReasonAllowed, 0}, {0, nil, policy.ReasonAllowed, 0}, {0, nil, policy.ReasonLimitAddress, time.Second},
			{0, func(r *policy.Request) { r.Host, r.Path = "x", "/about" }, policy.ReasonAllowed, 0},
		}},
		"by address, IPv6 counts per /64": {ratelimit.ByAddress, nil, []shot{
			{0, func(r *policy.Request) { r.SetAddress("2001:db8::1") }, policy.ReasonAllowed, 0},
			{0, func(r *policy.Request) { r.SetAddress("2001:db8::ffff:1") }, policy.ReasonAllowed, 0},
			{0, func(r *policy.Request) { r.SetAddress("2001:db8::2") }, policy.ReasonLimitAddress, time.Second},
			{0, func(r *policy.Request) { r.SetAddress("2001:db8:0:1::1") }, policy.ReasonAllowed, 0},
		}},
		"by address, bound to a route, counts late": {ratelimit.ByAddress, func(l *ratelimit.Policy) { l.API, l.Match = "shop", "/orders/{any}" }, []shot{
			{0, nil, policy.ReasonAllowed, 0}, {0, func(r *policy.Request) { r.Key = "nobody" }, policy.ReasonKeyUnknown, 0},
			{0, nil, policy.ReasonAllowed, 0}, {0, nil, policy.ReasonLimitAddress, time.Second}, {0, other, policy.ReasonAllowed, 0},
		}},
		"a match below a prefix": {ratelimit.ByKey, func(l *ratelimit.Policy) { l.API, l.Match = "shop", "/orders/**" }, []shot{
			{0, nil, policy.ReasonAllowed, 0}, {0, other, policy.ReasonAllowed, 0}, {0, nil, policy.ReasonLimitKey, time.Second},
			{0, func(r *policy.Request) { r.Path = "/v1/status" }, policy.ReasonAllowed, 0},
		}},
		"a refused request is not charged": {ratelimit.ByKey, nil, []shot{
			{0, func(r *policy.Request) { r.Method = "DELETE" }, policy.ReasonOTPRequired, 0}, {0, func(r *policy.Request) { r.Method = "DELETE" }, policy.ReasonOTPRequired, 0},
			{0, nil, policy.ReasonAllowed, 0}, {0, nil, policy.ReasonAllowed, 0}, {0, nil, policy.ReasonLimitKey, time.Second},
		}},
		"no burst given is the rate": {ratelimit.ByKey, func(l *ratelimit.Policy) { l.Rate, l.Burst, l.Per = 3, 0, 60_000 }, []shot{
			{0, nil, policy.ReasonAllowed, 0}, {0, nil, policy.ReasonAllowed, 0}, {0, nil, policy.ReasonAllowed, 0}, {0, nil, policy.ReasonLimitKey, 20 * time.Second},
			{4100 * time.Millisecond, nil, policy.ReasonLimitKey, 16 * time.Second},
		}},
	} {
		s := compile(t, limited(c.by, c.change))
		meter := ratelimit.NewMeter()
		for i, sh := range c.shots {
			req := request(sh.change)
			req.At = noon.Add(sh.after)
			d := s.Decide(&req, meter)
			if d.Reason != sh.want || d.RetryAfter != sh.wait {
				t.Errorf("%s: request %d: got %s, want %s wait=%s", name, i, tell(s, d), sh.want, sh.wait)
			}
			if d2 := s.Decide(&req, nil); d.Status == 429 && d2.Status == 429 {
				t.Errorf("%s: a limit counts without a meter", name)
			}
		}
	}
}

func TestWhenOneLimitRefusesNoneIsCharged(t *testing.T) {
	in := limited(ratelimit.ByKey, nil)
	in.Limits = append(in.Limits,
		ratelimit.Policy{ID: "p", Name: "p", Rate: 1, Per: 60_000, Burst: 3, By: ratelimit.ByPrincipal},
		ratelimit.Policy{ID: "r", Name: "r", Rate: 1, Per: 3_600_000, Burst: 4, By: ratelimit.ByRoute},
	)
	s, meter := compile(t, in), ratelimit.NewMeter()
	decide := func(key string, after time.Duration) policy.Decision {
		req := request(func(r *policy.Request) { r.Key, r.At = key, noon.Add(after) })
		return s.Decide(&req, meter)
	}
	for i, want := range []policy.Reason{policy.ReasonAllowed, policy.ReasonAllowed, policy.ReasonLimitKey, policy.ReasonLimitKey} {
		if d := decide("good", 0); d.Reason != want {
			t.Errorf("request %d: got %s, want %s", i, tell(s, d), want)
		}
	}
	// The two refusals above charged the principal nothing: one is left, with another key.
	if d := decide("office", 0); d.Reason != policy.ReasonAllowed {
		t.Errorf("got %s, want allowed", tell(s, d))
	}
	// Now key and principal refuse both: the key is named, the longest wait is told.
	if d := decide("good", 0); d.Reason != policy.ReasonLimitKey || d.RetryAfter != time.Minute {
		t.Errorf("got %s, want limit_key and a minute", tell(s, d))
	}
	if d := decide("office", 0); d.Reason != policy.ReasonLimitPrincipal {
		t.Errorf("got %s, want limit_principal", tell(s, d))
	}
}

func TestHeaders(t *testing.T) {
	in := limited(ratelimit.ByRoute, func(l *ratelimit.Policy) { l.Burst = 1 })
	s, meter := compile(t, in), ratelimit.NewMeter()
	for _, c := range []struct {
		change      func(*policy.Request)
		name, value string
	}{
		{func(r *policy.Request) { r.Key = "" }, "WWW-Authenticate", `ApiKey realm="shop"`},
		{func(r *policy.Request) { r.Key = "nobody" }, "WWW-Authenticate", `ApiKey realm="shop"`},
		{func(r *policy.Request) { r.Host, r.Path = "x", "/tokens" }, "WWW-Authenticate", `Bearer`},
		{func(r *policy.Request) { r.Method = "POST" }, "Allow", "GET, HEAD, PUT, DELETE"},
		{nil, "", ""},
		{nil, "Retry-After", "1"},
		{func(r *policy.Request) { r.Key = "cids" }, "", ""},
		{func(r *policy.Request) { r.Path = "/v1/nothing" }, "", ""},
	} {
		req := request(c.change)
		d := s.Decide(&req, meter)
		got := s.Headers(d)
		if c.name == "" && len(got) > 0 || c.name != "" && (len(got) != 1 || got[c.name] != c.value) {
			t.Errorf("%s: got %v, want %s: %s", tell(s, d), got, c.name, c.value)
		}
	}
}
