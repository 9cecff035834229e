package main

import (
	"fmt"
	"io"

	"asynctour/server/course"
)

// newExercise writes the files of an exercise into the lessons of the current folder.
func newExercise(args []string, stdout io.Writer) error {
	if len(args) != 2 || args[0] != "exercise" {
		return fmt.Errorf("write it as tour new exercise 04-http/four-at-a-time")
	}
	written, err := course.NewExercise("lessons", args[1])
	for _, file := range written {
		fmt.Fprintln(stdout, file)
	}
	return err
}
