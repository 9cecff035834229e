package wasi

import (
	"os"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/experimental/sysfs"

	"asynctour/server/sandbox"
	"asynctour/server/sandbox/wasi/memfs"
)

// hosts is what package net reads of /etc/hosts.
const hosts = "127.0.0.1 localhost\n::1 localhost\n"

// environment is what packages os and os/user ask for, as in gVisor.
var environment = [][2]string{
	{"HOME", sandbox.Home}, {"LOGNAME", "gopher"}, {"PATH", "/usr/local/bin:/usr/bin:/bin"},
	{"PWD", sandbox.Home}, {"USER", "gopher"},
}

// files returns the files that a program finds, all of them in memory: a root that can be
// read, its home and /tmp, which can be written to, and what its trace is written to.
func files(c *clock, p sandbox.Program, zones string, out func(sandbox.Chunk)) wazero.FSConfig {
	root := memfs.New(sandbox.Scratch, func() int64 {
		sec, nsec := c.walltime()
		return sec*int64(time.Second) + int64(nsec)
	})
	root.AddFolder(sandbox.Home)
	root.AddFolder("/tmp")
	root.AddFile("/etc/hosts", func() ([]byte, error) { return []byte(hosts), nil })
	if zones != "" {
		root.AddFile(sandbox.GOROOT+"/lib/time/zoneinfo.zip", func() ([]byte, error) { return os.ReadFile(zones) })
	}
	config := wazero.NewFSConfig().(sysfs.FSConfig).WithSysFSMount(root, "/")
	if !p.Trace {
		return config
	}
	return traceFiles(config, c, out)
}
