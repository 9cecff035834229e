package course

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestNewExercise writes an exercise twice, of which Parse says only what is to be written, and where.
func TestNewExercise(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, small(t)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"09-pool/new", "07-task-group/first"} {
		written, err := NewExercise(dir, name)
		if err != nil || len(written) != len(skeletonFiles)+2 {
			t.Fatalf("%s: got %q, %v", name, written, err)
		}
	}
	_, err := Parse(os.DirFS(dir))
	if err == nil {
		t.Fatal("nothing is left to be written")
	}
	for line := range strings.Lines(err.Error()) {
		if !strings.Contains(line, ": still to be written: ") {
			t.Errorf("of a new exercise Parse says: %s", line)
		}
	}
	for _, want := range []string{"09-pool/new/check_test.go:9: ", "09-pool/en.md:24: still to be written: > TODO: what", "07-task-group/zh.md:", "09-pool/new/wrong/two/main.go:7: "} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("Parse says\n%v\nwithout %q", err, want)
		}
	}
	err = filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if filepath.Ext(path) != ".go" && filepath.Ext(path) != ".md" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(path, []byte(strings.ReplaceAll(string(text), todo, "done")), 0o666)
	})
	if err != nil {
		t.Fatal(err)
	}
	c, err := Parse(os.DirFS(dir))
	if err != nil || c.Snippets["pool/new"].Exercise == nil || c.Snippets["task-group/first"].Exercise == nil {
		t.Errorf("once all is written Parse says %v", err)
	}
}

func TestNewExerciseRefused(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, small(t)); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"09-pool/four": "is there already", "09-pool/Four": "is named by", "09-pool": "is named by", "10-none/four": "no lesson",
		"09-pool/../x": "is named by",
	} {
		if _, err := NewExercise(dir, name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", name, err, want)
		}
	}
}
