package event_test

import (
	"testing"

	"gatehouse/core/event"
)

func TestSubscribersHearUntilTheyCancel(t *testing.T) {
	var topic event.Topic[int]
	var a, b []int
	cancelA := topic.Subscribe(func(v int) { a = append(a, v) })
	topic.Subscribe(func(v int) { b = append(b, v) })
	topic.Publish(1)
	cancelA()
	cancelA()
	topic.Publish(2)
	if len(a) != 1 || a[0] != 1 {
		t.Errorf("cancelled listener heard %v, want [1]", a)
	}
	if len(b) != 2 || b[0] != 1 || b[1] != 2 {
		t.Errorf("listener heard %v, want [1 2]", b)
	}
}

func TestHandlerMayCancelItself(t *testing.T) {
	var topic event.Topic[string]
	n := 0
	var cancel func()
	cancel = topic.Subscribe(func(string) { n++; cancel() })
	topic.Publish("a")
	topic.Publish("b")
	if n != 1 {
		t.Errorf("heard %d times, want once", n)
	}
}
