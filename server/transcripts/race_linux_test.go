package transcripts

import (
	"slices"
	"strings"
	"testing"

	"asynctour/server/fair"
	"asynctour/server/needs"
	"asynctour/server/play"
	"asynctour/server/servertest"
)

// raceOnce runs a request, and returns its end, its diagnostics and its output.
func raceOnce(t *testing.T, s *servertest.Server, req play.Request) (end play.Event, items []play.Diagnostic,
	text string) {
	t.Helper()
	var all strings.Builder
	in := play.NewInput(s.Engine.Limits.Stdin)
	in.Close()
	req.Run, req.Kind, req.Race = "race", play.KindStart, true
	s.Engine.Run(t.Context(), fair.Owner{}, req, in, func(e play.Event) {
		if end.Kind == play.KindEnd {
			t.Errorf("%s after the end", e.Kind)
		}
		all.WriteString(e.Text)
		items = append(items, e.Items...)
		end = e
	})
	return end, items, all.String()
}

// TestRace runs programs with the race detector, where there is one.
func TestRace(t *testing.T) {
	s := servertest.Open(t, servertest.Unhurried())
	program := func(body string) map[string]string {
		return map[string]string{"main.go": "package main\n\n" + body}
	}
	const race = "func main() {\n\tvar n int\n\tdone := make(chan bool)\n\tgo func() {\n\t\tn++\n\t\tdone <- true\n\t}()\n\tn++\n\t<-done\n\t_ = n\n}\n"
	racing := play.Request{Files: program(race)}
	if end, _, _ := raceOnce(t, s, racing); end.Reason != play.ReasonRefused ||
		!strings.Contains(end.Message, "gVisor and a C compiler") {
		t.Errorf("without gVisor: %+v", end)
	}
	if err := s.TakeNative(t.Context(), servertest.BesideRunsc(t)); err != nil {
		needs.Skip(t, needs.GVisor, err)
	}
	if end, _, _ := raceOnce(t, s, racing); end.Reason != play.ReasonRefused {
		t.Errorf("before it has passed its test: %+v", end)
	}
	if err := s.TakeRace(t.Context()); err != nil {
		needs.Skip(t, needs.Race, err)
	}
	for _, test := range []struct {
		name   string
		req    play.Request
		reason play.Reason
		code   int
		lines  []int
	}{
		{"a race", racing, play.ReasonExit, 66, []int{7, 10}},
		{"a race, traced", play.Request{Files: racing.Files, Trace: true}, play.ReasonExit, 66, []int{7, 10}},
		{"too large", play.Request{Files: program("var big = [40 << 20]byte{1}\n\nfunc main() { println(big[0]) }\n")}, play.ReasonRefused, 0, nil},
		{"none", play.Request{Files: program("func main() { println(1) }\n")}, play.ReasonExit, 0, nil},
		{"published", play.Request{Snippet: "gather/three-tasks"}, play.ReasonExit, 0, nil},
		{"another clock", play.Request{Snippet: "gather/three-tasks", Clock: play.ClockVirtual}, play.ReasonRefused,
			0, nil},
		{"memory", play.Request{Files: program("func main() {\n\tvar all [][]byte\n\tfor {\n\t\tall = append(all, make([]byte, 1<<20))\n\t}\n}\n")}, play.ReasonMemory, 0, nil},
		{"panic", play.Request{Files: program("func main() { panic(1) }\n")}, play.ReasonExit, 2, nil},
		{"faulty", play.Request{Files: program("func main() { x }\n")}, play.ReasonBuild, 0, []int{3}},
		{"network", play.Request{Files: program("import \"net\"\n\nfunc main() {\n\tif _, err := net.Dial(\"tcp\", \"127.0.0.1:1\"); err == nil {\n\t\tpanic(err)\n\t}\n}\n")}, play.ReasonExit, 0, nil},
		{"goroutines left", play.Request{Files: program("func main() {\n\tgo func() { select {} }()\n}\n")},
			play.ReasonExit, 0, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			end, items, text := raceOnce(t, s, test.req)
			var lines []int
			for _, item := range items {
				lines = append(lines, item.Line)
			}
			if end.Reason != test.reason || end.Code != test.code || !slices.Equal(lines, test.lines) {
				t.Errorf("it ends with %+v and remarks %+v, want %s %d on lines %v; it printed %.500s", end, items,
					test.reason, test.code, test.lines, text)
			}
		})
	}
}
