// Package storetest has databases for tests: SQLite in a temporary folder, and PostgreSQL, of which a server is started
// once a test process, by another user than root, on a socket in a temporary folder. A TestMain calls Run.
package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"asynctour/server/clean"
	"asynctour/server/needs"
	"asynctour/server/store"
)

// Run runs the tests of a package, ends the server of PostgreSQL that they have started, and returns the exit code of
// the process.
func Run(m interface{ Run() int }) int { return clean.Run(stopping{m}) }

// A stopping runs tests, and ends the server.
type stopping struct{ m interface{ Run() int } }

func (s stopping) Run() int {
	code := s.m.Run()
	if started == nil {
		return code
	}
	if err := started.Stop("fast"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	if err := os.RemoveAll(started.folder); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	return code
}

// Each runs f for each kind of database, with an empty one.
func Each(t *testing.T, f func(t *testing.T, c store.Config)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, store.Config{Dir: t.TempDir()}) })
	t.Run("postgres", func(t *testing.T) { f(t, store.Config{URL: PostgreSQL(t).Database(t)}) })
}

// Open opens a database, until the test ends.
func Open(t *testing.T, c store.Config) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	return s
}

// A Server is a server of PostgreSQL. It forgets nothing that it has acknowledged.
type Server struct {
	folder   string // all of it, with data/ and the socket
	programs string // the folder of initdb and pg_ctl
	made     int    // databases
}

// The one server of this process.
var (
	started *Server
	start   = sync.OnceValue(func() (err error) { started, err = startServer(); return err })
)

// PostgreSQL returns the server, started. The test is skipped where there is no PostgreSQL.
func PostgreSQL(t *testing.T) *Server {
	t.Helper()
	if err := start(); err != nil {
		needs.Skip(t, needs.Postgres, err)
	}
	return started
}

// startServer makes a server, and starts it.
func startServer() (*Server, error) {
	programs, err := findPrograms()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "pg-*")
	if err != nil {
		return nil, err
	}
	s := &Server{folder: folder, programs: programs}
	if err := errors.Join(giveAway(folder), s.run("initdb", "--pgdata", s.data(), "--username", "tour", "--auth", "trust",
		"--encoding", "UTF8", "--locale", "C", "--no-sync"), s.Start()); err != nil {
		os.RemoveAll(folder)
		return nil, err
	}
	return s, nil
}

// findPrograms returns the folder of PostgreSQL's programs: Debian has them outside of PATH.
func findPrograms() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", errors.New("there is no PostgreSQL: Debian's package is postgresql")
	}
	return filepath.Dir(slices.Max(found)), nil
}

func (s *Server) data() string { return filepath.Join(s.folder, "data") }

// run runs one of PostgreSQL's programs, as another user than root.
func (s *Server) run(name string, args ...string) error {
	cmd := exec.Command(filepath.Join(s.programs, name), args...)
	cmd.Dir = s.folder
	asUser(cmd)
	// What the server inherits it keeps open: so it is a file, and not a pipe, of which the end would never come.
	out, err := os.Create(filepath.Join(s.folder, name+".out"))
	if err != nil {
		return err
	}
	defer out.Close()
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Run(); err != nil {
		text, _ := os.ReadFile(out.Name())
		return fmt.Errorf("%s: %w\n%s", name, err, text)
	}
	return nil
}

// Start starts the server, which was stopped, and waits until it answers.
func (s *Server) Start() error {
	return s.run("pg_ctl", "start", "--wait", "--pgdata", s.data(), "--log", filepath.Join(s.folder, "log"), "--options",
		"-c listen_addresses= -c max_connections=50 -c unix_socket_directories="+s.folder)
}

// Stop ends the server, and waits until it has ended: "fast", or "immediate", which is as if it had crashed.
func (s *Server) Stop(mode string) error {
	return s.run("pg_ctl", "stop", "--wait", "--pgdata", s.data(), "--mode", mode)
}

// Database makes an empty database, and returns its address. It is a schema, which is made in less time.
func (s *Server) Database(t *testing.T) string {
	t.Helper()
	s.made++
	name := fmt.Sprintf("test%d", s.made)
	s.Exec(t, "create schema "+name)
	return s.address() + "&search_path=" + name
}

// Exec runs SQL as the operator of the server.
func (s *Server) Exec(t *testing.T, text string) {
	t.Helper()
	db, err := sql.Open("pgx", s.address())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(context.Background(), text); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}

func (s *Server) address() string {
	return "postgres:///postgres?" + url.Values{"host": {s.folder}, "user": {"tour"}}.Encode()
}

// Rows returns what a query of one text column finds, in its order.
func Rows(t *testing.T, s *store.Store, query string, args ...any) (all []string) {
	t.Helper()
	err := s.Read(t.Context(), func(tx *sql.Tx) error {
		rows, err := tx.Query(query, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var one string
			if err := rows.Scan(&one); err != nil {
				return err
			}
			all = append(all, one)
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return all
}

// Describe returns the tables of a database with their columns, a line each, as both kinds name them.
func Describe(t *testing.T, s *store.Store, c store.Config) []string {
	t.Helper()
	query := `select m.name || ' ' || c.name || ' ' || lower(c.type) from sqlite_master m, pragma_table_info(m.name) c
		where m.type = 'table' order by 1`
	if c.URL != "" {
		query = `select table_name || ' ' || column_name || ' ' || data_type from information_schema.columns
			where table_schema = current_schema() order by table_name || ' ' || column_name || ' ' || data_type collate "C"`
	}
	return Rows(t, s, query)
}
