package overlay

// linkMain leaves only the wasm case in the linker's choice by GOARCH.
func linkMain(t *tree) error {
	s, fn, err := t.fn("cmd/link/main.go", "main")
	if err != nil {
		return err
	}
	return s.keepCases(fn, "wasm")
}
