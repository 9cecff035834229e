package source

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"asynctour/lessons"
	"asynctour/server/play"
)

func TestFormat(t *testing.T) {
	tests := []struct {
		name, src, want string
		added, removed  string
		items           []play.Diagnostic
	}{
		{
			name: "formats",
			src:  "package main\nimport (\"os\";\"fmt\")\nfunc main(){fmt.Println( os.Args,\"世界\" )}\n",
			want: "package main\n\nimport (\n\t\"fmt\"\n\t\"os\"\n)\n\nfunc main() { fmt.Println(os.Args, \"世界\") }\n",
		},
		{
			name: "leaves what is formatted",
			src:  "package main\n\nfunc main() {}\n",
			want: "package main\n\nfunc main() {}\n",
		},
		{
			name:    "adds and removes imports",
			src:     "package main\nimport \"os\"\nfunc main(){fmt.Println(strings.ToUpper(\"世界\" ),other.X)}\n",
			want:    "package main\n\nimport (\n\t\"fmt\"\n\t\"strings\"\n)\n\nfunc main() { fmt.Println(strings.ToUpper(\"世界\"), other.X) }\n",
			added:   "fmt strings",
			removed: "os",
		},
		{
			name: "knows what other files declare",
			src:  "package main\n\nfunc main() { list.New() }\n",
			want: "package main\n\nfunc main() { list.New() }\n",
		},
		{
			name: "leaves the imports of a fragment",
			src:  "x:=fmt.Sprint( 1 )\n",
			want: "x := fmt.Sprint(1)\n",
		},
		{
			name: "tells every syntax error",
			src:  "package main\n\nvar = 1\n\nfunc main() { 世界 := ) }\n",
			items: []play.Diagnostic{
				remark("main.go", 3, 5, "expected 'IDENT', found '='"),
				remark("main.go", 5, 25, "expected operand, found ')'"),
			},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			const other = "package main\n\nvar list struct{ New func() }\n"
			got, items := Format("main.go", map[string]string{"main.go": test.src, "other.go": other})
			added, removed := strings.Join(got.Added, " "), strings.Join(got.Removed, " ")
			if got.Source != test.want || added != test.added || removed != test.removed {
				t.Errorf("got %+v, want %q, %q added, %q removed", got, test.want, test.added, test.removed)
			}
			if !slices.Equal(items, test.items) {
				t.Errorf("got diagnostics %+v, want %+v", items, test.items)
			}
		})
	}
}

// TestFormatLessons takes the imports out of every program of the lessons: Format puts the same back.
func TestFormatLessons(t *testing.T) {
	names, err := fs.Glob(lessons.FS, "*/*/main.go")
	if err != nil || len(names) == 0 {
		t.Fatalf("found %d programs: %v", len(names), err)
	}
	list := regexp.MustCompile(`(?m)^import (\((?s:.*?)^\)|".*")\n\n`)
	for _, name := range names {
		source, err := fs.ReadFile(lessons.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		want := string(source)
		for what, src := range map[string]string{"as it is": want, "without imports": list.ReplaceAllString(want, "")} {
			got, items := Format("main.go", map[string]string{"main.go": src})
			if got.Source != want || len(items) > 0 {
				t.Errorf("%s, %s: got %v\n%s", name, what, items, got.Source)
			}
		}
	}
}

func TestCheck(t *testing.T) {
	main := "package main\n\nimport \"C\"\n\nfunc main() {}\n"
	got := Check(map[string]string{"main.go": main}, play.DefaultLimits(), "en")
	if got == nil || got.Reason != play.ReasonRefused || got.Message == "" || len(got.Items) != 1 || got.Items[0].Line != 3 {
		t.Errorf("a program with cgo: got %+v, want a refusal at line 3", got)
	}
	if got := Check(map[string]string{"main.go": "package main\n\nfunc main() {}\n"}, play.DefaultLimits(), "en"); got != nil {
		t.Errorf("a program without fault: got %+v", got)
	}
}

func TestTestsOf(t *testing.T) {
	files := map[string]string{"main.go": "package main\n\nfunc main() {}\n"}
	if got := TestsOf(files); got != nil {
		t.Errorf("without tests there is %+v", got)
	}
	files["main_test.go"] = "package main\n\nfunc TestA() {}\n"
	got := TestsOf(files)
	if got == nil || got.Import == "" || got.File == "" || got.Source == "" {
		t.Fatalf("got %+v", got)
	}
	if len(got.Items) != 1 || got.Items[0].File != "main_test.go" || got.Items[0].Line != 3 {
		t.Errorf("got the diagnostics %+v", got.Items)
	}
}

func TestCheckedOf(t *testing.T) {
	files := map[string]string{"main.go": "package main\n\nfunc one() int { return 1 }\n\nfunc main() {}\n"}
	checks := "package main\n\nimport \"testing\"\n\nfunc TestOne(t *testing.T) {}\n"
	got := CheckedOf(files, checks, "en")
	if got.Refusal != nil || len(got.Files) != 2 || got.Files["main.go"] != files["main.go"] {
		t.Errorf("got %+v", got)
	}
	for source, reason := range map[string]play.Reason{
		"package main\n\nimport \"os\"\n\nfunc main() { os.Exit(0) }\n": play.ReasonRefused,
		"package main\n\nfunc main() {\n":                               play.ReasonBuild,
	} {
		got := CheckedOf(map[string]string{"main.go": source}, checks, "en")
		if got.Refusal == nil || got.Refusal.Reason != reason || len(got.Refusal.Items) != 1 || got.Files != nil {
			t.Errorf("%s: got %+v, want a refusal: %s", source, got, reason)
		}
	}
}
