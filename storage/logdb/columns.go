package logdb

import (
	"gatehouse/core/review/intake"
)

// Schema is the number of the segments' layout. It stands in their associated data, so that a
// segment of one layout can't be passed off as another's.
const Schema = 1

// The columns of a segment, in their order in the file. A column in which nothing differs from its
// value for "absent" is left out. Text is bytes as logged, which need not be UTF-8.
var (
	longColumns = [...]struct {
		name   string
		absent int64
		of     func(*intake.Batch) *[]int64
	}{
		{"time_ms", 0, func(b *intake.Batch) *[]int64 { return &b.Time }},
		{"line", 0, func(b *intake.Batch) *[]int64 { return &b.Line }},
		{"offset", -1, func(b *intake.Batch) *[]int64 { return &b.Offset }},
		{"bytes_in", -1, func(b *intake.Batch) *[]int64 { return &b.BytesIn }},
		{"bytes_out", -1, func(b *intake.Batch) *[]int64 { return &b.BytesOut }},
		{"bytes_sent", -1, func(b *intake.Batch) *[]int64 { return &b.BytesSent }},
		{"duration_ns", 0, func(b *intake.Batch) *[]int64 { return &b.Duration }},
	}
	intColumns = [...]struct {
		name string
		of   func(*intake.Batch) *[]int32
	}{
		{"time_ns", func(b *intake.Batch) *[]int32 { return &b.Nanos }},
		{"has", func(b *intake.Batch) *[]int32 { return &b.Has }},
		{"carried", func(b *intake.Batch) *[]int32 { return &b.Carried }},
		{"status", func(b *intake.Batch) *[]int32 { return &b.Status }},
		{"upstream_status", func(b *intake.Batch) *[]int32 { return &b.Upstream }},
		{"file", func(b *intake.Batch) *[]int32 { return &b.File }},
	}
	textColumns = [...]string{
		"source", "forwarded", "user", "method", "target", "proto", "host", "referer", "user_agent",
		"scheme", "tls", "cipher", "request_id", "principal", "key", "reason", "revision",
	}
)

// The columns of text and the fields of an event are one list.
var _ = [1]struct{}{}[len(textColumns)-len(intake.TextFields)]
