package faults

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/gorilla/websocket"

	"asynctour/server/needs"
	"asynctour/server/sandbox/gvisor"
	"asynctour/server/sandbox/sandboxtest"
	"asynctour/server/servertest"
)

// diskSize is the size of a disk that a test can fill.
const diskSize = "512m"

// A machine is a server in a process of its own, whose temporary folder and whose cache folder are on
// a disk, a small file system that no other process has mounted. Its /dev/shm is one more.
type machine struct {
	pid     int
	disk    string                // the disk's path
	address string                // "http://127.0.0.1:41234"
	ws      *websocket.Conn       // for all runs; nil: each has its own
	events  chan servertest.Event // what comes over ws
	runs    int
	ended   chan struct{} // closed when its log ends
}

// inNamespace runs a shell script, as root of mounts of its own: $1 is the disk.
func inNamespace(t *testing.T, script, disk string, args ...string) *exec.Cmd {
	t.Helper()
	if os.Geteuid() != 0 {
		needs.Skip(t, needs.Mounts, "only root has mounts of its own")
	}
	cmd := exec.Command("sh", append([]string{"-c", script, "sh", disk}, args...)...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS, Pdeathsig: syscall.SIGKILL}
	return cmd
}

// boot starts a server on a new disk. prepare is a piece of a shell script that runs before it does: with
// $DISK, on which are $TMPDIR, and $CACHE with the archives that all tests share.
func boot(t *testing.T, prepare string, flags ...string) *machine {
	t.Helper()
	archive(t)
	m := &machine{disk: t.TempDir(), ended: make(chan struct{})}
	script := `DISK=$1; SHARED=$2; TOUR=$3; shift 3
mount -t tmpfs -o size=` + diskSize + ` tour "$DISK" && mount -t tmpfs -o size=` + diskSize + ` tour /dev/shm || exit 77
export DISK TMPDIR=$DISK/tmp CACHE=$DISK/cache
mkdir "$TMPDIR" "$CACHE" && ln -s "$SHARED"/std-* "$CACHE"/
` + prepare + `
exec "$TOUR" serve -addr 127.0.0.1:0 -cache "$CACHE" -max-build-time 1h -max-cpu 1h -eager 1h -max-wall 1h "$@"`
	cmd := inNamespace(t, script, m.disk, append([]string{needs.Cache(t), besideRunsc(t)}, flags...)...)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		needs.Skip(t, needs.Mounts, err)
	}
	go func() {
		defer close(m.ended)
		for log := bufio.NewScanner(stderr); log.Scan(); {
			fmt.Fprintln(t.Output(), log.Text())
		}
	}()
	t.Cleanup(func() {
		cmd.Process.Signal(os.Interrupt)
		io.Copy(io.Discard, stdout)
		<-m.ended
		if err := cmd.Wait(); err != nil {
			t.Errorf("the server: %v", err)
		}
	})
	m.pid = cmd.Process.Pid
	line, err := bufio.NewReader(stdout).ReadString('\n')
	address, ok := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	if err != nil || !ok {
		t.Fatalf("the server printed %q: %v", line, err)
	}
	m.address = address
	return m
}

var archived sync.Once

// archive makes, once, the archives for gVisor and for the race detector that all tests share, as far as this machine
// has both: a server whose disk has none compiles the library twice, while it is tested.
func archive(t *testing.T) {
	t.Helper()
	archived.Do(func() {
		s, err := servertest.TryNative(t, servertest.Unhurried())
		if err == nil {
			err = s.TakeRace(t.Context())
		}
		if err != nil {
			t.Log(err)
		}
	})
}

// sandboxFlag returns the flags of a server that has gVisor from its start, where there is one.
func sandboxFlag(t *testing.T) []string {
	t.Helper()
	if _, err := gvisor.Find(servertest.BesideRunsc(t)); err != nil {
		return nil
	}
	return []string{"-sandbox", "gvisor"}
}

// dial opens a websocket to the server.
func (m *machine) dial(t *testing.T) *websocket.Conn {
	t.Helper()
	return servertest.Dial(t, "ws"+strings.TrimPrefix(m.address, "http")+"/run")
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

// keep opens one websocket for all runs, which is read all the time: else it would be taken for a slow one.
func (m *machine) keep(t *testing.T) {
	t.Helper()
	m.ws, m.events = m.dial(t), make(chan servertest.Event, 100)
	go func() {
		defer close(m.events)
		for {
			var e servertest.Event
			if m.ws.ReadJSON(&e) != nil {
				return
			}
			m.events <- e
		}
	}()
}

// leave closes the connection that keep has opened.
func (m *machine) leave() {
	m.ws.Close()
	for range m.events {
		// until the last has come
	}
	m.ws = nil
}

// inside runs a shell script among the server's mounts: $1 is the disk, $2 the archives that all tests share.
func (m *machine) inside(t *testing.T, script string) {
	t.Helper()
	cmd := exec.Command("nsenter", fmt.Sprintf("--mount=/proc/%d/ns/mnt", m.pid), "sh", "-e", "-c", script, "sh", m.disk,
		needs.Cache(t))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", script, err, out)
	}
}

// get returns what the server answers to a request.
func (m *machine) get(t *testing.T, path string) (status int, body string) {
	t.Helper()
	resp, err := http.Get(m.address + path)
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Error(err)
	}
	return resp.StatusCode, string(data)
}
