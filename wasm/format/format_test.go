package format

import (
	"slices"
	"testing"
)

func TestSource(t *testing.T) {
	tests := []struct {
		name, src, want string
		items           []Diagnostic
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
			items: []Diagnostic{
				{Line: 3, Column: 5, Message: "expected 'IDENT', found '='"},
				{Line: 5, Column: 25, Message: "expected operand, found ')'"},
			},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, items := Source(test.src)
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if !slices.Equal(items, test.items) {
				t.Errorf("got diagnostics %+v, want %+v", items, test.items)
			}
		})
	}
}
