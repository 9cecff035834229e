package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"modernc.org/sqlite"
)

// Backup writes the database, as it is at one instant, to a file that there is not yet, while others read and write.
func (s *Store) Backup(ctx context.Context, path string) error {
	if s.postgres {
		return errors.New("PostgreSQL has programs of its own for that: pg_dump, pg_basebackup")
	}
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s is there already", path)
	}
	unfinished, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // mode 0600
	if err != nil {
		return err
	}
	unfinished.Close()
	defer os.Remove(unfinished.Name())
	if err := s.copyTo(ctx, unfinished.Name()); err != nil {
		return s.fault(fmt.Errorf("back up: %w", err))
	}
	return os.Rename(unfinished.Name(), path)
}

// copyTo copies all pages to a database. SQLite's log lets others write meanwhile.
func (s *Store) copyTo(ctx context.Context, path string) error {
	conn, err := s.read.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Raw(func(driver any) error {
		source, ok := driver.(interface {
			NewBackup(string) (*sqlite.Backup, error)
		})
		if !ok {
			return fmt.Errorf("%T makes no backups", driver)
		}
		backup, err := source.NewBackup(dsn(path, nil))
		if err != nil {
			return err
		}
		_, err = backup.Step(-1)
		return errors.Join(err, backup.Finish())
	})
}
