package toolchain

import (
	"context"
	"os"
	"path/filepath"

	"asynctour/wasm/gocmd"
	"asynctour/wasm/overlay"
)

// tool builds the compiler or the linker for js/wasm, with package overlay, or unchanged
// if the overlay cannot be made.
func (m *maker) tool(ctx context.Context, name string) ([]byte, error) {
	overlaid, err := overlay.Make(m.goroot, filepath.Join(m.temp, "overlay"))
	if err == nil {
		var module []byte
		if module, err = m.buildTool(ctx, name, "-overlay", overlaid); err == nil {
			return module, nil
		}
	}
	m.say("the stock %s is taken, half as large again: %v", name, err)
	return m.buildTool(ctx, name)
}

func (m *maker) buildTool(ctx context.Context, name string, flags ...string) ([]byte, error) {
	out := filepath.Join(m.temp, name+".wasm")
	args := append([]string{"build", "-trimpath", "-buildvcs=false", "-pgo=off", "-ldflags=-s -w", "-o", out}, flags...)
	env := append(m.env[:len(m.env):len(m.env)], "GOOS=js", "GOARCH=wasm")
	if _, err := gocmd.Go(ctx, "", env, append(args, "cmd/"+name)...); err != nil {
		return nil, err
	}
	return os.ReadFile(out)
}
