package build

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"asynctour/server/needs"
	"asynctour/server/play"
	"asynctour/server/sweep"
)

// openGroups returns the folder of groups; on a machine without, the test is skipped.
func openGroups(t *testing.T) string {
	t.Helper()
	dir := groups()
	if dir == "" {
		needs.Skip(t, needs.Groups, "control groups cannot be made here: it takes version 2 of them, one that we may write to")
	}
	return dir
}

// TestGroup ends a tool that has started a process in a session of its own, which
// would outlive its process group.
func TestGroup(t *testing.T) {
	dir := openGroups(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	g, err := newGroup(dir, play.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	// The other session's process says that it is there, and holds the pipe until it ends.
	cmd := exec.CommandContext(ctx, "/bin/sh", "-c", "setsid sh -c 'echo there >&3; exec sleep 3600' & wait")
	cmd.ExtraFiles = []*os.File{write}
	separate(cmd, g)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	write.Close()
	lines := bufio.NewReader(read)
	if line, err := lines.ReadString('\n'); line != "there\n" {
		t.Fatalf("it said %q, %v", line, err)
	}
	cancel()
	cmd.Wait()
	g.end()
	if rest, err := io.ReadAll(lines); err != nil || len(rest) > 0 {
		t.Errorf("then %q, %v", rest, err)
	}
	if _, err := os.Stat(g.dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the group is left: %v", err)
	}
}

// TestGroupsLeft removes the group of a server that is no more, and what runs in it.
func TestGroupsLeft(t *testing.T) {
	dir := openGroups(t)
	gone := exec.Command("true")
	if err := gone.Run(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, fmt.Sprintf("%s%d-1", groupName, gone.Process.Pid))
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("sleep", "3600")
	cmd.SysProcAttr = (&group{dir: path, file: file}).join(&syscall.SysProcAttr{})
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ours, err := newGroup(dir, play.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	defer ours.end()
	sweep.Groups(dir, groupName)
	if err := cmd.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
		t.Errorf("what ran there: %v", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the group is left: %v", err)
	}
	if _, err := os.Stat(ours.dir); err != nil {
		t.Errorf("the group of a server that lives is gone: %v", err)
	}
}
