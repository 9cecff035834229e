package toolchain

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"asynctour/wasm/gocmd"
	"asynctour/wasm/overlay"
)

// A way to build the compiler and the linker.
type way struct {
	make func(goroot, dir string) (file string, err error) // the overlay; nil: none
	warm bool                                              // see Description
	less string                                            // what a page lacks without it
}

// ways are tried one after the other: a release of Go may have moved what an overlay changes.
var ways = [...]way{
	{make: overlay.Warm, warm: true, less: "pages cannot keep the tools warm"},
	{make: overlay.Make, less: "the stock tools are taken, half as large again"},
	{},
}

// toolNames are the tools' names, in the order in which they are built.
var toolNames = [...]string{"compile", "link"}

// tools builds the compiler and the linker for js/wasm, both by the first way that is
// possible, and calls keep with each. It reports whether pages can keep them warm.
func (m *maker) tools(ctx context.Context, keep func(name string, content []byte)) (warm bool, err error) {
	var modules [len(toolNames)][]byte
	w, err := firstWay(ctx, m.say, func(w way) (err error) {
		dir, err := os.MkdirTemp(m.temp, "tools-*")
		if err == nil {
			modules, err = m.toolsBy(ctx, w, dir)
		}
		return err
	})
	if err != nil {
		return false, err
	}
	for i, name := range toolNames {
		keep(name+".wasm", modules[i])
	}
	return w.warm, nil
}

// firstWay returns the first way by which build succeeds. It calls say with the reason why another did not.
func firstWay(ctx context.Context, say func(format string, args ...any), build func(way) error) (way, error) {
	for i, w := range ways {
		err := build(w)
		if err == nil {
			return w, nil
		}
		if ctx.Err() != nil || i == len(ways)-1 {
			return w, err
		}
		say("%s: %v", w.less, err)
	}
	panic("there is no way")
}

// toolsBy builds the tools in the folder dir.
func (m *maker) toolsBy(ctx context.Context, w way, dir string) (modules [len(toolNames)][]byte, err error) {
	var flags []string
	if w.make != nil {
		overlaid, err := w.make(m.goroot, dir)
		if err != nil {
			return modules, err
		}
		flags = []string{"-overlay", overlaid}
	}
	for i, name := range toolNames {
		if modules[i], err = m.tool(ctx, name, dir, flags); err != nil {
			return modules, err
		}
		if !w.warm {
			continue
		}
		if modules[i], err = exportGlobals(modules[i]); err != nil {
			return modules, fmt.Errorf("export the globals of %s: %w", name, err)
		}
	}
	return modules, nil
}

// tool builds one tool in the folder dir.
func (m *maker) tool(ctx context.Context, name, dir string, flags []string) ([]byte, error) {
	out := filepath.Join(dir, name+".wasm")
	args := append([]string{"build", "-trimpath", "-buildvcs=false", "-pgo=off", "-ldflags=-s -w", "-o", out}, flags...)
	env := append(m.env[:len(m.env):len(m.env)], "GOOS=js", "GOARCH=wasm")
	if _, err := gocmd.Go(ctx, "", env, append(args, "cmd/"+name)...); err != nil {
		return nil, err
	}
	return os.ReadFile(out)
}
