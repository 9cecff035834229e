package main

import (
	"context"
	"errors"
	"flag"
	"io"

	"asynctour/server/store"
)

// backup copies the database, while a server uses it.
func backup(ctx context.Context, args []string, stderr io.Writer) error {
	fs := flag.NewFlagSet("backup", flag.ContinueOnError)
	state := stateFlags(fs)
	if err := parseFlags(fs, args, stderr); err != nil {
		return err
	}
	if fs.NArg() != 1 {
		return errors.New("write it as tour backup -data DIR FILE")
	}
	s, err := state.open(ctx, false)
	if err != nil {
		return err
	}
	defer s.Close()
	return s.Backup(ctx, fs.Arg(0))
}

// data prints, or deletes, what is kept of somebody.
func data(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	fs := flag.NewFlagSet("data", flag.ContinueOnError)
	state := stateFlags(fs)
	ids := map[store.Subject]*string{
		store.Class:   fs.String("class", "", "of a class: its `code`, or its ID"),
		store.Member:  fs.String("member", "", "of a student in a class: the `ID`"),
		store.Account: fs.String("account", "", "of somebody who teaches, with all classes: the `ID`, see tour teacher"),
	}
	if err := parseFlags(fs, args, stderr); err != nil {
		return err
	}
	of, id := store.All, ""
	for subject, one := range ids {
		if *one == "" {
			continue
		}
		if id != "" {
			return errors.New("data is of one of -class, -member and -account")
		}
		of, id = subject, *one
	}
	action := fs.Arg(0)
	if fs.NArg() != 1 || action != "export" && action != "erase" {
		return errors.New("write it as tour data -data DIR export, or tour data -data DIR -class CODE erase")
	}
	if action == "erase" && of == store.All {
		return errors.New("erase needs -class, -member or -account")
	}
	s, err := state.open(ctx, false)
	if err != nil {
		return err
	}
	defer s.Close()
	if action == "erase" {
		return s.Erase(ctx, of, id)
	}
	return s.Export(ctx, stdout, of, id)
}
