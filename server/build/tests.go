package build

import (
	"fmt"
	"os"
	"path/filepath"

	"asynctour/wasm/testmain"
)

// writeTestMain puts into dir the program that runs tests, and an importcfg in which it
// finds them, and returns that file's path.
func writeTestMain(dir, importcfg, source string) (string, error) {
	if err := os.WriteFile(filepath.Join(dir, testmain.File), []byte(source), 0o600); err != nil {
		return "", err
	}
	config, err := os.ReadFile(importcfg)
	if err != nil {
		return "", err
	}
	config = fmt.Appendf(config, "packagefile %s=%s\n", testmain.Import, filepath.Join(dir, testmain.Import+".a"))
	path := filepath.Join(dir, "importcfg")
	return path, os.WriteFile(path, config, 0o600)
}
