package needs

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// root is the folder of the module.
var root = sync.OnceValues(func() (string, error) {
	dir, err := os.Getwd()
	for err == nil {
		if _, missing := os.Stat(filepath.Join(dir, "go.mod")); missing == nil {
			return dir, nil
		}
		if filepath.Dir(dir) == dir {
			err = fmt.Errorf("there is no go.mod above %s", dir)
		}
		dir = filepath.Dir(dir)
	}
	return "", err
})

// Root returns the folder of the module that is tested.
func Root(t *testing.T) string {
	t.Helper()
	dir, err := root()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// Cache returns the folder for archives and compiled snippets that all tests share,
// so that they are made once: TOUR_TEST_CACHE, or one of the module's bin/.
func Cache(t *testing.T) string {
	t.Helper()
	if dir := os.Getenv("TOUR_TEST_CACHE"); dir != "" {
		return dir
	}
	return filepath.Join(Root(t), "bin", "test-cache")
}
