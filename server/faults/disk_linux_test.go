package faults

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/gorilla/websocket"
	"golang.org/x/sys/unix"

	"asynctour/server/needs"
	"asynctour/server/play"
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

// An outcome is how a run or a build has ended.
type outcome struct {
	reason  play.Reason
	message string
}

// places are those in which a program is run or built. No two programs are the same.
var places = map[string]func(t *testing.T, m *machine) outcome{
	"published": func(t *testing.T, m *machine) outcome {
		return m.run(t, play.Request{Snippet: "gather/three-tasks", Clock: play.ClockVirtual})
	},
	"published for two processors": func(t *testing.T, m *machine) outcome {
		return m.run(t, play.Request{Snippet: "blocking/blocking"})
	},
	"edited in wasi": func(t *testing.T, m *machine) outcome {
		return m.run(t, play.Request{Files: m.program(), Clock: play.ClockVirtual})
	},
	"edited in gvisor": func(t *testing.T, m *machine) outcome {
		return m.run(t, play.Request{Files: m.program()})
	},
	"build": func(t *testing.T, m *machine) outcome { return m.build(t) },
}

// program returns a new program.
func (m *machine) program() map[string]string {
	m.runs++
	return map[string]string{"main.go": fmt.Sprintf(
		"package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(\"fine\", %d, %d) }\n", os.Getpid(), m.runs)}
}

func (m *machine) run(t *testing.T, req play.Request) outcome {
	t.Helper()
	m.runs++
	req.Run, req.Kind = fmt.Sprint("run", m.runs), play.KindStart
	ws := m.ws
	if ws == nil {
		ws = m.dial(t)
		defer ws.Close()
	}
	if err := ws.WriteJSON(req); err != nil {
		t.Fatal(err)
	}
	var end servertest.Event
	if m.ws == nil {
		end = servertest.Until(t, ws, play.KindEnd)
	} else {
		for end = range m.events {
			if end.Kind == play.KindEnd {
				break
			}
		}
	}
	if end.Reason == play.ReasonExit && end.Code != 0 {
		t.Errorf("it ended with code %d", end.Code)
	}
	return outcome{end.Reason, end.Message}
}

func (m *machine) build(t *testing.T) outcome {
	t.Helper()
	body, err := json.Marshal(play.Request{Files: m.program()})
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.Post(m.address+"/build", "application/json", bytes.NewReader(body))
	if err != nil {
		t.Error(err)
		return outcome{}
	}
	defer resp.Body.Close()
	content, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Error(err)
	}
	if resp.StatusCode == http.StatusOK && bytes.HasPrefix(content, []byte("\x00asm")) {
		return outcome{reason: play.ReasonExit}
	}
	var end servertest.Event
	if err := json.Unmarshal(content, &end); err != nil || resp.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("/build answers %s with %q, which the page does not take for what it can build itself", resp.Status, content)
	}
	return outcome{end.Reason, end.Message}
}

// during checks that each place does what it is to do, or says what it cannot, and that pages are served.
func (m *machine) during(t *testing.T) {
	t.Helper()
	for name, place := range places {
		o := place(t, m)
		right := o.reason == play.ReasonExit
		if !right && (o.reason != play.ReasonBusy || o.message == "" || strings.HasPrefix(name, "published")) {
			t.Errorf("%s: it ended with %+v", name, o)
		}
	}
	if status, _ := m.get(t, "/zh/gather/"); status != http.StatusOK {
		t.Errorf("a page is answered with %d", status)
	}
}

// after checks that each place does what it is to do, soon or at once, and that nothing is left of builds.
func (m *machine) after(t *testing.T) {
	t.Helper()
	for name, place := range places {
		o := place(t, m)
		for o.reason == play.ReasonBusy && !t.Failed() {
			o = place(t, m)
		}
		if o.reason != play.ReasonExit {
			t.Errorf("%s: it ended with %+v afterwards", name, o)
		}
	}
	for _, dir := range []string{m.disk + "/tmp", m.disk + "/cache", "/dev/shm"} {
		left, err := filepath.Glob(fmt.Sprintf("/proc/%d/root%s/tour-build-*", m.pid, dir))
		if err != nil || len(left) > 0 {
			t.Errorf("left of the builds: %v, %v", left, err)
		}
	}
}

