package programs

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"asynctour/server/fair"
	"asynctour/server/needs"
	"asynctour/server/play"
	"asynctour/server/servertest"
)

// placeNames are the names of the places.
var placeNames = []string{"native", "page", "wasi", "gvisor"}

// A variant is how a program is played.
type variant struct {
	clock play.Clock
	trace bool
}

func (v variant) String() string {
	if v.trace {
		return string(v.clock) + " traced"
	}
	return string(v.clock)
}

// A player plays a program in one place.
type player func(t *testing.T, p *program, v variant) result

// native builds the programs with the go command, all at once, and returns what plays
// them: the programs themselves, or their tests.
func native(t *testing.T, programs []*program) player {
	t.Helper()
	dir := t.TempDir()
	write := func(path, text string) {
		path = filepath.Join(dir, path)
		err := os.MkdirAll(filepath.Dir(path), 0o777)
		if err == nil {
			err = os.WriteFile(path, []byte(text), 0o666)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	version, err := exec.Command("go", "list", "-m", "-f", "{{.GoVersion}}").Output()
	if err != nil {
		t.Fatal(err)
	}
	write("go.mod", "module programs\n\ngo "+string(version))
	var built []string
	for _, p := range programs {
		for name, text := range p.files {
			write(p.name+"/"+name, text)
		}
		end, _ := of(p.ends, "native")
		if end != "build" && !p.tests() && len(realVariants(false)(p)) > 0 {
			built = append(built, "./"+p.name)
		}
	}
	goCommand := func(args ...string) (string, error) {
		cmd := exec.Command("go", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=")
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := goCommand(append([]string{"build", "-o", "bin/"}, built...)...); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return func(t *testing.T, p *program, _ variant) result {
		path := filepath.Join(dir, "bin", p.name)
		if _, err := os.Stat(path); err != nil {
			command := []string{"build", "-o", path, "./" + p.name}
			if p.tests() {
				command = []string{"test", "-c", "-o", path, "./" + p.name}
			}
			if out, err := goCommand(command...); err != nil {
				return result{end: "build", message: out}
			}
		}
		var args []string
		if p.tests() {
			args = []string{"-test.v"}
		}
		cmd := exec.Command(path, args...)
		cmd.Dir, cmd.Stdin = t.TempDir(), strings.NewReader(p.stdin)
		var stdout, stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		var exit *exec.ExitError
		if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		end := nativeEnd(cmd.ProcessState, stderr.String())
		return result{stdout: stdout.String(), stderr: stderr.String(), end: end}
	}
}

// nativeEnd returns how a program of this machine has ended, in the words of a
// program's ends.
func nativeEnd(state *os.ProcessState, stderr string) string {
	if !state.Exited() {
		return state.String()
	}
	if state.ExitCode() == 2 {
		for _, end := range []struct{ says, key string }{
			{"fatal error: all goroutines are asleep - deadlock!", "deadlock"},
			{"fatal error: no goroutines (main called runtime.Goexit) - deadlock!", "deadlock"},
			{"fatal error: stack overflow", "stack"},
			{"panic: ", "panic"},
			{"fatal error: ", "panic"},
		} {
			if strings.Contains(stderr, end.says) {
				return end.key
			}
		}
	}
	return "exit " + strconv.Itoa(state.ExitCode())
}

// tests reports whether the program is played by its tests.
func (p *program) tests() bool {
	for name := range p.files {
		if strings.HasSuffix(name, "_test.go") {
			return true
		}
	}
	return false
}

// page starts what plays programs as pages do, in Node.
func page(t *testing.T) player {
	t.Helper()
	cmd := exec.Command("node", "programs/run.mjs")
	cmd.Dir, cmd.Stderr = filepath.Join(needs.Root(t), "site"), t.Output()
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	waiting := map[int]chan answer{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		lines := bufio.NewReader(stdout)
		for {
			line, err := lines.ReadBytes('\n')
			if err != nil {
				break
			}
			var a answer
			if err := json.Unmarshal(line, &a); err != nil {
				t.Errorf("%v: %q", err, line)
				break
			}
			mu.Lock()
			waiting[a.ID] <- a
			delete(waiting, a.ID)
			mu.Unlock()
		}
		mu.Lock()
		defer mu.Unlock()
		for id, one := range waiting {
			one <- answer{Error: "the player in Node has ended"}
			delete(waiting, id)
		}
		waiting = nil
	}()
	t.Cleanup(func() {
		stdin.Close()
		<-done
		if err := cmd.Wait(); err != nil {
			t.Errorf("the player in Node: %v", err)
		}
	})
	count := 0
	return func(t *testing.T, p *program, v variant) result {
		mine := make(chan answer, 1)
		mu.Lock()
		if waiting == nil {
			mu.Unlock()
			t.Fatal("the player in Node has ended")
		}
		count++
		waiting[count] = mine
		asked, err := json.Marshal(map[string]any{
			"id": count, "files": p.files, "clock": v.clock, "trace": v.trace, "stdin": p.stdin,
		})
		if err == nil {
			_, err = stdin.Write(append(asked, '\n'))
		}
		mu.Unlock()
		if err != nil {
			t.Fatal(err)
		}
		a := <-mine
		if a.Error != "" {
			t.Fatal(a.Error)
		}
		got := a.Played
		return result{got.Stdout, got.Stderr, endOf(got.Reason, got.Code, got.Message), got.Message}
	}
}

// An answer is a line of site/programs/run.mjs.
type answer struct {
	ID     int
	Error  string
	Played struct {
		Stdout, Stderr string
		Reason         play.Reason
		Code           int
		Message        string
	}
}

// wasi opens a server that runs programs as modules, and returns what plays them there.
func wasi(t *testing.T) player { return onServer(servertest.Open(t, servertest.Unhurried())) }

// gvisor opens a server that runs programs in gVisor.
func gvisor(t *testing.T) player { return onServer(servertest.OpenNative(t, servertest.Unhurried())) }

func onServer(s *servertest.Server) player {
	return func(t *testing.T, p *program, v variant) result {
		in := play.NewInput(max(len(p.stdin), 1))
		if err := in.Send(p.stdin); err != nil {
			t.Fatal(err)
		}
		in.Close()
		var stdout, stderr, message strings.Builder
		var end play.Event
		s.Engine.Run(t.Context(), fair.Owner{}, play.Request{
			Run: "r", Kind: play.KindStart, Files: p.files, Clock: v.clock, Trace: v.trace,
		}, in, func(e play.Event) {
			switch e.Kind {
			case play.KindStdout:
				stdout.WriteString(e.Text)
			case play.KindStderr:
				stderr.WriteString(e.Text)
			case play.KindDiagnostics:
				for _, item := range e.Items {
					fmt.Fprintf(&message, "%s:%d: %s\n", item.File, item.Line, item.Message)
				}
			case play.KindTrace:
				if e.Message != "" {
					fmt.Fprintln(&message, e.Message)
				}
			case play.KindEnd:
				end = e
			}
		})
		how := endOf(end.Reason, end.Code, end.Message)
		return result{stdout.String(), stderr.String(), how, end.Message + "\n" + message.String()}
	}
}

// sentences match the messages of ends that a program's ends name by their keys.
var sentences = func() map[string]*regexp.Regexp {
	all := map[string]*regexp.Regexp{}
	for _, key := range []string{"panic", "deadlock", "waits", "stack", "stack.engine", "threads", "signal"} {
		f := play.Fault{Key: key}
		text := regexp.QuoteMeta(f.Message("en"))
		all[key] = regexp.MustCompile(`^` + regexp.MustCompile(`\\\{\w+\\\}`).ReplaceAllString(text, ".*"))
	}
	return all
}()

// endOf returns how a run has ended, in the words of a program's ends.
func endOf(reason play.Reason, code int, message string) string {
	if reason != play.ReasonExit {
		return string(reason)
	}
	for key, sentence := range sentences {
		if sentence.MatchString(message) {
			return key
		}
	}
	return "exit " + strconv.Itoa(code)
}
