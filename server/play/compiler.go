package play

import (
	"regexp"
	"strconv"
	"strings"
)

// position is how the compiler begins a remark; the linker has no column.
var position = regexp.MustCompile(`^(?:\./)?([A-Za-z0-9_]+\.go):(\d+):(?:(\d+):)? (.*)$`)

// noArchive is what the compiler says of an import that importcfg does not have:
// why a file without a name cannot be opened, in the words of where it runs.
var noArchive = regexp.MustCompile(`\(open : [A-Za-z ]+\)$`)

// NoPackage ends the diagnostic of an import of a package that there is not.
const NoPackage = "(there is no such package)"

// CompilerDiagnostics reads what the compiler or the linker prints. A line that is
// indented continues the remark before it. What has no position, such as the
// linker's "function main is undeclared in the main package", is put down to the
// file first as a whole; the internals that some such remarks begin with are cut.
func CompilerDiagnostics(out []byte, first string) []Diagnostic {
	var items []Diagnostic
	for line := range strings.Lines(string(out)) {
		line = strings.TrimRight(line, "\n")
		if m := position.FindStringSubmatch(line); m != nil {
			message := noArchive.ReplaceAllString(m[4], NoPackage)
			items = append(items, Diagnostic{File: m[1], Line: atoi(m[2]), Column: atoi(m[3]),
				Severity: SeverityError, Message: message})
			continue
		}
		if rest, ok := strings.CutPrefix(line, "\t"); ok && len(items) > 0 {
			items[len(items)-1].Message += "\n" + rest
			continue
		}
		if _, rest, ok := strings.Cut(line, ": function main is undeclared"); ok {
			items = append(items, Diagnostic{File: first, Severity: SeverityError,
				Message: "function main is undeclared" + rest})
		}
	}
	return items
}

// atoi returns 0 for what is no number.
func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}
