package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"asynctour/wasm/gocmd"
	"asynctour/wasm/overlay"
)

// A source is a package as go list describes it.
type source struct {
	Dir        string
	ImportPath string
	Standard   bool
	Module     struct{ Main bool }
	Deps       []string
	GoFiles    []string
	SFiles     []string
	EmbedFiles []string
}

// setInputs sets the Inputs of the units for goos. The go command lists the files of a
// module, so that a new import counts too.
func setInputs(ctx context.Context, root, version, goos string, units []unit) error {
	args := []string{"list", "-deps", "-json=Dir,ImportPath,Standard,Module,Deps,GoFiles,SFiles,EmbedFiles"}
	for _, u := range units {
		if u.GOOS == goos {
			args = append(args, u.Package)
		}
	}
	out, err := gocmd.Go(ctx, root, []string{"GOOS=" + goos, "GOARCH=wasm"}, args...)
	if err != nil {
		return err
	}
	byPath, byDir := map[string]source{}, map[string]source{}
	for dec := json.NewDecoder(strings.NewReader(out)); dec.More(); {
		var s source
		if err := dec.Decode(&s); err != nil {
			return fmt.Errorf("go list: %w", err)
		}
		byPath[s.ImportPath], byDir[s.Dir] = s, s
	}
	for i, u := range units {
		if u.GOOS != goos {
			continue
		}
		main, ok := byDir[filepath.Join(root, u.Package)]
		if !ok {
			return fmt.Errorf("go list has nothing on %s", u.Package)
		}
		files := main.files()
		for _, dep := range main.Deps {
			files = append(files, byPath[dep].files()...)
		}
		if units[i].Inputs, err = hashInputs(root, version, files); err != nil {
			return err
		}
	}
	return nil
}

// files returns the files of a package of this module, and none for others: their
// versions, of Go and in go.sum, are enough.
func (s source) files() []string {
	if s.Standard || !s.Module.Main {
		return nil
	}
	var files []string
	for _, name := range slices.Concat(s.GoFiles, s.SFiles, s.EmbedFiles) {
		files = append(files, filepath.Join(s.Dir, name))
	}
	return files
}

// hashInputs hashes all that a build depends on: the files, the versions of modules and
// of Go, and the flags.
func hashInputs(root, version string, files []string) (string, error) {
	h := sha256.New()
	library, err := overlay.LibrarySum()
	if err != nil {
		return "", err
	}
	fmt.Fprintln(h, version, library, buildFlags)
	files = append(files, filepath.Join(root, "go.sum"))
	slices.Sort(files)
	for _, file := range files {
		name, err := filepath.Rel(root, file)
		if err != nil {
			return "", err
		}
		fmt.Fprintln(h, filepath.ToSlash(name))
		if err := hashFile(h, file); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func hashFile(w io.Writer, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	n, err := io.Copy(w, f)
	if err != nil {
		return err
	}
	fmt.Fprintln(w, n)
	return nil
}
