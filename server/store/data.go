package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
)

// A Subject is whose data is exported or erased.
type Subject string

// Subjects.
const (
	All     Subject = ""        // everything, of everybody
	Class   Subject = "class"   // by its id, or its code
	Member  Subject = "member"  // by the id
	Account Subject = "account" // by the id; its classes too
)

// Conditions by which the rows of a subject are found; $1 is its id.
const (
	classes   = `id = $1 or code = $1`
	inClass   = `class in (select id from class where id = $1 or code = $1)`
	byMember  = `member in (select id from member where ` + inClass + `)`
	ofAccount = `class in (select id from class where owner = $1)`
	members   = `member in (select id from member where ` + ofAccount + ` or account = $1)`
)

// A table is one whose rows are exported: how those of a subject are found. Tokens are not data of anybody's, and
// neither they nor what signs in is exported.
type table struct {
	name string
	rows map[Subject]string
}

var tables = []table{
	{"account", map[Subject]string{Account: `id = $1`}},
	{"identity", map[Subject]string{Account: `account = $1`}},
	{"class", map[Subject]string{Class: classes, Account: `owner = $1`}},
	{"member", map[Subject]string{Class: inClass, Member: `id = $1`, Account: ofAccount + ` or account = $1`}},
	{"question", map[Subject]string{Class: inClass, Account: ofAccount}},
	{"vote", map[Subject]string{Class: byMember, Member: `member = $1`, Account: members}},
	{"hand", map[Subject]string{Class: inClass, Member: `member = $1`, Account: members}},
	{"card", map[Subject]string{Class: inClass, Account: ofAccount}},
	{"submission", map[Subject]string{Class: byMember, Member: `member = $1`, Account: members}},
	{"progress", map[Subject]string{Class: byMember, Member: `member = $1`, Account: members}},
}

// Export writes what there is of a subject: a line of JSON for each row, {"table": "vote", "row": {…}}.
func (s *Store) Export(ctx context.Context, w io.Writer, of Subject, id string) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return s.Read(ctx, func(tx *sql.Tx) error {
		for _, table := range tables {
			where, ok := table.rows[of]
			if of != All && !ok {
				continue
			}
			query, args := "select * from "+table.name, []any(nil)
			if of != All {
				query, args = query+" where "+where, []any{id}
			}
			if err := exportRows(ctx, tx, enc, table.name, query, args); err != nil {
				return fmt.Errorf("export %s: %w", table.name, err)
			}
		}
		return nil
	})
}

// exportRows writes the rows of a query.
func exportRows(ctx context.Context, tx *sql.Tx, enc *json.Encoder, table, query string, args []any) error {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	values := make([]any, len(columns))
	into := make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		row := map[string]any{}
		for i, column := range columns {
			row[column] = values[i]
		}
		if err := enc.Encode(map[string]any{"table": table, "row": row}); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Erase deletes a class, a member or an account, with all that belongs to it.
func (s *Store) Erase(ctx context.Context, of Subject, id string) error {
	where := `id = $1`
	if of == Class {
		where = classes
	}
	err := s.Write(ctx, func(tx *sql.Tx) error {
		result, err := tx.Exec("delete from "+string(of)+" where "+where, id)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n > 0 {
			return err
		}
		return fmt.Errorf("there is no %s %q", of, id)
	})
	if err != nil {
		return err
	}
	return s.shrink(ctx)
}
