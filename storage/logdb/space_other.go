//go:build !linux && !darwin

package logdb

import "errors"

// freeSpace is not known here; a full disk is found when it is full.
func freeSpace(string) (int64, error) { return 0, errors.ErrUnsupported }
