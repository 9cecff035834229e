package gvisor

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"asynctour/server/play"
	"asynctour/server/rlimit"
	"asynctour/server/sweep"
)

// hostname is what a sandbox takes for the name of its machine.
const hostname = "tour"

// rootFiles are the files of a sandbox's root, beside the guest: what Go's packages
// ask for. There is no name service, and hosts is all that it would have to say.
var rootFiles = map[string]string{
	"etc/group":         "root:x:0:\ngopher:x:65534:\n",
	"etc/hosts":         "127.0.0.1 localhost " + hostname + "\n::1 localhost\n",
	"etc/nsswitch.conf": "hosts: files\n",
	"etc/passwd": "root:x:0:0:root:/root:/bin/sh\n" +
		"gopher:x:65534:65534:Gopher:/home/gopher:/bin/sh\n",
}

// rootFolders are the empty folders of the root: those on which gVisor mounts what it
// makes by itself, and the guest what a program can write to.
var rootFolders = []string{"dev", "home/gopher", "proc", "sys", "tmp"}

// runscFlags are the flags of every command of runsc.
func runscFlags() []string {
	flags := []string{
		"--platform=systrap", "--network=none", "--ignore-cgroups", "--oci-seccomp",
		"--overlay2=none", "--host-uds=none", "--host-fifo=none",
	}
	if os.Geteuid() != 0 {
		flags = append(flags, "--rootless")
	}
	return flags
}

// The parts of an OCI runtime specification that we need: what runsc reads from
// config.json in the folder of a bundle.
type (
	ociSpec struct {
		Version  string     `json:"ociVersion"`
		Hostname string     `json:"hostname"`
		Process  ociProcess `json:"process"`
		Root     ociRoot    `json:"root"`
		Linux    ociLinux   `json:"linux"`

		Annotations map[string]string `json:"annotations"`
	}
	ociProcess struct {
		User            map[string]int      `json:"user"`
		Args            []string            `json:"args"`
		Env             []string            `json:"env"`
		Cwd             string              `json:"cwd"`
		Capabilities    map[string][]string `json:"capabilities"`
		NoNewPrivileges bool                `json:"noNewPrivileges"`
		Rlimits         []ociRlimit         `json:"rlimits"`
	}
	ociRlimit struct {
		Type string `json:"type"`
		Soft uint64 `json:"soft"`
		Hard uint64 `json:"hard"`
	}
	ociRoot struct {
		Path     string `json:"path"`
		Readonly bool   `json:"readonly"`
	}
	ociLinux struct {
		Namespaces []map[string]string `json:"namespaces"`
		Seccomp    ociSeccomp          `json:"seccomp"`
	}
	ociSeccomp struct {
		Default  string       `json:"defaultAction"`
		Archs    []string     `json:"architectures"`
		Syscalls []ociSyscall `json:"syscalls"`
	}
	ociSyscall struct {
		Names  []string `json:"names"`
		Action string   `json:"action"`
		Args   []ociArg `json:"args,omitempty"`
	}
	ociArg struct {
		Index    uint   `json:"index"`
		Value    uint64 `json:"value"`
		ValueTwo uint64 `json:"valueTwo"`
		Op       string `json:"op"`
	}
)

// A bundle is a folder with what every sandbox starts from, and with a folder for the state of
// each sandbox.
type bundle struct {
	image  []byte // of the root
	limits play.Limits

	mu   sync.Mutex
	dirs []bundleDir // the last one is in use; sandboxes may have their state in the others still
}

// A bundleDir is a folder of a bundle, which is swept if its lock is not held.
type bundleDir struct {
	path string
	lock *os.File
}

// newBundle returns a bundle whose root has the guest, and the few files that programs look for.
func newBundle(guest, zones []byte, l play.Limits) (*bundle, error) {
	files := map[string][]byte{"guest": guest}
	if zones != nil {
		files["usr/share/zoneinfo.zip"] = zones
	}
	for path, content := range rootFiles {
		files[path] = []byte(content)
	}
	b := &bundle{image: rootImage(files, rootFolders), limits: l}
	return b, b.write()
}

// dir returns the folder in use.
func (b *bundle) dir() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.dirs[len(b.dirs)-1].path
}

// write makes a folder, in memory if there is no room for it on the disk.
func (b *bundle) write() (err error) {
	for _, parent := range []string{os.TempDir(), sweep.MemoryDir} {
		path, lock, folderErr := sweep.Folder(parent)
		if folderErr == nil {
			if folderErr = b.fill(path); folderErr == nil {
				b.dirs = append(b.dirs, bundleDir{path, lock})
				return nil
			}
			lock.Close()
			os.RemoveAll(path)
		}
		err = errors.Join(err, folderErr)
	}
	return err
}

