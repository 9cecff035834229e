package build

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"asynctour/server/fair"
	"asynctour/server/sweep"
)

// build compiles and links, in the temporary folder or, where that has no room, in another.
func (b *Builder) build(ctx context.Context, job fair.Job, t *toolchain, files map[string]string) result {
	ctx, cancel := context.WithTimeout(ctx, b.limits.BuildTime)
	defer cancel()
	r := b.buildIn(ctx, "", job, t, files)
	for _, folder := range []string{b.cache.Dir, sweep.MemoryDir} {
		if !errors.Is(r.err, errNoRoom) || ctx.Err() != nil {
			return r
		}
		if other := b.buildIn(ctx, folder, job, t, files); !errors.Is(other.err, errNoRoom) {
			return other
		}
	}
	return r
}

// buildIn does what build says, in a folder of its own beneath parent.
func (b *Builder) buildIn(ctx context.Context, parent string, job fair.Job, t *toolchain, files map[string]string) result {
	dir, err := os.MkdirTemp(parent, "tour-build-*")
	if err != nil {
		return result{err: fmt.Errorf("%w: %w", errNoRoom, err)}
	}
	defer os.RemoveAll(dir)
	if dir, err = filepath.Abs(dir); err != nil { // tools run in it
		return result{err: err}
	}
	w := &work{limits: b.limits, tools: t, dir: dir, gentle: job.Crowded()}
	if folder := groups(); folder != "" {
		if w.group, err = newGroup(folder, b.limits); err != nil {
			return result{err: err}
		}
		defer w.group.end()
	}
	return w.build(ctx, files)
}

// errNoRoom says that what a build writes cannot be written where it was to be.
var errNoRoom = errors.New("there is no room for a build")

// noRoom reports whether a tool has said so.
func noRoom(out []byte) bool {
	for _, says := range []string{"no space left on device", "disk quota exceeded", "read-only file system"} {
		if bytes.Contains(out, []byte(says)) {
			return true
		}
	}
	return false
}
