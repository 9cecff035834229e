package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestRefusals(t *testing.T) {
	many := map[string]int{}
	for i := range hostFileCount + 1 {
		many[fmt.Sprintf("%d.html", i)] = 1
	}
	for what, test := range map[string]struct {
		sizes map[string]int
		want  []string
	}{
		"nothing": {map[string]int{"en/index.html": 9, "_headers": 1, ".nojekyll": 0, "assets/a.wasm": hostFileSize}, nil},
		"a large file": {map[string]int{"assets/a.pack": hostFileSize + 1},
			[]string{"assets/a.pack has 25.0 MiB: Cloudflare Pages takes no file over 25 MiB"}},
		"names that are left out": {map[string]int{"_next/a.js": 1, "en/.well/a": 1},
			[]string{`_next/a.js has a name that begins with "_" or "."`, `en/.well/a has a name that begins`}},
		"names that are one": {map[string]int{"assets/Main.js": 1, "assets/main.js": 1},
			[]string{"assets/Main.js and assets/main.js differ in upper and lower case alone"}},
		"many files": {many, []string{"20001 files: Cloudflare Pages takes 20000"}},
		"all too large": {map[string]int{"a": 600 << 20, "b": 600 << 20},
			[]string{"a has", "b has", "1200 MiB in all: GitHub Pages takes 1000"}},
	} {
		got := refusals(test.sizes)
		if !slices.EqualFunc(got, test.want, strings.HasPrefix) {
			t.Errorf("%s: got %q, want %q", what, got, test.want)
		}
	}
}
