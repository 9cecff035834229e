package faults

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"asynctour/server/play"
	"asynctour/server/servertest"
)

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
	if m.ws == nil {
		// Attempts with a connection each would soon be more than an address may have.
		m.keep(t)
		defer m.leave()
	}
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
