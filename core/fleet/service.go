package fleet

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"gatehouse/core/fault"
	"gatehouse/core/name"
	"gatehouse/core/vault"
)

// MaxGateways is how many gateways a vault may have.
const MaxGateways = 10_000

// Service keeps the gateways of an open vault. It may be used by several goroutines.
type Service struct {
	v     *vault.Vault
	rows  *vault.Table[Gateway]
	names name.Index
}

// New returns the gateways of v. It is made once for a vault.
func New(v *vault.Vault) *Service {
	s := &Service{v: v}
	s.rows = vault.NewTable(v, vault.KindGateway, func(g *Gateway) string { return g.ID })
	s.rows.OnChange(name.Follow(&s.names, func(g *Gateway) (string, string) { return g.Name, g.ID }))
	return s
}

// List returns all gateways, by name.
func (s *Service) List() []Gateway {
	all := slices.Clone(s.rows.All())
	slices.SortFunc(all, func(a, b Gateway) int {
		return cmp.Or(cmp.Compare(name.Fold(a.Name), name.Fold(b.Name)), cmp.Compare(a.ID, b.ID))
	})
	return all
}

// Gateway returns the gateway with an id or a name; NotFound when there is none.
func (s *Service) Gateway(nameOrID string) (Gateway, error) {
	if g, ok := s.rows.Get(nameOrID); ok {
		return g, nil
	}
	if id, ok := s.names.Find(nameOrID); ok {
		if g, ok := s.rows.Get(id); ok {
			return g, nil
		}
	}
	return Gateway{}, fault.New(fault.NotFound, "there is no gateway %q", nameOrID)
}

// Of returns the gateways that take an audience's bundles, by name.
func (s *Service) Of(audience string) []Gateway {
	return slices.DeleteFunc(s.List(), func(g Gateway) bool { return g.Audience != audience })
}

// Floor returns the lowest serial that the gateways of an audience may accept; 0 is any.
func (s *Service) Floor(audience string) uint64 {
	floor := uint64(0)
	for _, g := range s.Of(audience) {
		floor = max(floor, g.Floor)
	}
	return floor
}

// Add adds a gateway and returns it as stored, with the floor of its audience. An empty id gets a
// random one.
//
// Errors: Invalid with what would be right; Conflict when the name is taken; Full.
func (s *Service) Add(ctx context.Context, actor vault.Actor, g Gateway) (Gateway, error) {
	g, err := Check(g)
	if err != nil {
		return Gateway{}, err
	}
	if g.ID, err = name.NewID("gateway", g.ID); err != nil {
		return Gateway{}, err
	}
	_, err = s.v.Change(ctx, actor, vault.Action{Name: "gateway.add", Subject: g.ID}, func(tx *vault.Tx) error {
		if _, taken := s.rows.GetIn(tx, g.ID); taken {
			return fault.New(fault.Conflict, "there is a gateway with the id %s already", g.ID)
		}
		if s.rows.Len() >= MaxGateways {
			return fault.New(fault.Invalid, "there are %d gateways; a vault holds no more", MaxGateways)
		}
		if err := s.free(g); err != nil {
			return err
		}
		g.Created, g.Floor = vault.MillisOf(tx.Now()), s.Floor(g.Audience)
		note(tx, Gateway{}, g)
		return tx.Put(vault.KindGateway, g.ID, g)
	})
	return g, err
}

// Edit replaces a gateway's fields; the id says which. When it was created stays, and its floor: of
// the audience it had, or, with another audience, of that one.
//
// Errors: as [Service.Add]; NotFound.
func (s *Service) Edit(ctx context.Context, actor vault.Actor, g Gateway) (Gateway, error) {
	g, err := Check(g)
	if err != nil {
		return Gateway{}, err
	}
	_, err = s.v.Change(ctx, actor, vault.Action{Name: "gateway.edit", Subject: g.ID}, func(tx *vault.Tx) error {
		old, ok := s.rows.GetIn(tx, g.ID)
		if !ok {
			return fault.New(fault.NotFound, "there is no gateway %q", g.ID)
		}
		if err := s.free(g); err != nil {
			return err
		}
		g.Created, g.Floor = old.Created, old.Floor
		if g.Audience != old.Audience {
			g.Floor = s.Floor(g.Audience)
		}
		note(tx, old, g)
		return tx.Put(vault.KindGateway, g.ID, g)
	})
	return g, err
}

