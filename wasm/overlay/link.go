package overlay

// linkMain leaves only the wasm case in the linker's choice by GOARCH.
func linkMain(t *tree) error {
	s, err := t.open("cmd/link/main.go")
	if err != nil {
		return err
	}
	fn, err := s.fn("main")
	if err != nil {
		return err
	}
	return s.keepCases(fn, "wasm")
}