// ready checks that /readyz answers that the server is ready, and has the words, or no others if there are none.
func (m *machine) ready(t *testing.T, words string) {
	t.Helper()
	status, body := m.get(t, "/readyz")
	if status != http.StatusOK || !strings.HasPrefix(body, "ready\n") || !strings.Contains(body, words) {
		t.Errorf("/readyz answers %d %q, want %q", status, body, words)
	}
}

// Pieces of shell scripts: $1 is the disk, $2 the archives that all tests share.
const (
	fill    = `cat /dev/zero > "$1"/filler 2>/dev/null || dd if=/dev/zero of="$1"/filler2 bs=1 2>/dev/null || true`
	fillShm = `; cat /dev/zero > /dev/shm/filler 2>/dev/null || true`
	empty   = `rm -f "$1"/filler "$1"/filler2 /dev/shm/filler`
	protect = `mount -o remount,bind,ro "$1"`
	allow   = `mount -o remount,bind,rw "$1"`
	restore = `mkdir -p "$1"/tmp "$1"/cache; ln -sf "$2"/std-* "$1"/cache/`
)

// causes are what goes wrong with a machine: what brings each about, what ends it, and what /readyz says of it.
var causes = map[string]struct{ spoil, heal, says string }{
	"full":                 {fill, empty, "cache folder cannot be written to"},
	"full, memory too":     {fill + fillShm, empty, "no space left on device"},
	"read-only":            {protect, allow, "temporary folder cannot be written to"},
	"read-only, full":      {fill + `; ` + protect + fillShm, allow + `; ` + empty, "read-only file system"},
	"no cache folder":      {`rm -r "$1"/cache; : > "$1"/cache`, `rm "$1"/cache; ` + restore, "-cache names another"},
	"no temporary folder":  {`rm -r "$1"/tmp`, restore, "TMPDIR names another"},
	"cache folder deleted": {`rm -r "$1"/cache`, restore, "ready"},
	"all folders deleted":  {`rm -r "$1"/*`, restore, "TMPDIR names another"},
	"snippets damaged":     {`for f in "$1"/cache/compiled/*; do test ! -f "$f" || truncate -s 1000 "$f"; done`, `true`, "ready"},
}

// TestDiskAtStart starts servers on disks that are of no use, or on what somebody has damaged.
func TestDiskAtStart(t *testing.T) {
	for name, cause := range causes {
		t.Run(name, func(t *testing.T) {
			m := boot(t, `spoil() { `+cause.spoil+`; }; spoil "$DISK" "$SHARED"`)
			m.ready(t, cause.says)
			m.during(t)
			m.inside(t, cause.heal)
			m.after(t)
		})
	}
}

// TestDiskInTheMiddle has the same happen to a server that has served already.
func TestDiskInTheMiddle(t *testing.T) {
	m := boot(t, "", sandboxFlag(t)...)
	m.after(t)
	for name, cause := range causes {
		t.Run(name, func(t *testing.T) {
			m.inside(t, cause.spoil)
			m.ready(t, cause.says)
			m.during(t)
			m.inside(t, cause.heal)
			m.after(t)
		})
	}
}

// TestFewFiles has a server that may have few files open, from its start or later.
func TestFewFiles(t *testing.T) {
	t.Run("start", func(t *testing.T) {
		m := boot(t, "ulimit -n 64")
		m.ready(t, "64 files can be open")
		m.during(t)
	})
	t.Run("middle", func(t *testing.T) {
		m := boot(t, "", sandboxFlag(t)...)
		m.keep(t)
		m.after(t)
		var limit unix.Rlimit
		if err := unix.Prlimit(m.pid, unix.RLIMIT_NOFILE, nil, &limit); err != nil {
			t.Fatal(err)
		}
		for _, more := range []int{0, 1, 3, 6, 12} {
			open, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", m.pid))
			if err != nil {
				t.Fatal(err)
			}
			few := unix.Rlimit{Cur: uint64(len(open) + more), Max: limit.Max}
			if err := unix.Prlimit(m.pid, unix.RLIMIT_NOFILE, &few, nil); err != nil {
				t.Fatal(err)
			}
			m.during(t)
			if err := unix.Prlimit(m.pid, unix.RLIMIT_NOFILE, &limit, nil); err != nil {
				t.Fatal(err)
			}
			m.after(t)
		}
	})
}

// TestNoHome starts a server that has nothing in its environment but where programs are.
func TestNoHome(t *testing.T) {
	m := boot(t, `unset HOME GOPATH GOCACHE GOMODCACHE XDG_CACHE_HOME XDG_CONFIG_HOME`)
	m.during(t)
	m.after(t)
	m.ready(t, "")
}
