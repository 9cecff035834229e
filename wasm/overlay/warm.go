package overlay

import "strings"

// Warm writes what Make writes, and changes the compiler and the linker so that a page can
// keep them warm:
//
//   - A tool takes arguments twice: when it starts, and, from the file argumentsFile, when
//     there is something to build. Before it opens that file it loads the packages of the
//     first importcfg, and does what depends on nothing else; there the page keeps what
//     its memory holds. Other packages are loaded afterwards, as they are imported.
//   - The linker writes with fewer steps for each byte.
//   - What the tools write is still, byte for byte, what the stock ones write: the linker
//     ranks symbols as if it had loaded the packages that main.a imports, and these alone.
//
// A tool that starts with an empty importcfg loads nothing ahead. The error names what has
// moved in this release; what Make does may still be possible then.
func Warm(goroot, dir string) (file string, err error) {
	return makeOverlay(goroot, dir, warmEdits)
}

// argumentsFile is the file that holds the second arguments, one a line.
const argumentsFile = "/arguments"

// warmEdits are all that Warm does to a tree.
var warmEdits = append(edits[:len(edits):len(edits)], argumentsAgain, exportsAhead, loadAhead, symbolsAhead, ranked, writeFaster)

// argumentsAgain adds to both tools the function that waits for the second arguments.
func argumentsAgain(t *tree) error {
	if err := t.holds("cmd/internal/objabi/flag.go", "Flagparse", "flag.Parse()"); err != nil {
		return err
	}
	t.texts["cmd/internal/objabi/arguments.go"] = arguments
	return nil
}

const arguments = `package objabi

import (
	"flag"
	"log"
	"os"
	"strings"
)

// ArgumentsAgain parses the arguments of what is to be built. The page answers the call that opens their file when there
// is something to build.
func ArgumentsAgain() {
	text, err := os.ReadFile("` + argumentsFile + `")
	if err != nil {
		log.Fatal(err)
	}
	flag.CommandLine.Parse(strings.Split(strings.TrimSpace(string(text)), "\n"))
}
`

// rewrite puts text in place of old, which the function name has exactly once.
func (t *tree) rewrite(file, name, old, text string) error {
	s, at, err := t.passage(file, name, old)
	if err != nil {
		return err
	}
	s.changes = append(s.changes, change{at, at + len(old), text})
	return nil
}

// holds checks that the function name has text exactly once.
func (t *tree) holds(file, name, text string) error {
	_, _, err := t.passage(file, name, text)
	return err
}

// passage returns where the only text in the function name begins.
func (t *tree) passage(file, name, text string) (*source, int, error) {
	s, fn, err := t.fn(file, name)
	if err != nil {
		return nil, 0, err
	}
	body := s.of(fn)
	if n := strings.Count(body, text); n != 1 {
		return nil, 0, s.moved("func %s has %q %d times", name, text, n)
	}
	return s, s.offset(fn.Pos()) + strings.Index(body, text), nil
}
