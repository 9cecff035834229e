// Package sweep ends what a server that was killed has left: sandbox processes, the
// folders of sandboxes, and the control groups of builds. What belongs to a server
// that lives is left alone; each has its own way to show that it does.
//
//   - A child, which runs a module, has a server of the same program as its parent.
//   - A folder that Folder has made is locked by its server, and the processes of
//     the sandboxes in it have --root and the folder in their command line.
//   - A control group has the process id of its server in its name.
//
// Elsewhere than on Linux nothing is found.
package sweep

import (
	"context"
	"time"
)

// MemoryDir is a folder whose files are in memory, on Linux: there is room in it where a
// disk is full or cannot be written to.
const MemoryDir = "/dev/shm"

// folderPrefix begins the names of the folders that Folder makes.
const folderPrefix = "tour-server-"

// period is how often orphans are looked for.
const period = time.Minute

// Watch ends orphans, now and then until ctx ends, and calls found with how many
// processes those were, if any. There are none unless a server was killed. childArg
// is the only argument of a child's command line.
func Watch(ctx context.Context, childArg string, found func(processes int)) {
	ticker := time.NewTicker(period)
	defer ticker.Stop()
	for {
		if n := Orphans(childArg); n > 0 {
			found(n)
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}
