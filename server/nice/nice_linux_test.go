package nice

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// TestSet lowers the priority of a process in our session, and in one of its own. Ours
// stays.
func TestSet(t *testing.T) {
	for _, setsid := range []bool{false, true} {
		t.Run(fmt.Sprintf("session of its own: %t", setsid), func(t *testing.T) {
			cmd := exec.Command("cat")
			cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: setsid}
			in, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			defer cmd.Wait()
			defer in.Close()
			Set(cmd.Process.Pid, Crowded)
			if n := niceness(t, fmt.Sprint(cmd.Process.Pid), setsid && autogroups()); n != fmt.Sprint(Crowded) {
				t.Errorf("its niceness is %s, want %d", n, Crowded)
			}
			if n := niceness(t, "self", autogroups()); n == fmt.Sprint(Crowded) {
				t.Error("we are as nice")
			}
		})
	}
}

// niceness returns the nice value of a process, or of its session.
func niceness(t *testing.T, pid string, session bool) string {
	t.Helper()
	file, field := "/proc/"+pid+"/stat", 18
	if session {
		file, field = "/proc/"+pid+"/autogroup", 2 // "/autogroup-1234 nice 0"
	}
	says, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if session && len(says) == 0 {
		return "0" // a process of the first session is in no autogroup
	}
	return strings.Fields(string(says))[field]
}
