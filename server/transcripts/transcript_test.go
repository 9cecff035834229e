package transcripts

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
	"golang.org/x/tools/txtar"

	"asynctour/server/behave"
	"asynctour/server/course"
	"asynctour/server/fair"
	"asynctour/server/needs"
	"asynctour/server/play"
	"asynctour/server/play/moment"
	"asynctour/server/servertest"
	"asynctour/server/socket"
)

// TestTranscripts plays the transcripts of package play over a websocket, into
// the sandboxes for edited programs: into one of them where the whole is not asked for. testdata/runs/README.md is
// their format.
func TestTranscripts(t *testing.T) {
	t.Run("wasi", func(t *testing.T) {
		playTranscripts(t, "wasi", servertest.Open(t, servertest.Unhurried()).Address)
	})
	if runtime.GOOS != "linux" {
		return
	}
	t.Run("gvisor", func(t *testing.T) {
		playTranscripts(t, "gvisor", servertest.OpenNative(t, servertest.Unhurried()).Address)
	})
}

// ordered is a transcript for wasi alone: gVisor's two pipes do not keep the order of two texts.
const ordered = "streams"

// playTranscripts plays the transcripts whose turn it is in a place.
func playTranscripts(t *testing.T, place, address string) {
	files, err := filepath.Glob("../play/testdata/runs/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	for i, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		isTurn := needs.Turn(i, slices.Index([]string{"wasi", "gvisor"}, place), 2)
		if name == ordered {
			isTurn = place == "wasi"
		}
		if !isTurn {
			continue
		}
		t.Run(name, func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			frames, want, wantTrace := script(t, archive)
			ws, _, err := (&websocket.Dialer{Subprotocols: []string{socket.Subprotocol}}).Dial(address, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer ws.Close()
			for _, frame := range frames {
				if err := ws.WriteJSON(frame); err != nil {
					t.Fatal(err)
				}
			}
			got, moments := events(t, ws)
			if !pattern(want).MatchString(got) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
			if got := behave.Reduce(moments); got != wantTrace {
				t.Errorf("got the trace\n%s\nwant\n%s", got, wantTrace)
			}
		})
	}
}

// script returns the requests of a transcript, and its events and trace.
func script(t *testing.T, archive *txtar.Archive) (frames []play.Request, want, wantTrace string) {
	t.Helper()
	start := play.Request{}
	sources := map[string]string{}
	var stdin []string
	for _, f := range archive.Files {
		switch {
		case f.Name == "request.json":
			if err := json.Unmarshal(f.Data, &start); err != nil {
				t.Fatal(err)
			}
		case f.Name == "stdin.txt":
			stdin = append(strings.SplitAfter(strings.TrimSuffix(string(f.Data), "\n"), "\n"), "")
			if n := len(stdin); n > 1 {
				stdin[n-2] += "\n"
			}
		case f.Name == "events.txt":
			want = string(f.Data)
		case f.Name == "trace.txt":
			wantTrace = string(f.Data)
		default:
			sources[f.Name] = string(f.Data)
		}
	}
	start.Run, start.Kind = "t", play.KindStart
	if len(sources) > 0 {
		start.Files = sources
	}
	frames = append(frames, start)
	for _, line := range stdin {
		frames = append(frames, play.Request{Run: "t", Kind: play.KindStdin, Text: line})
	}
	return frames, want, wantTrace
}

// events reads events until the end, checks their numbers, and returns them in the format
// of transcripts, with the moments of the trace.
func events(t *testing.T, ws *websocket.Conn) (string, []moment.Moment) {
	t.Helper()
	var lines []string
	var moments []moment.Moment
	var text servertest.Event // the stdout or stderr that may go on
	flush := func() {
		if text.Text != "" {
			lines = append(lines, fmt.Sprintf("%s %d %s", text.Kind, whole(text.At), quote(text.Text)))
		}
		text = servertest.Event{}
	}
	for seq := 1; ; seq++ {
		var e servertest.Event
		if err := ws.ReadJSON(&e); err != nil {
			t.Fatalf("after %q: %v", lines, err)
		}
		if e.Run != "t" || e.Seq != seq {
			t.Fatalf("event %d is %+v", seq, e)
		}
		if e.Kind == play.KindTrace {
			moments = append(moments, e.Moments...)
			if e.Message != "" {
				flush()
				lines = append(lines, "trace "+quote(e.Message))
			}
			continue
		}
		if e.Kind == text.Kind && whole(e.At) == whole(text.At) {
			text.Text += e.Text
			continue
		}
		flush()
		switch e.Kind {
		case play.KindQueued:
		case play.KindStdout, play.KindStderr:
			text = e
		case play.KindDiagnostics:
			for _, d := range e.Items {
				lines = append(lines, fmt.Sprintf("diagnostic %s %d:%d %s %s", d.File, d.Line, d.Column, d.Severity,
					quote(d.Message)))
			}
		case play.KindCheck:
			how := "failed"
			if e.OK {
				how = "ok"
			}
			if e.Version == "" {
				t.Errorf("the verdict on %s has no version", e.Name)
			}
			lines = append(lines, fmt.Sprintf("check %s %s %s", e.Name, how, quote(e.Text)))
		case play.KindEnd:
			lines = append(lines, fmt.Sprintf("end %d %s %d %s", whole(e.At), e.Reason, e.Code, quote(e.Message)))
			return strings.Join(lines, "\n") + "\n", moments
		default:
			lines = append(lines, string(e.Kind))
		}
	}
}

// whole returns at in whole seconds, in milliseconds.
func whole(at float64) int { return int(at/1000) * 1000 }

// quote returns s as JSON has it, but for the escapes that only HTML needs.
func quote(s string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		return err.Error()
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// pattern returns the pattern for the events of a transcript.
func pattern(want string) *regexp.Regexp {
	var b strings.Builder
	for line := range strings.Lines(want) {
		if line == "...\n" {
			b.WriteString(`(?:.*\n)*`)
			continue
		}
		line = regexp.QuoteMeta(line)
		line = strings.ReplaceAll(line, "‹…›", ".*")
		line = regexp.MustCompile(`^(stdout|stderr|end) \\\*`).ReplaceAllString(line, `$1 \d+`)
		b.WriteString(line)
	}
	return regexp.MustCompile(`^` + b.String() + `$`)
}

// TestPublished runs a published snippet, in the server's process.
func TestPublished(t *testing.T) {
	s := servertest.Open(t, servertest.Unhurried())
	var text strings.Builder
	var end play.Event
	s.Engine.Run(context.Background(), fair.Owner{},
		play.Request{Run: "p", Kind: play.KindStart, Snippet: "gather/three-tasks", Clock: play.ClockVirtual},
		play.NewInput(0), func(e play.Event) {
			text.WriteString(e.Text)
			end = e
		})
	if err := course.Match(s.Course.Snippets["gather/three-tasks"].Want("wasi"), text.String()); err != nil {
		t.Error(err)
	}
	if end.Kind != play.KindEnd || end.Reason != play.ReasonExit || whole(end.At) != 3000 {
		t.Errorf("the end is %+v, want exit after 3 s", end)
	}
}
