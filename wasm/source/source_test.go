package source

import (
	"slices"
	"testing"

	"asynctour/server/play"
)

func TestFormat(t *testing.T) {
	tests := []struct {
		name, src, want string
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
			name: "tells every syntax error",
			src:  "package main\n\nvar = 1\n\nfunc main() { 世界 := ) }\n",
			items: []play.Diagnostic{
				remark(3, 5, "expected 'IDENT', found '='"),
				remark(5, 25, "expected operand, found ')'"),
			},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, items := Format(test.src)
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if !slices.Equal(items, test.items) {
				t.Errorf("got diagnostics %+v, want %+v", items, test.items)
			}
		})
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
