package course

import (
	"embed"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

// skeleton holds the files of a new exercise. In all of them TODO marks what is to be written.
//
//go:embed skeleton
var skeleton embed.FS

// todo is what nothing of an exercise may have: it is still to be written.
const todo = "TODO"

// skeletonFiles are the files of the skeleton, by their names in an exercise's folder.
var skeletonFiles = [][2]string{
	{"main.go", "main.go.txt"}, {checkFile, "check_test.go.txt"}, {solutionFile, "solution.go.txt"},
	{"wrong/one/main.go", "wrong-one.go.txt"}, {"wrong/two/main.go", "wrong-two.go.txt"},
}

// exercisesHeading are the headings under which exercises stand, by language.
var exercisesHeading = map[string]string{"en": "## Exercises", "zh": "## 练习"}

// NewExercise writes the files of an exercise, "04-http/four-at-a-time", into the lessons' folder
// dir, and its task into the texts of the lesson: before the recap, under the heading of
// exercises. It returns the files. Parse reports what is to be written there.
func NewExercise(dir, name string) (written []string, err error) {
	lesson, folder, _ := strings.Cut(name, "/")
	if !regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`).MatchString(folder) {
		return nil, fmt.Errorf("%q: an exercise is named by its lesson's folder and its own, of a-z, 0-9 and hyphens, "+
			"as 04-http/four-at-a-time", name)
	}
	if _, err := os.Stat(filepath.Join(dir, lesson)); err != nil {
		return nil, fmt.Errorf("there is no lesson %q", lesson)
	}
	root := filepath.Join(dir, lesson, folder)
	if _, err := os.Stat(root); err == nil {
		return nil, fmt.Errorf("%s is there already", root)
	}
	for _, file := range skeletonFiles {
		content, err := skeleton.ReadFile(path.Join("skeleton", file[1]))
		if err != nil {
			return written, err
		}
		to := filepath.Join(root, filepath.FromSlash(file[0]))
		if err := errors.Join(os.MkdirAll(filepath.Dir(to), 0o755), os.WriteFile(to, content, 0o644)); err != nil {
			return written, err
		}
		written = append(written, to)
	}
	for _, l := range languages() {
		file := filepath.Join(dir, lesson, l.file())
		text, err := os.ReadFile(file)
		if err != nil {
			return written, err
		}
		task, err := skeleton.ReadFile(path.Join("skeleton", l.file()+".txt"))
		if err != nil {
			return written, err
		}
		posed := pose(string(text), strings.ReplaceAll(string(task), "NAME", folder), exercisesHeading[l.tag])
		if err := os.WriteFile(file, []byte(posed), 0o644); err != nil {
			return written, err
		}
		written = append(written, file)
	}
	return written, nil
}

// pose adds a task to a text: before its recap, or at its end, under the heading.
func pose(text, task, heading string) string {
	if !strings.Contains("\n"+text, "\n"+heading+"\n") {
		task = heading + "\n\n" + task
	}
	if before, after, ok := strings.Cut(text, "> [!RECAP]"); ok {
		return before + task + "\n> [!RECAP]" + after
	}
	return strings.TrimRight(text, "\n") + "\n\n" + task
}

// unwritten reports the lines of a file of an exercise that are still to be written.
func unwritten(file, source string, m *mistakes) {
	n := 0
	for line := range strings.Lines(source) {
		if n++; strings.Contains(line, todo) {
			m.add(file, n, "still to be written: %s", strings.TrimSpace(line))
		}
	}
}
