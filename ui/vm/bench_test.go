package vm_test

import (
	"testing"

	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
)

// BenchmarkKeys100k is what the page of keys does with 100,000 of them: once when it opens, and
// whenever a search comes to rest.
func BenchmarkKeys100k(b *testing.B) {
	run, h := clock(), uitest.ManyKeys(100_000)
	v := vm.NewAPIKeys(run, h)
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			v.Start(b.Context())
			run.Settle()
		}
	})
	b.Run("search", func(b *testing.B) {
		for b.Loop() {
			v.LookFor("key 99")
		}
	})
	b.Run("term", func(b *testing.B) {
		for b.Loop() {
			v.LookFor("is:expiring -env:test")
		}
	})
	v.LookFor("")
	b.Run("sort", func(b *testing.B) {
		for b.Loop() {
			v.SortBy("name")
			run.Settle()
		}
	})
	b.Run("render", func(b *testing.B) {
		for b.Loop() {
			v.Chips()
			v.ChooseRow(99_000)
			v.Index()
			v.Facts()
		}
	})
}
