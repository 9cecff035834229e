package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"text/tabwriter"

	"asynctour/server/account"
	"asynctour/server/store"
)

// teacher lists the accounts, or makes a link that makes one.
func teacher(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	fs := flag.NewFlagSet("teacher", flag.ContinueOnError)
	state := stateFlags(fs)
	link := fs.Bool("link", false, "make a link that can be used once, within a day")
	name := fs.String("name", "", "`name` of the account; by default whoever uses the link says it")
	role := fs.String("role", account.Teacher.String(), "what the account may do: operator, teacher or assistant")
	id := fs.String("account", "", "`ID` of an account that there is: the link signs in somebody who has lost a passkey")
	origin := fs.String("origin", "http://localhost:8080", "`address` by which readers know the tour")
	base := fs.String("base", "/", "`path` that all addresses begin with")
	if err := parse(fs, args, stderr); err != nil {
		return err
	}
	l := account.Link{Name: *name, Account: *id}
	var err error
	if l.Role, err = account.ParseRole(*role); err != nil {
		return fmt.Errorf("-role %w", err)
	}
	if !*link && (l != account.Link{Role: account.Teacher}) {
		return errors.New("-name, -role and -account are for -link")
	}
	s, err := state.open(ctx, false)
	if err != nil {
		return err
	}
	defer s.Close()
	if !*link {
		return listAccounts(ctx, s, stdout)
	}
	token, err := account.NewLink(ctx, s, l)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(stdout, "%s%sclaim#%s\n", *origin, *base, token)
	return err
}

// listAccounts prints the accounts.
func listAccounts(ctx context.Context, s *store.Store, stdout io.Writer) error {
	all, err := account.List(ctx, s)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tROLE\tPASSKEYS\tPROVIDERS\tNAME")
	for _, one := range all {
		fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%s\n", one.ID, one.Role, one.Passkeys, one.Elsewhere, one.Name)
	}
	return w.Flush()
}
