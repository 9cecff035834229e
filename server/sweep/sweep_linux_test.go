package sweep

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"asynctour/server/clean"
)

// childArg makes this test a child that waits.
const childArg = "sweep-test-child"

func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == childArg {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}
	os.Exit(clean.Run(m))
}

// TestChildren ends a child whose parent has ended, and not one whose server lives.
func TestChildren(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ours := exec.Command(exe, childArg)
	keepOurs, err := ours.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := ours.Start(); err != nil {
		t.Fatal(err)
	}
	stdin, keep, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	defer keep.Close()
	out, alive, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	cmd := exec.Command("sh", "-c", `"$0" "$1" <&3 >&4 2>&4 & echo $!`, exe, childArg)
	cmd.ExtraFiles = []*os.File{stdin, alive}
	id, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	alive.Close()
	pid, err := strconv.Atoi(strings.TrimSpace(string(id)))
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Kill(pid, syscall.SIGKILL)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for n := 0; n == 0; n = Orphans(childArg) { // until the shell has become a child
		if ctx.Err() != nil {
			t.Fatal("no orphan was found")
		}
	}
	io.Copy(io.Discard, out) // until the orphan is gone, which holds the other end
	keepOurs.Close()
	if err := ours.Wait(); err != nil {
		t.Errorf("the child of a server that lives: %v", err)
	}
}

// TestFolders finds what is left of a server's sandboxes, and leaves alone what is not.
func TestFolders(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	lives, lock, err := Folder(os.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Close()
	left, lock, err := Folder(os.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	lock.Close()
	made := filepath.Join(os.TempDir(), folderPrefix+"1") // without its lock yet
	if err := os.Mkdir(made, 0o700); err != nil {
		t.Fatal(err)
	}
	orphan := exec.Command("sh", "-c", "read line", "sh", "--root="+left+"/tour-1-run")
	stdin, err := orphan.StdinPipe() // which stays open: it waits
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	if err := orphan.Start(); err != nil {
		t.Fatal(err)
	}
	if n := Orphans(childArg); n != 1 {
		t.Errorf("%d processes ended, want 1", n)
	}
	if err := orphan.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
		t.Errorf("the orphan: %v", err)
	}
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("%s is left: %v", left, err)
	}
	for _, dir := range []string{lives, made} {
		if _, err := os.Stat(dir); err != nil {
			t.Errorf("the folder of one that lives is gone: %v", err)
		}
	}
}
