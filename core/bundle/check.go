package bundle

import (
	"context"
	"errors"
	"fmt"

	"gatehouse/core/fault"
	"gatehouse/core/seal"
)

// Check opens the archived file of every export and returns one sentence for each that is missing
// or is not the one that was exported. Without them past events cannot be judged by their policy.
func (s *Service) Check(ctx context.Context) (wrong []string, err error) {
	for _, e := range s.List() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		_, err := s.File(ctx, e)
		switch {
		case err == nil:
		case fault.Is(err, fault.NotFound):
			wrong = append(wrong, fmt.Sprintf("the archived bundle with serial %d for %q is missing", e.Serial, e.Audience))
		case fault.Is(err, fault.Damaged) || errors.Is(err, seal.ErrOpen):
			wrong = append(wrong, fmt.Sprintf("the archived bundle with serial %d for %q was changed", e.Serial, e.Audience))
		default:
			return nil, err
		}
	}
	return wrong, nil
}
