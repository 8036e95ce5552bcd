package report_test

import (
	"strings"
	"testing"

	"gatehouse/core/auditlog"
	"gatehouse/core/report"
	"gatehouse/core/review"
)

func TestMaskHidesSecretsAndNothingElse(t *testing.T) {
	const jwt = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl"
	for name, x := range map[string]struct{ in, want string }{
		"a token in a query":                   {"/a?token=abc123&x=1", "/a?token=[masked]&x=1"},
		"an API key in a query":                {"/a?x=1&api_key=abc", "/a?x=1&api_key=[masked]"},
		"a key by its short name":              {"/maps?key=AbC-9", "/maps?key=[masked]"},
		"a password":                           {"/login?user=ada&password=p%40ss;x", "/login?user=ada&password=[masked];x"},
		"a signature":                          {"/file?sig=AbCd%2F&exp=1", "/file?sig=[masked]&exp=1"},
		"a signed URL of a cloud":              {"/b?X-Amz-Signature=00ff&X-Amz-Credential=AK%2F1", "/b?X-Amz-Signature=[masked]&X-Amz-Credential=[masked]"},
		"a percent-encoded assignment":         {"/r?next=%2Fa%3Ftoken%3Dabc123", "/r?next=%2Fa%3Ftoken%3D[masked]"},
		"a member of JSON":                     {`{"client_secret": "abc", "a": 1}`, `{"client_secret": "[masked]", "a": 1}`},
		"a member of escaped JSON":             {`{\"password\":\"abc\"}`, `{\"password\":\"[masked]\"}`},
		"an Authorization header":              {"Authorization: Bearer abcdef123456", "Authorization: Bearer [masked]"},
		"basic authentication":                 {`"auth":"Basic YWRhOnB3MTIz"`, `"auth":"Basic [masked]"`},
		"a JSON Web Token in a path":           {"/reset/" + jwt + "/x", "/reset/[masked]/x"},
		"a JSON Web Token cut off":             {"/reset/" + jwt[:30], "/reset/[masked]"},
		"our key keeps its public id":          {"/?q=gh_live_ab12cd34_" + strings.Repeat("x", 38), "/?q=gh_live_ab12cd34_[masked]"},
		"a password of a URL":                  {"https://ada:s3cret@a.example/x", "https://ada:[masked]@a.example/x"},
		"a cloud's access key":                 {"/?id=AKIAABCDEFGHIJKLMNOP", "/?id=[masked]"},
		"a forge's token":                      {"/clone/ghp_0123456789abcdefghij0123", "/clone/[masked]"},
		"twice":                                {"?token=a&token=b", "?token=[masked]&token=[masked]"},
		"a name in capitals":                   {"?TOKEN=abc", "?TOKEN=[masked]"},
		"a name with a prefix":                 {"?access_token=abc&csrf-token=d", "?access_token=[masked]&csrf-token=[masked]"},
		"a form's brackets":                    {"?user[password]=abc", "?user[password]=[masked]"},
		"already masked":                       {"?token=[masked]&b=1", "?token=[masked]&b=1"},
		"nginx's escapes":                      {`{\x22password\x22:\x22abc\x22}`, `{\x22password\x22:\x22[masked]\x22}`},
		"plain text stays":                     {"GET /orders/7?sort=created HTTP/1.1", "GET /orders/7?sort=created HTTP/1.1"},
		"a key's public id in our log stays":   {`"gh_key":"ab12cd34","gh_reason":"allowed"`, `"gh_key":"ab12cd34","gh_reason":"allowed"`},
		"a word that ends like a name stays":   {"/?monkey=banana&turkey=1", "/?monkey=banana&turkey=1"},
		"a path that holds a name stays":       {"/token/refresh", "/token/refresh"},
		"a time and a user agent stay":         {`[04/Mar/2026:07:25:02 +0000] "Mozilla/5.0 (X11)"`, `[04/Mar/2026:07:25:02 +0000] "Mozilla/5.0 (X11)"`},
		"an address with a port and path stay": {"http://a.example:8080/x@y", "http://a.example:8080/x@y"},
		"nothing":                              {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := report.Mask(x.in); got != x.want {
				t.Errorf("\n in  %s\ngot  %s\nwant %s", x.in, got, x.want)
			}
		})
	}
}

func FuzzMaskTwiceIsMaskOnce(f *testing.F) {
	for _, s := range []string{"?token=abc", "Bearer abcdef", "https://a:b@c", "eyJabcdefgh.x.y", `"password":"x"`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := report.Mask(s)
		if twice := report.Mask(once); twice != once {
			t.Errorf("%q became %q and then %q", s, once, twice)
		}
	})
}

func TestASecretBelowEncodingsIsMaskedWhereTheLineIsMadeReadable(t *testing.T) {
	e := sample("imp1")
	e.imports[0].Format = "nginx_combined"
	f := &e.findings["imp1"][0]
	f.Evidence[0].Raw = `192.0.2.1 - - [04/Mar/2026:07:25:02 +0000] "GET /a%2520b?passw%6frd=hunter%32%32&q=%3Cscript%3E%00 HTTP/1.1" 200 12 "-" "x"`
	page, _ := render(t, e)
	if strings.Contains(page, "hunter22") || strings.Contains(page, "<script>") {
		t.Error("the readable line shows what the raw one hides")
	}
	if want := `<b>GET</b> /a b?password=[masked]&amp;q=&lt;script&gt;<span class="c">\x00</span></code>`; !strings.Contains(page, want) {
		t.Errorf("the page does not hold %s", want)
	}
}

func TestFindingsAndEventsAreMaskedInCopies(t *testing.T) {
	const key, hidden = "gh_live_ab12cd34_0123456789abcdefghijklmnopqrstuv012345", "gh_live_ab12cd34_[masked]"
	f := review.Finding{Source: key, Key: key, Principal: key, Evidence: []review.Evidence{{Raw: `GET /?token=hunter2`}}}
	if m := report.MaskFinding(f); m.Source != hidden || m.Key != hidden || m.Principal != hidden || m.Evidence[0].Raw != `GET /?token=[masked]` {
		t.Errorf("got finding %+v", m)
	}
	if f.Key != key || f.Evidence[0].Raw != `GET /?token=hunter2` {
		t.Errorf("the finding itself was changed: %+v", f)
	}
	e := auditlog.Event{Key: []byte(key), Target: []byte("/?password=hunter2&q=1")}
	if m := report.MaskEvent(e); string(m.Key) != hidden || string(m.Target) != "/?password=[masked]&q=1" {
		t.Errorf("got key %s and target %s", m.Key, m.Target)
	}
	if string(e.Key) != key || string(e.Target) != "/?password=hunter2&q=1" {
		t.Errorf("the event itself was changed: %s, %s", e.Key, e.Target)
	}
}
