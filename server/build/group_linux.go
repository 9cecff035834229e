package build

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"asynctour/server/play"
	"asynctour/server/sandbox"
	"asynctour/server/sweep"
)

const (
	// groupName begins the names of groups; the process id of their server follows.
	groupName = "tour-build-"
	// groupProcesses is how many processes and threads a build may have.
	groupProcesses = 512
)

// A group is a control group of one build. Its processes together get no more memory
// than one tool may have, where the system lets us say that, and end together.
type group struct {
	dir  string
	file *os.File
}

// groups returns the folder for all builds of this process, "" where groups cannot be made.
func groups() string {
	dir, _ := foundGroups.Get(context.Background()) // there may be none
	return dir
}

// foundGroups is the folder for groups. To find out takes a trial, which can fail for want of files, and is
// made again then, though not for each build.
var foundGroups = sandbox.NewMade(time.Minute, groupsFolder)

// errNoGroups says that groups cannot be made here.
var errNoGroups = errors.New("no control groups that can be made")

// groupsFolder returns the folder in which groups can be made:
// it takes version 2 of control groups (cgroups(7)), one that we may write to. If a
// service manager has put us into a group "server" of the one that it leaves to us
// (systemd's DelegateSubgroup), that is the one.
func groupsFolder() (string, error) {
	dir := ownGroup()
	if dir == "" {
		return "", errNoGroups
	}
	if filepath.Base(dir) == "server" {
		dir = filepath.Dir(dir)
	}
	// What is refused here, because processes are in the group itself or another
	// version has the controller, is a limit that groups will not have.
	for _, controller := range []string{"+memory", "+pids"} {
		setGroup(dir, "cgroup.subtree_control", controller)
	}
	sweep.Groups(dir, groupName)
	g, err := newGroup(dir, play.DefaultLimits())
	if err != nil {
		return "", err
	}
	defer g.end()
	// There is no such program, which is found out in the group.
	_, err = syscall.ForkExec(filepath.Join(dir, "none"), nil, &syscall.ProcAttr{Sys: g.join(&syscall.SysProcAttr{})})
	if _, statErr := os.Stat(filepath.Join(g.dir, "cgroup.kill")); statErr != nil || !errors.Is(err, syscall.ENOENT) {
		return "", errNoGroups
	}
	return dir, nil
}

// ownGroup returns the folder of the group that we are in, "" if there is none.
func ownGroup() string {
	mounts, _ := os.ReadFile("/proc/self/mountinfo") // where there is none, nothing is mounted
	groups, _ := os.ReadFile("/proc/self/cgroup")
	for line := range strings.Lines(string(groups)) {
		path, ok := strings.CutPrefix(strings.TrimSpace(line), "0::/")
		if !ok {
			continue
		}
		for mount := range strings.Lines(string(mounts)) {
			// "41 31 0:38 / /sys/fs/cgroup rw,relatime - cgroup2 cgroup2 rw"
			fields := strings.Fields(mount)
			_, kind, _ := strings.Cut(mount, " - ")
			if len(fields) > 4 && fields[3] == "/" && strings.HasPrefix(kind, "cgroup2 ") {
				return filepath.Join(fields[4], path)
			}
		}
	}
	return ""
}

// newGroup makes a group in dir for a build within limits.
func newGroup(dir string, l play.Limits) (*group, error) {
	path, err := os.MkdirTemp(dir, fmt.Sprintf("%s%d-*", groupName, os.Getpid()))
	if err != nil {
		return nil, err
	}
	g := &group{dir: path}
	for file, most := range map[string]int64{"memory.max": l.BuildMemory, "memory.swap.max": 0,
		"pids.max": groupProcesses} {
		if err := setGroup(path, file, strconv.FormatInt(most, 10)); err != nil && !errors.Is(err, os.ErrNotExist) {
			g.end()
			return nil, err
		}
	}
	if g.file, err = os.Open(path); err != nil {
		g.end()
		return nil, err
	}
	return g, nil
}

// setGroup writes to a file of a group; one that a limit does not have is no file.
func setGroup(dir, file, value string) error {
	f, err := os.OpenFile(filepath.Join(dir, file), os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = f.WriteString(value)
	return err
}

// join has what is started with attr start in the group. A nil group is none.
func (g *group) join(attr *syscall.SysProcAttr) *syscall.SysProcAttr {
	if g != nil {
		attr.UseCgroupFD, attr.CgroupFD = true, int(g.file.Fd())
	}
	return attr
}

// starved reports whether the system has ended one of its processes for their memory.
func (g *group) starved() bool {
	if g == nil {
		return false
	}
	events, _ := os.ReadFile(filepath.Join(g.dir, "memory.events")) // which a group without that limit has not
	for line := range strings.Lines(string(events)) {
		if n, ok := strings.CutPrefix(line, "oom_kill "); ok {
			return strings.TrimSpace(n) != "0"
		}
	}
	return false
}

// end ends its processes and removes it.
func (g *group) end() {
	if g == nil {
		return
	}
	if g.file != nil {
		g.file.Close()
	}
	sweep.EndGroup(g.dir)
}

// separate has a tool run in a process group of its own, which dies as a whole, and
// in the control group g.
func separate(cmd *exec.Cmd, g *group) {
	cmd.SysProcAttr = g.join(&syscall.SysProcAttr{Setpgid: true})
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
