package demo

import "context"

// compare counts which plants the review found: a plant is found when a finding of its check has
// its source or its principal, on its route, and one of its lines among the events that matched.
func (p *play) compare(ctx context.Context) error {
	p.sum.Plants, p.sum.Found = len(p.plants), 0
	for _, plant := range p.plants {
		lines := map[uint64]bool{}
		for _, n := range plant.Lines {
			lines[uint64(n)] = true
		}
		found := false
		for _, f := range p.sum.Findings {
			if f.Check != plant.Check || found {
				continue
			}
			whole, err := p.ws.Reviews.Finding(ctx, f.ID)
			if err != nil {
				return err
			}
			for _, e := range whole.Evidence {
				found = found || lines[e.Line]
			}
		}
		if found {
			p.sum.Found++
		}
	}
	return nil
}
