package main

import (
	"strings"
	"testing"
)

func TestHostilePrograms(t *testing.T) {
	sources, err := hostilePrograms("../attacks/testdata/attacks")
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range sources {
		if !strings.HasPrefix(source, "package main") && !strings.Contains(source, "\npackage main\n") {
			t.Errorf("not a program:\n%s", source)
		}
	}
	if _, err := hostilePrograms(t.TempDir()); err == nil {
		t.Error("an empty folder has attacks")
	}
}
