package auditlog

// jsonParser reads nginx JSON lines.
type jsonParser struct{}

func newJSONParser() *jsonParser { return &jsonParser{} }

// Parse implements [Parser].
func (p *jsonParser) Parse(line []byte, e *Event) error { return RejectJSON }
