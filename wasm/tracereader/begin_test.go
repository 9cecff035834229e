package tracereader

import (
	"os"
	"slices"
	"testing"

	"asynctour/server/play/moment"
)

// TestBegin reads the trace of a native program. A package that it imports has started the
// trace and then slept for 300 ms; main waits for a goroutine that sleeps for 50 ms.
func TestBegin(t *testing.T) {
	trace, err := os.ReadFile("testdata/slow-start.trace")
	if err != nil {
		t.Fatal(err)
	}
	r := New(true)
	moments, err := r.Feed(trace, nil)
	last, closeErr := r.Close(true)
	if err != nil || closeErr != nil {
		t.Fatal(err, closeErr)
	}
	moments = append(moments, last...)
	is := func(task int, do moment.Do) func(moment.Moment) bool {
		return func(m moment.Moment) bool { return m.Task == task && m.Do == do }
	}
	created := slices.IndexFunc(moments, is(2, moment.Create))
	ended := slices.IndexFunc(moments, is(1, moment.End))
	if created < 0 || ended < 0 {
		t.Fatalf("moments: %+v", moments)
	}
	for _, m := range moments[:created] {
		if m.At != 0 {
			t.Errorf("before the main package began: %+v", m)
		}
	}
	// What the recording says of the program, in milliseconds.
	if m := moments[created]; m.At != 0.01 {
		t.Errorf("the goroutine is created at %v", m.At)
	}
	if m := moments[ended]; m.At != 50.699 {
		t.Errorf("main ends at %v", m.At)
	}
	if slices.ContainsFunc(moments, func(m moment.Moment) bool { return m.Do == moment.Log }) {
		t.Error("the report that main begins is a log of the program's")
	}
}
