package review

// Check is one entry of the catalogue.
type Check struct {
	ID             string // "INJ-01"
	Title          string
	Severity       Severity
	Description    string
	Tags           []string // framework controls, such as owasp.api8-2023
	FalsePositives []string
	GroupBy        []string // what makes one finding: source, route, principal, key, reason
	File           string
	Digest         string // SHA-256 of the file, in hex
}
