package leak

// The limits of what one scan remembers. What goes beyond is counted.
const (
	MaxHits     = 10_000
	MaxProblems = 1_000
)

// Hit is one place where a key stands.
type Hit struct {
	Path   string
	Line   uint64 // 1-based; lines end with a line feed
	Column uint64 // 1-based, in bytes (in UTF-16: in units of two)
	Offset int64  // of its first byte, in the decompressed content
	Prefix string // gh_live_ab12cd34; empty for a key of another system
	Last4  string

	Known     bool   // the vault has a key with this token
	Key       string // its id
	Principal string // its principal's id
	State     string // as apikey.Verify says: "valid", "expired", "revoked" …; "unknown"
	Live      bool   // it opens something, now or later: neither revoked nor expired, and known
}

// Problem is something that was not looked into, and why.
type Problem struct {
	Path string
	Why  string
}

// Result is what a scan found.
type Result struct {
	Files    int64
	Bytes    int64 // of content, decompressed
	Links    int64 // links inside folders, which are not followed
	Hits     []Hit // in the order of the files
	Total    int64 // hits, with those beyond MaxHits
	Live     int64 // of them live
	Problems []Problem
	Unread   int64 // problems, with those beyond MaxProblems
}

func (r *Result) hit(h Hit) {
	r.Total++
	if h.Live {
		r.Live++
	}
	if len(r.Hits) < MaxHits {
		r.Hits = append(r.Hits, h)
	}
}

func (r *Result) problem(path, why string) {
	r.Unread++
	if len(r.Problems) < MaxProblems {
		r.Problems = append(r.Problems, Problem{path, why})
	}
}

// Keys returns the ids of the live keys that were found, each once, in the order of their first hit.
func (r *Result) Keys() []string {
	var ids []string
	seen := map[string]bool{}
	for _, h := range r.Hits {
		if h.Live && !seen[h.Key] {
			seen[h.Key] = true
			ids = append(ids, h.Key)
		}
	}
	return ids
}
