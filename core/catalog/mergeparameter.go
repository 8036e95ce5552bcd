package catalog

import (
	"slices"
	"strconv"
)

// parameters merges parameters one by one, and each of them member by member.
func (m *merger) parameters(local, was, says []Parameter) []Parameter {
	var out []Parameter
	all := slices.Concat(local, says, was)
	slices.SortFunc(all, compareParameters)
	all = slices.CompactFunc(all, func(a, b Parameter) bool { return compareParameters(a, b) == 0 })
	for i := range all {
		l, w, s := find(local, all[i]), find(was, all[i]), find(says, all[i])
		if p := m.parameter(all[i].field(), l, w, s); p != nil {
			out = append(out, *p)
		}
	}
	return out
}

func find(list []Parameter, p Parameter) *Parameter {
	if i := slices.IndexFunc(list, func(o Parameter) bool { return compareParameters(o, p) == 0 }); i >= 0 {
		return &list[i]
	}
	return nil
}

// parameter merges one; nil stands for one that is not declared.
func (m *merger) parameter(name string, local, was, says *Parameter) *Parameter {
	switch {
	case local == nil && says == nil:
		return nil
	case local == nil && was != nil: // removed by hand
		m.note(name, "", says.String(), "", true)
		return nil
	case local == nil:
		m.note(name, "", says.String(), says.String(), false)
		return says
	case says == nil && was == nil: // added by hand
		return local
	case says == nil && local.equal(*was):
		m.note(name, local.String(), "", "", false)
		return nil
	case says == nil:
		m.note(name, local.String(), "", local.String(), true)
		return local
	}
	if was == nil {
		was = &Parameter{Name: says.Name, In: says.In, Required: says.In == "path"}
	}
	var members merger
	p := *local
	p.Required = field(&members, "", local.Required, was.Required, says.Required, equal, yesNo)
	p.Type = field(&members, "", local.Type, was.Type, says.Type, equal, asIs)
	p.Items = field(&members, "", local.Items, was.Items, says.Items, equal, asIs)
	p.Format = field(&members, "", local.Format, was.Format, says.Format, equal, asIs)
	p.Pattern = field(&members, "", local.Pattern, was.Pattern, says.Pattern, equal, asIs)
	p.Enum = field(&members, "", local.Enum, was.Enum, says.Enum, slices.Equal, spaced)
	p.Min = field(&members, "", local.Min, was.Min, says.Min, equal, asIs)
	p.Max = field(&members, "", local.Max, was.Max, says.Max, equal, asIs)
	p.MinLength = field(&members, "", local.MinLength, was.MinLength, says.MinLength, equal, number)
	p.MaxLength = field(&members, "", local.MaxLength, was.MaxLength, says.MaxLength, equal, number)
	if len(members.fields) == 0 {
		return local
	}
	if _, err := checkParameter(p); err != nil { // halves that do not fit: yours stays whole
		p = *local
	}
	m.note(name, local.String(), says.String(), p.String(), keptAny(members.fields))
	return &p
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

// equal reports whether two declarations say the same.
func (p *Parameter) equal(o Parameter) bool {
	a, b := *p, o
	a.Enum, b.Enum = nil, nil
	return a.Name == b.Name && a.In == b.In && a.String() == b.String() && slices.Equal(p.Enum, o.Enum)
}