// The files of a bundle.
const (
	imageFileName = "root.erofs"
	configName    = "config.json"
)

// fill writes the files into dir, an absolute path.
func (b *bundle) fill(dir string) error {
	image := filepath.Join(dir, imageFileName)
	if err := os.WriteFile(image, b.image, 0o600); err != nil {
		return err
	}
	// Which has to be there, and is not used.
	if err := os.Mkdir(filepath.Join(dir, "root"), 0o700); err != nil {
		return err
	}
	config, err := json.Marshal(specification(image, b.limits))
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, configName), config, 0o644); err != nil {
		return err
	}
	return hasRoom(dir)
}

// hasRoom returns why the state of a sandbox cannot be written to dir.
func hasRoom(dir string) error {
	const state = 64 << 10 // bytes: more than there are
	f, err := os.CreateTemp(dir, "room-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(make([]byte, state))
	return errors.Join(err, f.Close())
}

// mend makes another folder if the one in use is deleted, damaged or full, and reports whether
// it has.
func (b *bundle) mend() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	dir := b.dirs[len(b.dirs)-1].path
	image, err := os.ReadFile(filepath.Join(dir, imageFileName))
	if err == nil && bytes.Equal(image, b.image) {
		config, err := os.ReadFile(filepath.Join(dir, configName))
		if err == nil && json.Valid(config) && hasRoom(dir) == nil {
			return false
		}
	}
	return b.write() == nil
}

// remove removes the folders.
func (b *bundle) remove() (err error) {
	for _, d := range b.dirs {
		err = errors.Join(err, os.RemoveAll(d.path))
		d.lock.Close()
	}
	return err
}

// specification describes a sandbox with that image of its root. What the guest
// limits, processor time and address space, these limits, and the calls that are
// refused are the sandbox's own kernel's to watch over.
func specification(image string, l play.Limits) ociSpec {
	var rlimits []ociRlimit
	for resource, most := range rlimit.Box(l) {
		rlimits = append(rlimits, ociRlimit{"RLIMIT_" + string(resource), most, most})
	}
	var namespaces []map[string]string
	for _, kind := range []string{"pid", "ipc", "uts", "mount", "network"} {
		namespaces = append(namespaces, map[string]string{"type": kind})
	}
	// What the guest may do, in the sandbox's own kernel; programs may do none of it.
	may := []string{"CAP_SYS_ADMIN", "CAP_SETUID", "CAP_SETGID", "CAP_SYS_RESOURCE"}
	capabilities := map[string][]string{"bounding": may, "permitted": may, "effective": may}
	return ociSpec{
		Version: "1.0.0", Hostname: hostname,
		Process: ociProcess{
			User: map[string]int{"uid": 0, "gid": 0}, Args: []string{"/guest"}, Env: []string{}, Cwd: "/",
			Capabilities: capabilities, NoNewPrivileges: true, Rlimits: rlimits,
		},
		Root:  ociRoot{Path: "root", Readonly: true},
		Linux: ociLinux{Namespaces: namespaces, Seccomp: refusedCalls()},
		Annotations: map[string]string{
			"dev.gvisor.spec.rootfs.type":   "erofs",
			"dev.gvisor.spec.rootfs.source": image,
		},
	}
}

// refusedCalls is the filter of a program's system calls. They end in the
// sandbox's own kernel, whatever they are; a program is denied what no Go program
// needs: other processes, files that are memory alone, and other namespaces.
func refusedCalls() ociSeccomp {
	const masked = "SCMP_CMP_MASKED_EQ"
	refuse := func(arg []ociArg, names ...string) ociSyscall {
		return ociSyscall{Names: names, Action: "SCMP_ACT_ERRNO", Args: arg}
	}
	// The guest starts a program in a PID namespace of its own, for which it takes a
	// privilege; it could be had with a user namespace.
	const cloneThread, clonePID, cloneUser = 0x10000, 0x20000000, 0x10000000
	calls := []ociSyscall{
		// Its flags are out of a filter's reach. To trace, without a tracer, is
		// to answer that there is no such call, which sends a C library to clone.
		{Names: []string{"clone3"}, Action: "SCMP_ACT_TRACE"},
		refuse([]ociArg{{0, cloneThread | clonePID, 0, masked}}, "clone"),
		refuse([]ociArg{{0, cloneUser, cloneUser, masked}}, "clone"),
		refuse(nil, "memfd_create", "unshare", "setns", "pivot_root", "chroot", "ptrace"),
	}
	arch := "SCMP_ARCH_AARCH64"
	if runtime.GOARCH == "amd64" {
		arch = "SCMP_ARCH_X86_64"
		calls = append(calls, refuse(nil, "fork", "vfork"))
	}
	return ociSeccomp{Default: "SCMP_ACT_ALLOW", Archs: []string{arch}, Syscalls: calls}
}
