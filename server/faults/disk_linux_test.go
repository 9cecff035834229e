package faults

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/gorilla/websocket"

	"asynctour/server/needs"
	"asynctour/server/play"
	"asynctour/server/sandbox/gvisor"
	"asynctour/server/sandbox/sandboxtest"
	"asynctour/server/servertest"
)

// diskSize is the size of a disk that a test can fill.
const diskSize = "64m"

// lastOfWarm is in the last line that a server logs of what it prepares. Until then it
// builds in its temporary folder what no reader has asked for.
const lastOfWarm = `"msg":"race detector"`

// A disk is the temporary folder of a server in a process of its own: a small file system
// that no other process has mounted.
type disk struct {
	pid  int
	path string
}

// serveOnDisk starts a server whose temporary folder is a disk, waits until it is warm, and
// returns the disk and the websocket's address.
func serveOnDisk(t *testing.T, kind string) (disk, string) {
	t.Helper()
	d := disk{path: t.TempDir()}
	const script = `mount -t tmpfs -o size="$1" tour "$TMPDIR" && exec "$0" serve -addr 127.0.0.1:0 -cache "$3" -max-build-time 1h -max-cpu 1h -eager 1h -max-wall 1h -sandbox "$2"`
	cmd := exec.Command("sh", "-c", script, besideRunsc(t), diskSize, kind, needs.Cache(t))
	cmd.Env = append(os.Environ(), "TMPDIR="+d.path)
	cmd.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS, Pdeathsig: syscall.SIGKILL}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Skip("no mounts of one's own here: ", err)
	}
	warm, logged := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(logged)
		log := bufio.NewScanner(stderr)
		for log.Scan() {
			fmt.Fprintln(t.Output(), log.Text())
			if strings.Contains(log.Text(), lastOfWarm) {
				close(warm)
			}
		}
	}()
	t.Cleanup(func() {
		cmd.Process.Signal(os.Interrupt)
		io.Copy(io.Discard, stdout)
		<-logged
		if err := cmd.Wait(); err != nil {
			t.Errorf("the server: %v", err)
		}
	})
	d.pid = cmd.Process.Pid
	line, err := bufio.NewReader(stdout).ReadString('\n')
	address, ok := strings.CutPrefix(strings.TrimSpace(line), "listening on http")
	if err != nil || !ok {
		t.Fatalf("the server printed %q: %v", line, err)
	}
	select {
	case <-warm:
	case <-logged:
		t.Fatal("the server ended before it was warm")
	}
	return d, "ws" + address + "/run"
}

// besideRunsc returns the path of a tour in a folder of its own, to which runsc is linked
// if there is one.
func besideRunsc(t *testing.T) string {
	t.Helper()
	tour := sandboxtest.Tour(t)
	if runsc, err := gvisor.Find(servertest.BesideRunsc(t)); err == nil {
		if err := os.Symlink(runsc, filepath.Join(filepath.Dir(tour), "runsc")); err != nil &&
			!errors.Is(err, fs.ErrExist) {
			t.Fatal(err)
		}
	}
	return tour
}

// fill fills the disk, until free is called.
func (d disk) fill(t *testing.T) (free func()) {
	t.Helper()
	path := fmt.Sprintf("/proc/%d/root%s/filler", d.pid, d.path)
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for size := 1 << 20; size > 0; size /= 2 {
		for err = nil; err == nil; {
			_, err = f.Write(make([]byte, size))
		}
	}
	return func() {
		if err := os.Remove(path); err != nil {
			t.Error(err)
		}
	}
}

// protect makes the disk read-only, even for root, until free is called.
func (d disk) protect(t *testing.T) (free func()) {
	t.Helper()
	remount := func(how string) error {
		return exec.Command("nsenter", fmt.Sprintf("--mount=/proc/%d/ns/mnt", d.pid), "mount", "-o",
			"remount,bind,"+how, d.path).Run()
	}
	if err := remount("ro"); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := remount("rw"); err != nil {
			t.Error(err)
		}
	}
}

// TestDisk runs programs while the disk is full, and while it cannot be written: each run
// ends as internal, and later runs succeed.
func TestDisk(t *testing.T) {
	for _, kind := range []string{"wasi", "gvisor"} {
		t.Run(kind, func(t *testing.T) {
			if _, err := gvisor.Find(servertest.BesideRunsc(t)); kind == "gvisor" && err != nil {
				needs.Skip(t, needs.GVisor, err)
			}
			if os.Geteuid() != 0 {
				t.Skip("only root has mounts of its own")
			}
			d, address := serveOnDisk(t, kind)
			ws := servertest.Dial(t, address)
			wantExit(t, "before", runOnce(t, ws, 0))
			n := 1
			for what, spoil := range map[string]func(*testing.T) func(){"full": d.fill, "read-only": d.protect} {
				free := spoil(t)
				wantInternal(t, what, runOnce(t, ws, n))
				if kind == "gvisor" {
					published(t, ws, what, n)
				}
				free()
				wantExit(t, "after "+what, runOnce(t, ws, n+1))
				n += 2
			}
			if left, err := filepath.Glob(fmt.Sprintf("/proc/%d/root%s/tour-build-*", d.pid, d.path)); err != nil ||
				len(left) > 0 {
				t.Errorf("left of the builds: %v, %v", left, err)
			}
		})
	}
}

// published runs a published snippet for two processors, several times at once: each run
// ends, in one way or the other.
func published(t *testing.T, ws *websocket.Conn, what string, n int) {
	t.Helper()
	const runs = 4 // more than there are spare sandboxes
	for i := range runs {
		name := fmt.Sprint("published", n, i)
		if err := ws.WriteJSON(play.Request{Run: name, Kind: play.KindStart, Snippet: "blocking/blocking"}); err != nil {
			t.Fatal(err)
		}
	}
	for range runs {
		if end := servertest.Until(t, ws, play.KindEnd); end.Reason != play.ReasonExit {
			wantInternal(t, what, end)
		}
	}
}
