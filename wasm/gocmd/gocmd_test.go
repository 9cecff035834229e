package gocmd

import (
	"os"
	"strings"
	"testing"
)

// TestSyncVersion holds SyncVersion to go.mod.
func TestSyncVersion(t *testing.T) {
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	if want := "golang.org/x/sync " + SyncVersion; !strings.Contains(string(mod), want) {
		t.Errorf("go.mod does not require %s", want)
	}
}
