package fair

import "testing"

func TestCrowd(t *testing.T) {
	var c Crowd
	var leaves []func()
	for i, want := range []bool{false, false, true} {
		job, leave := c.Enter(Owner{Address: "a"})
		if job.Others != i || job.Crowded() != want {
			t.Errorf("number %d has %d others, crowded: %t", i+1, job.Others, job.Crowded())
		}
		leaves = append(leaves, leave)
	}
	other, leave := c.Enter(Owner{Address: "b"})
	leave()
	if other.Others != 0 {
		t.Errorf("another address has %d others", other.Others)
	}
	for _, leave := range leaves {
		leave()
	}
	again, leave := c.Enter(Owner{Address: "a"})
	defer leave()
	if again.Others != 0 || len(c.size) != 1 {
		t.Errorf("after all have left there are %d others, of %d addresses", again.Others, len(c.size))
	}
}
