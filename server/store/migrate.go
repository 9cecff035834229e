package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

// migrations are the steps from an empty database to the tables of this release, 0001_NAME.sql and so on. A step that
// was released is never changed: another follows it.
//
//go:embed migrations/*.sql
var migrations embed.FS

// migrationLock is what PostgreSQL locks while one of several servers migrates: any number, always the same.
const migrationLock = 0x746f7572

// A step is one migration.
type step struct {
	version int
	name    string
	text    string
}

// steps returns the migrations in order.
func steps(from fs.FS) ([]step, error) {
	names, err := fs.Glob(from, "migrations/*.sql") // sorted
	if err != nil {
		return nil, err
	}
	var all []step
	for i, name := range names {
		text, err := fs.ReadFile(from, name)
		if err != nil {
			return nil, err
		}
		number, _, _ := strings.Cut(strings.TrimPrefix(name, "migrations/"), "_")
		if version, err := strconv.Atoi(number); err != nil || version != i+1 {
			return nil, fmt.Errorf("%s: must begin with %04d_", name, i+1)
		}
		all = append(all, step{i + 1, name, string(text)})
	}
	return all, nil
}

// migrate takes those steps that the database has not yet taken, in one transaction: one that fails leaves what was.
func (s *Store) migrate(ctx context.Context, from fs.FS) error {
	all, err := steps(from)
	if err != nil {
		return err
	}
	tx, err := s.write.BeginTx(ctx, nil) // SQLite has no other writer then
	if err != nil {
		return s.fault(fmt.Errorf("migrate: %w", err))
	}
	defer tx.Rollback()
	if s.postgres {
		if _, err := tx.ExecContext(ctx, "select pg_advisory_xact_lock($1)", migrationLock); err != nil {
			return s.fault(fmt.Errorf("migrate: %w", err))
		}
	}
	if err := take(ctx, tx, all); err != nil {
		return s.fault(err)
	}
	return s.fault(tx.Commit())
}

// take takes those of all steps that have not been taken.
func take(ctx context.Context, tx *sql.Tx, all []step) error {
	var at int
	_, err := tx.ExecContext(ctx,
		"create table if not exists migration (version bigint primary key, name text not null)")
	if err == nil {
		err = tx.QueryRowContext(ctx, "select coalesce(max(version), 0) from migration").Scan(&at)
	}
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if at > len(all) {
		return fmt.Errorf("the database is of a later release of the tour: it has version %d, and this one knows %d",
			at, len(all))
	}
	for _, step := range all[at:] {
		if _, err := tx.ExecContext(ctx, step.text); err != nil {
			return fmt.Errorf("%s: %w", step.name, err)
		}
		if _, err := tx.ExecContext(ctx, "insert into migration values ($1, $2)", step.version, step.name); err != nil {
			return fmt.Errorf("%s: %w", step.name, err)
		}
	}
	return nil
}
