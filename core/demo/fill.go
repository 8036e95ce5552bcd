package demo

import (
	"context"
	"crypto/sha256"
	"fmt"

	"gatehouse/core/apikey"
	"gatehouse/core/bundle"
	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/fleet"
	"gatehouse/core/ratelimit"
	"gatehouse/core/vault"
	"gatehouse/core/workspace"
)

// fill puts the company into the vault through the services that an administrator uses.
func (c *company) fill(ctx context.Context, ws *workspace.Workspace) error {
	actor := ws.Vault.Actor()
	for _, step := range []func(context.Context, *workspace.Workspace, vault.Actor) error{
		c.fillCatalog, c.fillRoles, c.fillPrincipals, c.fillKeys, c.fillLimits, c.fillGateway,
	} {
		if err := step(ctx, ws, actor); err != nil {
			return err
		}
	}
	return nil
}

func (c *company) fillCatalog(ctx context.Context, ws *workspace.Workspace, actor vault.Actor) error {
	for _, a := range c.apis {
		api := catalog.API{ID: a.id, Name: a.name, Hosts: []string{host}, Base: a.base, TLSMin: a.tlsMin, MaxBody: a.maxBody}
		if _, err := ws.Catalog.AddAPI(ctx, actor, api); err != nil {
			return fmt.Errorf("adding the API %s: %w", a.name, err)
		}
	}
	for _, r := range c.routes {
		route := catalog.Route{ID: r.id, API: c.apis[r.api].id, Path: r.path, Methods: r.methods, Public: r.public}
		if _, err := ws.Catalog.AddRoute(ctx, actor, route); err != nil {
			return fmt.Errorf("adding the route %s: %w", r.path, err)
		}
	}
	return nil
}

func (c *company) fillRoles(ctx context.Context, ws *workspace.Workspace, actor vault.Actor) error {
	for _, r := range c.roles {
		if _, err := ws.Directory.AddRole(ctx, actor, directory.Role{ID: r.id, Name: r.name}); err != nil {
			return fmt.Errorf("adding the role %s: %w", r.name, err)
		}
		for _, g := range r.grants {
			grant := directory.Grant{API: c.apis[g.api].id, Path: g.path, Methods: g.methods}
			if _, err := ws.Directory.Grant(ctx, actor, r.id, grant); err != nil {
				return fmt.Errorf("granting %s to %s: %w", g.path, r.name, err)
			}
		}
	}
	return nil
}

func (c *company) fillPrincipals(ctx context.Context, ws *workspace.Workspace, actor vault.Actor) error {
	for _, p := range c.principals {
		who := directory.Principal{
			ID: p.id, Name: p.name, Kind: directory.Kind(p.kind), Email: p.email, Owner: p.owner, Roles: c.roleIDs(p.roles),
		}
		if _, err := ws.Directory.AddPrincipal(ctx, actor, who); err != nil {
			return fmt.Errorf("adding the principal %s: %w", p.name, err)
		}
	}
	return nil
}

func (c *company) roleIDs(roles []int) []string {
	var ids []string
	for _, r := range roles {
		ids = append(ids, c.roles[r].id)
	}
	return ids
}

// fillKeys makes the keys in one change, then does to some what became of them, and disables who
// left last: nobody makes a key for a disabled principal.
func (c *company) fillKeys(ctx context.Context, ws *workspace.Workspace, actor vault.Actor) error {
	var drafts []apikey.Draft
	for _, k := range c.keys {
		drafts = append(drafts, apikey.Draft{
			ID: k.id, Principal: c.principals[k.principal].id, Name: k.name, Scopes: c.roleIDs(k.scopes), Networks: k.networks,
			NotBefore: vault.MillisOf(k.notBefore), Expires: vault.MillisOf(k.expires), Public: k.public,
		})
	}
	if _, err := ws.Keys.CreateAll(ctx, actor, drafts); err != nil {
		return fmt.Errorf("making the API keys: %w", err)
	}
	for _, k := range c.keys {
		var err error
		switch k.state {
		case "revoked":
			_, err = ws.Keys.Revoke(ctx, actor, k.id, "the laptop was lost")
		case "suspended":
			_, err = ws.Keys.Suspend(ctx, actor, k.id, "waiting for the partner's new contract")
		}
		if err != nil {
			return fmt.Errorf("changing the key %s: %w", k.public, err)
		}
	}
	for _, p := range c.principals {
		if !p.disabled {
			continue
		}
		if err := ws.Directory.Disable(ctx, actor, p.id, "left the company"); err != nil {
			return fmt.Errorf("disabling %s: %w", p.name, err)
		}
	}
	return nil
}

func (c *company) fillLimits(ctx context.Context, ws *workspace.Workspace, actor vault.Actor) error {
	for _, l := range c.limits {
		p := ratelimit.Policy{
			ID: l.id, Name: l.name, Rate: l.rate, Per: l.per.Milliseconds(), Burst: l.burst, By: ratelimit.By(l.by), Match: l.match,
		}
		if l.api >= 0 {
			p.API = c.apis[l.api].id
		}
		if _, err := ws.Limits.Add(ctx, actor, p); err != nil {
			return fmt.Errorf("adding the rate limit %s: %w", l.name, err)
		}
	}
	return nil
}

// gatewayName is the gateway that writes the company's log.
const gatewayName = "edge-1"

// fillGateway names the gateway. Its id is drawn of another's, so that nothing else is drawn anew.
func (c *company) fillGateway(ctx context.Context, ws *workspace.Workspace, actor vault.Actor) error {
	sum := sha256.Sum256([]byte(gatewayName + c.apis[0].id))
	g := fleet.Gateway{
		ID: base32Lower.EncodeToString(sum[:16]), Name: gatewayName, Target: fleet.Nginx, Audience: bundle.DefaultAudience, Production: true, Notes: "the one gateway before all APIs",
	}
	if _, err := ws.Gateways.Add(ctx, actor, g); err != nil {
		return fmt.Errorf("adding the gateway %s: %w", g.Name, err)
	}
	return nil
}
