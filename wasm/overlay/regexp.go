package overlay

// versionError replaces the regular expression for an error about a version of Go, in the
// compiler.
func versionError(t *tree) error {
	return spellOut(t, "cmd/compile/internal/noder/irgen.go", "versionErrorRx", "regexp.MustCompile(`requires go[0-9]+\\.[0-9]+ or later`)", versionErrorMatcher)
}

const versionErrorMatcher = `versionErrorMatcher

type versionErrorMatcher struct{}

func (versionErrorMatcher) MatchString(s string) bool {
	digits := func(s string) int {
		n := 0
		for n < len(s) && '0' <= s[n] && s[n] <= '9' {
			n++
		}
		return n
	}
	for i := range s {
		const start, end = "requires go", " or later"
		if len(s)-i < len(start) || s[i:i+len(start)] != start {
			continue
		}
		rest := s[i+len(start):]
		n := digits(rest)
		if n == 0 || n == len(rest) || rest[n] != '.' {
			continue
		}
		rest = rest[n+1:]
		n = digits(rest)
		if n > 0 && len(rest) >= n+len(end) && rest[n:n+len(end)] == end {
			return true
		}
	}
	return false
}
`

// exportNames replaces the regular expression for plain names of functions, in the
// linker.
func exportNames(t *tree) error {
	return spellOut(t, "cmd/link/internal/wasm/asm.go", "nameRegexp", "regexp.MustCompile(`[^\\w.]`)", nameReplacer)
}

const nameReplacer = `nameReplacer

type nameReplacer struct{}

func (nameReplacer) ReplaceAllString(s, with string) string {
	var out []byte
	for _, c := range s {
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '.' {
			out = append(out, byte(c))
		} else {
			out = append(out, with...)
		}
	}
	return string(out)
}
`

// langFlag replaces the regular expression for the syntax of -lang.
func langFlag(t *tree) error {
	return spellOut(t, "cmd/compile/internal/types/goversion.go", "goVersionRE", "lazyregexp.New(`^go([1-9]\\d*)\\.(0|[1-9]\\d*)$`)", goVersionMatcher)
}

const goVersionMatcher = `goVersionMatcher

type goVersionMatcher struct{}

func (goVersionMatcher) FindStringSubmatch(s string) []string {
	number := func(s string) bool {
		for i := range len(s) {
			if s[i] < '0' || '9' < s[i] || i > 0 && s[0] == '0' {
				return false
			}
		}
		return s != ""
	}
	if len(s) < 2 || s[:2] != "go" {
		return nil
	}
	for i := range len(s) {
		if s[i] == '.' {
			major, minor := s[2:i], s[i+1:]
			if number(major) && number(minor) && major != "0" {
				return []string{s, major, minor}
			}
			return nil
		}
	}
	return nil
}
`

// spellOut replaces the variable name, initialized with the regular expression value, by
// a type of ours that matches the same: package regexp, with the tables of Unicode, is a
// third of a megabyte.
func spellOut(t *tree, file, name, value, typ string) error {
	s, err := t.open(file)
	if err != nil {
		return err
	}
	decl := s.vars()[name]
	if decl == nil || s.of(decl) != "var "+name+" = "+value {
		return s.moved("no var %s = %s", name, value)
	}
	s.replace(decl, "var "+name+" "+typ)
	return nil
}
