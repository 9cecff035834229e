package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"asynctour/server/needs"
	"asynctour/server/play"
	"asynctour/server/servertest"
)

// unpacked returns a folder that has what a release's archive for this machine has, and nothing else. TestWrite
// is about archives: the race detector takes minutes to compress the tour and unpack it again.
func unpacked(t *testing.T) string {
	t.Helper()
	r := release{"v0-test", time.Unix(1e9, 0).UTC(), "../../server", "../../LICENSE"}
	files, err := r.files(t.Context(), system{"this", runtime.GOOS, runtime.GOARCH})
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(root, f.name), f.content, f.mode); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// serveIn serves the tour of a folder which is all that the server can see, beside /proc, and
// which it cannot write to. It returns the server's address, and what gets the line on what the
// machine lacks.
func serveIn(t *testing.T, root string) (address string, said <-chan string) {
	t.Helper()
	if err := os.Mkdir(filepath.Join(root, "proc"), 0o755); err != nil {
		t.Fatal(err)
	}
	const script = `mount --bind "$0" "$0" && mount --rbind /proc "$0/proc" && mount -o remount,bind,ro "$0" &&
exec chroot "$0" /tour serve -addr 127.0.0.1:0 -max-cpu 1h -eager 1h -max-wall 1h`
	cmd := exec.Command("sh", "-c", script, root)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH")}
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
		needs.Skip(t, needs.Mounts, err)
	}
	lacks, logged := make(chan string, 1), make(chan struct{})
	go func() {
		defer close(logged)
		lines := bufio.NewScanner(stderr)
		for lines.Scan() {
			t.Log(lines.Text())
			if strings.HasPrefix(lines.Text(), "tour: ") {
				select {
				case lacks <- lines.Text():
				default: // another one, on how the server ended
				}
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
	line, err := bufio.NewReader(stdout).ReadString('\n')
	address, ok := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	if err != nil || !ok {
		t.Fatalf("the server printed %q: %v", line, err)
	}
	return address, lacks
}

// TestEmpty runs the tour of an archive where there is nothing else: no Go, no Node, no home, no
// temporary folder, and nothing that can be written to. Pages are served and build for
// themselves, published programs run, and what does not is said.
func TestEmpty(t *testing.T) {
	address, said := serveIn(t, unpacked(t))
	for _, path := range []string{"/readyz", "/en/", "/zh/gather/"} {
		if status, body := fetch(t, "GET", address+path, ""); status != http.StatusOK {
			t.Errorf("%s answers %d, %s", path, status, body)
		}
	}
	_, page := fetch(t, "GET", address+"/en/gather/", "")
	if !strings.Contains(page, `"builds":false`) || strings.Contains(page, `"coming":true`) {
		t.Error("the page believes that the server builds, or that something is coming")
	}
	place := "Programs run only as published."
	if strings.Contains(page, `"toolchain":"/assets/`) {
		place = "Pages build what readers edit, and the server runs programs as published."
	}
	if line := <-said; !strings.Contains(line, "no Go") || !strings.Contains(line, place) {
		t.Errorf("the server says %q, want %q in it", line, place)
	}

	ws := servertest.Dial(t, "ws"+strings.TrimPrefix(address, "http")+"/run")
	request := play.Request{Run: "a", Kind: play.KindStart, Snippet: "gather/three-tasks", Clock: play.ClockVirtual}
	if err := ws.WriteJSON(request); err != nil {
		t.Fatal(err)
	}
	if e := servertest.Until(t, ws, play.KindEnd); e.Reason != play.ReasonExit || e.Code != 0 {
		t.Errorf("a published program ended with %+v", e)
	}
	request = play.Request{Run: "b", Kind: play.KindStart, Lang: "zh",
		Files: map[string]string{"main.go": "package main\n\nfunc main() {}\n"}}
	if err := ws.WriteJSON(request); err != nil {
		t.Fatal(err)
	}
	if e := servertest.Until(t, ws, play.KindEnd); e.Reason != play.ReasonRefused ||
		!strings.Contains(e.Message, "在浏览器中运行") {
		t.Errorf("an edited program ended with %+v", e)
	}
	body, err := json.Marshal(request)
	if err != nil {
		t.Fatal(err)
	}
	if status, answer := fetch(t, "POST", address+"/build", string(body)); status != http.StatusServiceUnavailable ||
		!strings.Contains(answer, "还原") {
		t.Errorf("a build is answered with %d, %s", status, answer)
	}
}

// fetch returns the status and the body of a response.
func fetch(t *testing.T, method, url, body string) (status int, text string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(resp.Body); err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, b.String()
}
