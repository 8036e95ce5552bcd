package vm

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"gatehouse/core/catalog"
	"gatehouse/core/fault"
	"gatehouse/ui/say"
)

// ParameterForm is the form for one parameter of a route, as typed.
type ParameterForm struct {
	API, Route string // ids
	Path       string // of the route
	Was        string // the key of the one that is changed; "" for a new one

	Place, Name, Type, Items, Format, Pattern string
	Values                                    string // the only ones, one a line
	Min, Max, MinLength, MaxLength            string
	Required                                  bool
}

// PlaceChoices are where a parameter can stand.
func PlaceChoices() []Choice {
	return []Choice{{"path", say.L("Path"), ""}, {"query", say.L("Query"), ""}, {"header", say.L("Header"), ""}}
}

// TypeChoices are the types of a parameter, and of the items of an array; the first means any.
func TypeChoices() []Choice {
	cs := []Choice{{"", say.L("Any"), ""}}
	for _, t := range catalog.Types {
		cs = append(cs, Choice{t, t, ""})
	}
	return cs
}

// parameterKey names a parameter within its route.
func parameterKey(p catalog.Parameter) string { return p.In + " " + p.Name }

// formOf is the form of a parameter as it is.
func formOf(p catalog.Parameter) ParameterForm {
	length := func(n int64) string {
		if n == 0 {
			return ""
		}
		return strconv.FormatInt(n, 10)
	}
	return ParameterForm{
		Was: parameterKey(p), Place: p.In, Name: p.Name, Type: p.Type, Items: p.Items, Format: p.Format, Pattern: p.Pattern, Values: valueLines(p.Enum),
		Min: p.Min, Max: p.Max, MinLength: length(p.MinLength), MaxLength: length(p.MaxLength), Required: p.Required,
	}
}

// valueLines writes listed values one a line. One that is empty, has spaces at an end or stands in
// quotes is put in quotes, so that it is read back as it was.
func valueLines(values []string) string {
	lines := make([]string, len(values))
	for i, v := range values {
		if lines[i] = v; v == "" || v != strings.TrimSpace(v) || inQuotes(v) {
			lines[i] = `"` + v + `"`
		}
	}
	return strings.Join(lines, "\n")
}

// valuesOf reads listed values, one a line, each once.
func valuesOf(text string) (values []string) {
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if inQuotes(line) {
			line = line[1 : len(line)-1]
		}
		if !slices.Contains(values, line) {
			values = append(values, line)
		}
	}
	return values
}

func inQuotes(s string) bool { return len(s) > 1 && s[0] == '"' && s[len(s)-1] == '"' }

// read turns the form into a parameter; faults are by field, in words. What is not a number yet stays
// out of the parameter.
func (f ParameterForm) read() (catalog.Parameter, map[string]string) {
	faults := map[string]string{}
	length := func(field, text string) int64 {
		text = strings.NewReplacer(",", "", " ", "").Replace(text)
		if text == "" {
			return 0
		}
		n, err := strconv.ParseUint(text, 10, 40)
		if err != nil {
			faults[field] = say.L("Write a length as a whole number such as 1 or 64; leave it empty for none.")
		}
		return int64(n)
	}
	p := catalog.Parameter{
		In: cmp.Or(f.Place, "query"), Name: strings.TrimSpace(f.Name), Type: f.Type, Items: f.Items, Format: strings.TrimSpace(f.Format), Pattern: strings.TrimSpace(f.Pattern),
		Enum: valuesOf(f.Values), Min: strings.TrimSpace(f.Min), Max: strings.TrimSpace(f.Max), MinLength: length("minlength", f.MinLength), MaxLength: length("maxlength", f.MaxLength), Required: f.Required,
	}
	if p.Type != "array" {
		p.Items = ""
	}
	for _, x := range p.Faults() {
		if faults[x.Field] == "" {
			faults[x.Field] = Sentence(fault.New(fault.Invalid, "%s", x.Text))
		}
	}
	return p, faults
}

// parameterFields are the fields in the order of the form.
var parameterFields = []string{"in", "name", "type", "items", "format", "pattern", "min", "max", "minlength", "maxlength", "enum"}

// Faults says what is wrong with each field of the form as it stands, by the field's name in
// [catalog.ParameterFault]. A name that is still missing is no fault while one types.
func (v *APIs) Faults(f ParameterForm) map[string]string {
	p, faults := f.read()
	if p.Name == "" {
		delete(faults, "name")
	} else if text := v.misplaced(f, p); faults["name"] == "" && text != "" {
		faults["name"] = text
	}
	return faults
}

// misplaced says why a route cannot declare a parameter of this place and name, or "".
func (v *APIs) misplaced(f ParameterForm, p catalog.Parameter) string {
	r, _ := v.routeOf(f.API, f.Route)
	if key := parameterKey(p); key != f.Was && slices.ContainsFunc(r.Parameters, func(o catalog.Parameter) bool { return parameterKey(o) == key }) {
		return say.L("The route declares {{.Name}} there already. Change that one, or give this one another name.", say.V{"Name": p.Name})
	}
	if names := pathNames(r.Path); p.In == "path" && !slices.Contains(names, p.Name) {
		if len(names) == 0 {
			return say.L("The path {{.Path}} has no {name} in it. Let the parameter stand in the query or a header.", say.V{"Path": r.Path})
		}
		return say.L("The path has no {{.Name}}. It has {{.Names}}; write one of those.", say.V{"Name": "{" + p.Name + "}", "Names": "{" + strings.Join(names, "}, {") + "}"})
	}
	return ""
}

// pathNames are the names in the braces of a path.
func pathNames(path string) (names []string) {
	t, err := catalog.ParseTemplate("route path", path)
	if err != nil {
		return nil
	}
	for _, s := range t.Segments {
		if s.Param != "" {
			names = append(names, s.Param)
		}
	}
	return names
}

// NextName is the first name in the braces of the path that the route does not declare yet, or "".
func (v *APIs) NextName(f ParameterForm) string {
	r, _ := v.routeOf(f.API, f.Route)
	for _, name := range pathNames(r.Path) {
		if !slices.ContainsFunc(r.Parameters, func(p catalog.Parameter) bool { return p.In == "path" && p.Name == name }) {
			return name
		}
	}
	return ""
}

// Idle says which bounds of the form count for nothing with its type, or "".
func (f ParameterForm) Idle() string {
	number := f.Type == "" || f.Type == "integer" || f.Type == "number"
	long := f.Type == "" || f.Type == "string" || f.Type == "array"
	switch {
	case !number && strings.TrimSpace(f.Min+f.Max) != "":
		return say.L("Smallest and largest count for numbers only, and the type is {{.Type}}.", say.V{"Type": f.Type})
	case !long && strings.TrimSpace(f.MinLength+f.MaxLength) != "":
		return say.L("Lengths count for strings and arrays only, and the type is {{.Type}}.", say.V{"Type": f.Type})
	}
	return ""
}

// check turns the form into a parameter, or says what is wrong first.
func (v *APIs) check(f ParameterForm) (catalog.Parameter, error) {
	p, _ := f.read()
	if p.Name == "" {
		return p, fault.New(fault.Invalid, "%s", say.L("Give the parameter the name that callers send."))
	}
	faults := v.Faults(f)
	for _, field := range parameterFields {
		if text := faults[field]; text != "" {
			return p, fault.New(fault.Invalid, "%s", text)
		}
	}
	return p, nil
}
