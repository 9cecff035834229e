package store_test

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"asynctour/server/needs"
	"asynctour/server/store"
	"asynctour/server/store/storetest"
)

const (
	// clientsArg has the test's executable write to the database that the next argument names, by as many clients as
	// the last one says.
	clientsArg = "clients"
	// acknowledged is how many writes of all rounds may have been acknowledged when a server is killed, at most.
	acknowledged = 3000
)

// clients writes keys to a database, each of them twice, as a page does to which no answer came, until the process is
// killed, or until each client has written as many as it may. It prints what the database has acknowledged: a line in
// one write, after the second time.
func clients(database, many string) error {
	var c store.Config
	var number, each int
	if _, err := fmt.Sscanf(many, "%d×%d", &number, &each); err != nil {
		return err
	}
	if strings.HasPrefix(database, "postgres:") {
		c.URL = database
	} else {
		c.Dir = database
	}
	s, err := store.Open(context.Background(), c)
	if err != nil {
		return err
	}
	round := store.ID()
	var all sync.WaitGroup
	failed := make(chan error, number)
	for client := range number {
		all.Go(func() {
			for i := 0; i < each; i++ {
				key := fmt.Sprintf("%s-%d-%d.", round, client, i)
				for range 2 {
					if err := s.Write(context.Background(), insertOnce(key)); err != nil {
						failed <- err
						return
					}
				}
				io.WriteString(os.Stdout, key+"\n")
			}
		})
	}
	all.Wait()
	close(failed)
	if err, ok := <-failed; ok {
		return err
	}
	return s.Close()
}

// insertOnce writes an account and its passkey, if they are not there.
func insertOnce(key string) func(tx *sql.Tx) error {
	return func(tx *sql.Tx) error {
		result, err := tx.Exec("insert into account values ($1, $1, 'teacher', 0) on conflict do nothing", key)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return err
		}
		_, err = tx.Exec("insert into passkey values ($1, $1, '{}', 0, 0)", key)
		return err
	}
}

// TestKill kills a server of 300 clients, at a random moment, again and again; and every second time PostgreSQL crashes
// too. What was acknowledged is there, once, and nothing is there by half.
func TestKill(t *testing.T) {
	rounds := 2
	if needs.Whole() {
		rounds = 20
	}
	storetest.Each(t, func(t *testing.T, c store.Config) {
		var want []string
		for round := range rounds {
			moment := 1 + rand.IntN(acknowledged)
			got := killAfter(t, c, moment)
			t.Logf("killed after %d of %d that had been acknowledged", moment, len(got))
			want = append(want, got...)
			if c.URL != "" && round%2 == 1 {
				restart(t, storetest.PostgreSQL(t))
			}
			s, err := store.Open(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			mustHave(t, s, want)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// killAfter starts a server, kills it when it has acknowledged so many writes, and returns all that it has acknowledged.
func killAfter(t *testing.T, c store.Config, moment int) (acknowledged []string) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, clientsArg, c.Dir+c.URL, "300×1000000000")
	cmd.Stderr = t.Output()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		acknowledged = append(acknowledged, lines.Text())
		if len(acknowledged) == moment {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	cmd.Wait() // it was killed
	if len(acknowledged) < moment {
		t.Fatalf("the server ended by itself, after %d", len(acknowledged))
	}
	if last := len(acknowledged) - 1; !strings.HasSuffix(acknowledged[last], ".") {
		acknowledged = acknowledged[:last] // it was killed while it printed
	}
	return acknowledged
}

// restart has PostgreSQL crash, and start again.
func restart(t *testing.T, s *storetest.Server) {
	t.Helper()
	if err := s.Stop("immediate"); err != nil {
		t.Fatal(err)
	}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
}

// mustHave fails for a key that is not there, for what is there by half, and for a database that is damaged.
func mustHave(t *testing.T, s *store.Store, want []string) {
	t.Helper()
	there := map[string]bool{}
	for _, key := range accounts(t, s) {
		there[key] = true
	}
	for _, key := range want {
		if !there[key] {
			t.Errorf("%s was acknowledged, and is not there", key)
		}
	}
	half := `select a.id from account a left join passkey p on p.account = a.id where p.id is null`
	if got := storetest.Rows(t, s, half); len(got) > 0 {
		t.Errorf("by half: %q", got)
	}
}

// A traced is what strace has seen of a system call: where in its list it begins and ends.
type traced struct {
	name, args string
	begin, end int
}

// TestSync traces a server: what is printed as acknowledged was in the database's log before, and the log on disk.
func TestSync(t *testing.T) {
	list := t.TempDir() + "/strace"
	args := []string{"-f", "-s", "100000", "-e", "trace=write,pwrite64,fsync,fdatasync", "-e", "signal=none", "-o", list}
	if out, err := exec.Command("strace", append(args, "true")...).CombinedOutput(); err != nil {
		needs.Skip(t, needs.Strace, fmt.Sprintf("strace: %v %s", err, out))
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("strace", append(args, exe, clientsArg, t.TempDir(), "8×5")...).Output()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	text, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	calls := readTrace(string(text))
	keys := strings.Fields(string(out))
	for _, key := range keys {
		written, synced, answered := -1, -1, -1
		for _, call := range calls {
			switch {
			case written < 0 && call.name == "pwrite64" && strings.Contains(call.args, key):
				written = call.end
			case written >= 0 && synced < 0 && strings.HasSuffix(call.name, "sync") && call.begin > written:
				synced = call.end
			case answered < 0 && call.name == "write" && strings.HasPrefix(call.args, `1, "`+key):
				answered = call.begin
			}
		}
		if written < 0 || synced < written || answered < synced {
			t.Errorf("%s was written at %d, on disk at %d, and acknowledged at %d", key, written, synced, answered)
		}
	}
	if len(keys) != 40 {
		t.Errorf("%d keys were acknowledged, of 40", len(keys))
	}
}

// readTrace reads the list of strace -f, in which a call of one thread may be interrupted by those of others:
//
//	12 pwrite64(7, "…", 4096, 32 <unfinished ...>
//	13 write(1, "…", 3)        = 3
//	12 <... pwrite64 resumed>) = 4096
func readTrace(list string) (calls []*traced) {
	open := map[string]*traced{} // by thread
	n := 0
	for line := range strings.Lines(list) {
		n++
		thread, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		rest = strings.TrimSpace(rest)
		if strings.HasPrefix(rest, "<... ") {
			if call := open[thread]; call != nil {
				call.end = n
			}
			continue
		}
		name, args, ok := strings.Cut(rest, "(")
		if !ok {
			continue // the end of a thread
		}
		call := &traced{name, args, n, n}
		open[thread] = call
		calls = append(calls, call)
	}
	return calls
}
