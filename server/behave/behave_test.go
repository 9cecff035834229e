package behave

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"asynctour/server/play"
	"asynctour/server/play/moment"
)

var update = flag.Bool("update", false, "write the facts of testdata anew")

// parseMoments reads moments, a line each: "0.5 2 wait on=sleep line=12", its instant,
// task and deed, and further fields by their JSON names.
func parseMoments(t *testing.T, text string) []moment.Moment {
	t.Helper()
	var moments []moment.Moment
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) < 3 {
			t.Fatalf("%q is no moment", line)
		}
		fields := map[string]any{"at": json.Number(words[0]), "task": json.Number(words[1]), "do": words[2]}
		for _, pair := range words[3:] {
			name, value, _ := strings.Cut(pair, "=")
			fields[name] = value
			if n, err := strconv.Atoi(value); err == nil {
				fields[name] = n
			} else if value == "true" {
				fields[name] = true
			}
		}
		data, err := json.Marshal(fields)
		if err != nil {
			t.Fatal(err)
		}
		var m moment.Moment
		if err := json.Unmarshal(data, &m); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		moments = append(moments, m)
	}
	return moments
}

// TestFacts makes the facts of testdata/*.txtar: moments.txt and end.json are a run,
// facts.json is what is known of it. The page's tests word the same facts.
func TestFacts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no runs: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var record Record
			var end End
			var want *txtar.File
			for i, f := range archive.Files {
				switch f.Name {
				case "moments.txt":
					record.Add(parseMoments(t, string(f.Data)))
				case "end.json":
					err = json.Unmarshal(f.Data, &end)
				case "facts.json":
					want = &archive.Files[i]
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			got, err := json.MarshalIndent(record.Facts(end), "", "\t")
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, '\n')
			if *update {
				want.Data = got
				if err := os.WriteFile(file, txtar.Format(archive), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			if string(got) != string(want.Data) {
				t.Errorf("got\n%s\nwant\n%s", got, want.Data)
			}
		})
	}
}

// TestPieces has it that moments make the same facts however they are divided.
func TestPieces(t *testing.T) {
	moments := parseMoments(t, `0 1 create name=main.main
0 1 run
1 2 create name=main.a by=1 line=3
1 1 wait on=sleep
1 2 run
200 2 end
201 1 run
`)
	end := End{At: 202, Reason: play.ReasonExit}
	var whole, pieces Record
	whole.Add(moments)
	for piece := range slices.Chunk(moments, 2) {
		pieces.Add(piece)
	}
	got, _ := json.Marshal(pieces.Facts(end))
	want, _ := json.Marshal(whole.Facts(end))
	if string(got) != string(want) {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestListed has it that facts stay small, however many tasks there were, and that
// the counts are of all.
func TestListed(t *testing.T) {
	const tasks = 10 * Listed
	var r Record
	r.Add([]moment.Moment{{Task: 1, Do: moment.Create, Name: "main.main"}, {Task: 1, Do: moment.Run}})
	for task := 2; task <= tasks; task++ {
		r.Add([]moment.Moment{
			{At: 1, Task: task, Do: moment.Create, Name: "main.worker", By: 1, Line: 5},
			{At: 2, Task: task, Do: moment.Run},
			{At: 3, Task: task, Do: moment.Print, Stream: moment.Stdout, Newlines: 1},
			{At: 4, Task: task, Do: moment.Wait, On: moment.OnMutex, Line: 9},
		})
	}
	r.Add([]moment.Moment{{At: 5, Task: 1, Do: moment.Wait, On: moment.OnForever}})
	f := r.Facts(End{At: 6, Reason: play.ReasonExit, Code: 2, Deadlock: true})
	if f.Tasks != tasks || f.Deadlock.Tasks != tasks || f.Kinds[1].Most != tasks-1 {
		t.Errorf("of %d tasks it counts %d, of which %d wait and %d were there at once",
			tasks, f.Tasks, f.Deadlock.Tasks, f.Kinds[1].Most)
	}
	if len(f.Deadlock.Stuck) != Listed || len(f.Prints) != Listed {
		t.Errorf("it lists %d that wait, and %d that print", len(f.Deadlock.Stuck), len(f.Prints))
	}
}
