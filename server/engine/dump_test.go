package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"asynctour/server/fair"
	"asynctour/server/play"
	"asynctour/server/sandbox"
)

// TestDump reads testdata/dump.json: what programs write to standard error, in one
// piece and byte by byte, and what becomes of it.
func TestDump(t *testing.T) {
	data, err := os.ReadFile("testdata/dump.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct{ Name, Stderr, Want string }
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		for _, size := range []int{len(c.Stderr), 1} {
			var r dump
			var got []byte
			for rest := c.Stderr; rest != ""; rest = rest[size:] {
				got = append(got, r.read([]byte(rest[:size]))...)
			}
			if got = append(got, r.close(false)...); string(got) != c.Want {
				t.Errorf("%s, %d bytes at a time: got\n%s\nwant\n%s", c.Name, size, got, c.Want)
			}
		}
	}
}

// TestLongDump has ten thousand goroutines wait: that it is a deadlock is told, although
// the report of it passes the limit of output, or takes all of the processor time.
func TestLongDump(t *testing.T) {
	const head = "fatal error: all goroutines are asleep - deadlock!\n\n"
	for name, limited := range map[string]bool{"output": false, "time": true} {
		e := testEngine(t, func(ctx context.Context, _ fair.Job, _ sandbox.Program, _ *play.Input,
			out func(sandbox.Chunk)) (sandbox.Facts, error) {
			out(sandbox.Chunk{Kind: play.KindStderr, Data: []byte(head)})
			for n := 1; n <= 10_000 && ctx.Err() == nil; n++ {
				out(sandbox.Chunk{Kind: play.KindStderr, Data: fmt.Appendf(nil, "goroutine %d [chan send]:\nmain.f(%#x)\n\tmain.go:5 +0x2c\n\n", n, n)})
			}
			if limited {
				return sandbox.Facts{Signal: 9, CPU: 10e9}, nil
			}
			return sandbox.Facts{Code: 2}, ctx.Err()
		})
		e.Limits.Output = 1 << 20
		if !limited {
			e.Limits.Output = 100 << 10
		}
		var text strings.Builder
		var end play.Event
		e.Run(t.Context(), fair.Owner{}, play.Request{Snippet: "x/y"}, play.NewInput(0), func(ev play.Event) {
			text.WriteString(ev.Text)
			end = ev
		})
		if end.Reason != play.ReasonExit || end.Code != 2 || end.Message != play.Message("en", "deadlock") {
			t.Errorf("%s: it ended with %+v", name, end)
		}
		if got := text.String(); !strings.HasPrefix(got, head+"goroutine 1 [chan send]: (and at least ") || len(got) > 1000 {
			t.Errorf("%s: it wrote\n%s", name, got)
		}
	}
}