// Remove removes a gateway. What was exported for its audience stays, as do imports of its logs.
//
// Errors: NotFound.
func (s *Service) Remove(ctx context.Context, actor vault.Actor, nameOrID string) error {
	g, err := s.Gateway(nameOrID)
	if err != nil {
		return err
	}
	_, err = s.v.Change(ctx, actor, vault.Action{Name: "gateway.remove", Subject: g.ID}, func(tx *vault.Tx) error {
		if _, ok := s.rows.GetIn(tx, g.ID); !ok {
			return fault.New(fault.NotFound, "there is no gateway %q", nameOrID)
		}
		tx.Note("name", g.Name, "")
		tx.Note("audience", g.Audience, "")
		return tx.Remove(vault.KindGateway, g.ID)
	})
	return err
}

// RaiseFloor makes serial the lowest that the gateways of an audience may accept, and returns those
// that had a lower one. A floor never falls: raising it to what it is, or to less, changes nothing.
// It is part of every configuration that is rendered from then on; a gateway that runs learns of it
// with its next configuration.
//
// Errors: Invalid when no bundle of the audience has that serial yet: its gateways would refuse
// everything. An audience without gateways is no error; nothing is raised.
func (s *Service) RaiseFloor(ctx context.Context, actor vault.Actor, audience string, serial uint64) (raised []Gateway, err error) {
	lower := func(g Gateway) bool { return g.Audience == audience && g.Floor < serial }
	if !slices.ContainsFunc(s.rows.All(), lower) {
		return nil, nil
	}
	_, err = s.v.Change(ctx, actor, vault.Action{Name: "gateway.floor"}, func(tx *vault.Tx) error {
		raised = nil
		if newest := newestSerial(tx, audience); serial > newest {
			return fault.New(fault.Invalid, "the newest bundle for %q has serial %d; with a floor of %d its gateways would refuse every bundle there is", audience, newest, serial)
		}
		tx.Note("audience", "", audience)
		for rec := range tx.All(vault.KindGateway) {
			g, err := vault.Decode[Gateway](rec)
			if err != nil || !lower(g) {
				continue
			}
			tx.Note(g.Name, strconv.FormatUint(g.Floor, 10), strconv.FormatUint(serial, 10))
			g.Floor = serial
			raised = append(raised, g)
		}
		for _, g := range raised {
			if err := tx.Put(vault.KindGateway, g.ID, g); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(raised, func(a, b Gateway) int { return cmp.Compare(name.Fold(a.Name), name.Fold(b.Name)) })
	return raised, nil
}

// newestSerial returns the highest serial exported for an audience; 0 for none. Exports are kept by
// core/bundle, which stands above.
func newestSerial(tx *vault.Tx, audience string) uint64 {
	type export struct {
		Audience string `json:"audience"`
		Serial   uint64 `json:"serial"`
	}
	newest := uint64(0)
	for rec := range tx.All(vault.KindExport) {
		if e, err := vault.Decode[export](rec); err == nil && e.Audience == audience {
			newest = max(newest, e.Serial)
		}
	}
	return newest
}

// free refuses a name that another gateway has.
func (s *Service) free(g Gateway) error {
	if id, taken := s.names.Find(g.Name); taken && id != g.ID {
		return fault.New(fault.Conflict, "there is a gateway named %q already", g.Name)
	}
	return nil
}

// note writes into the journal what a change does to a gateway.
func note(tx *vault.Tx, old, g Gateway) {
	for _, f := range []struct{ field, old, now string }{
		{"name", old.Name, g.Name},
		{"target", string(old.Target), string(g.Target)},
		{"audience", old.Audience, g.Audience},
		{"production", word(old.Production), word(g.Production)},
		{"trusted proxies", strings.Join(old.Proxies, " "), strings.Join(g.Proxies, " ")},
		{"notes", old.Notes, g.Notes},
		{"floor", number(old.Floor), number(g.Floor)},
	} {
		if f.old != f.now {
			tx.Note(f.field, f.old, f.now)
		}
	}
}

func word(yes bool) string {
	if yes {
		return "yes"
	}
	return ""
}

func number(n uint64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatUint(n, 10)
}
