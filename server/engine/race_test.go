package engine

import (
	"reflect"
	"strings"
	"testing"

	"asynctour/server/play"
	"asynctour/server/sandbox"
)

// report is one of the race detector's, with the accesses to fill in.
const report = `==================
WARNING: DATA RACE
%1
  main.add()
      main.go:11 +0x2d
  main.main.func1()
      main.go:19 +0x21

%2
  runtime.mapassign_fast64()
      runtime/map_fast64.go:99 +0x0
  main.other()
      %3 +0x45

Goroutine 8 (running) created at:
  sync.(*WaitGroup).Go()
      sync/waitgroup.go:238 +0x72
==================
`

func races(first, second, place string) string {
	return strings.NewReplacer("%1", first, "%2", second, "%3", place).Replace(report)
}

func TestFindRaces(t *testing.T) {
	const read8, write7 = "Read at 0x000000622318 by goroutine 8:", "Previous write at 0x000000622318 by goroutine 7:"
	item := func(file string, line int, message string) play.Diagnostic {
		return play.Diagnostic{File: file, Line: line, Severity: "race", Message: message}
	}
	for _, test := range []struct {
		name, stderr string
		want         []play.Diagnostic
	}{
		{"none", "panic: oh\n\tmain.go:7 +0x1\n", nil},
		{"two lines", "hello\n" + races(read8, write7, "main.go:12") + "bye\n", []play.Diagnostic{
			item("main.go", 11, "Data race: goroutine 8 reads here what goroutine 7 writes on line 12, and nothing says which is first."),
			item("main.go", 12, "Data race: goroutine 7 writes here what goroutine 8 reads on line 11, and nothing says which is first."),
		}},
		{"one line", races("Write at 0x1 by main goroutine:", write7, "main.go:11"), []play.Diagnostic{
			item("main.go", 11, "Data race: the main goroutine writes here what goroutine 7 writes on this line too, and nothing says which is first."),
		}},
		{"two files", races(read8, write7, "./util.go:3"), []play.Diagnostic{
			item("main.go", 11, "Data race: goroutine 8 reads here what goroutine 7 writes on line 3 of util.go, and nothing says which is first."),
			item("util.go", 3, "Data race: goroutine 7 writes here what goroutine 8 reads on line 11 of main.go, and nothing says which is first."),
		}},
		{"the library's", races(read8, write7, "bytes/buffer.go:3"), []play.Diagnostic{
			item("main.go", 11, "Data race: goroutine 8 reads here what goroutine 7 writes elsewhere, and nothing says which is first."),
		}},
		{"twice, by others", races(read8, write7, "main.go:11") + races("Read at 0x2 by goroutine 9:", write7,
			"main.go:11"), []play.Diagnostic{
			item("main.go", 11, "Data race: goroutine 8 reads here what goroutine 7 writes on this line, and nothing says which is first."),
		}},
		{"cut off", races(read8, write7, "main.go:12")[:180], nil},
		{"mocked", "WARNING: DATA RACE\n" + read8 + "\n\n" + strings.Repeat(read8+"\n", 5) + "\n", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []play.Diagnostic
			w := raceWatch{}
			w.take(sandbox.Chunk{Kind: play.KindStdout, Data: []byte(report)})
			w.take(sandbox.Chunk{Kind: play.KindStderr, Data: []byte(test.stderr)})
			w.report("en", func(e play.Event) { got = e.Items })
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %+v\nwant %+v", got, test.want)
			}
		})
	}
}

// FuzzFindRaces has the reader of reports take what a program can print.
func FuzzFindRaces(f *testing.F) {
	f.Add([]byte(races("Read at 0x1 by goroutine 8:", "Previous write at 0x1 by main goroutine:", "main.go:12")))
	f.Add([]byte("WARNING: DATA RACE\n      main.go:1 +0x0\n\n"))
	f.Add([]byte("Read at 0x0 by goroutine 0:\nRead at 0x0 by goroutine 0:\n 0.go:0 +0x0\n\n"))
	f.Fuzz(func(t *testing.T, stderr []byte) {
		for _, r := range findRaces(stderr) {
			for _, item := range r.items("zh") {
				if item.File == "" || item.Line < 1 || item.Message == "" || item.Severity != play.SeverityRace {
					t.Errorf("%+v", item)
				}
			}
		}
	})
}
