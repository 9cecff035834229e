package web

import "strings"

// exerciseDir is where the files are of what exercises keep back.
const exerciseDir = "exercise/"

// An exerciseFile is what a page fetches of an exercise once it is asked for. The rest stands in the page.
type exerciseFile struct {
	Checks   string   `json:"checks"`   // the source of check_test.go
	Names    []string `json:"names"`    // of the checks, in their order
	Solution string   `json:"solution"` // the source
	Version  string   `json:"version"`  // a hash of the checks
}

// readExercises writes a file for each exercise to k.files, and its path to k.exercises.
func (k *content) readExercises() error {
	k.exercises = map[string]string{}
	for id, s := range k.course.Snippets {
		e := s.Exercise
		if e == nil {
			continue
		}
		var err error
		file := exerciseFile{e.CheckSource, e.Names(), e.Solution, e.Version}
		if k.exercises[id], err = k.addData(exerciseDir, strings.ReplaceAll(id, "/", "-"), file); err != nil {
			return err
		}
	}
	return nil
}

// exerciseURLs returns the addresses of the files of the exercises that a page shows, by their snippets' IDs.
func (k *content) exerciseURLs(c Config, v view) map[string]string {
	urls := map[string]string{}
	for _, lesson := range k.lessons(v) {
		for _, part := range lesson.Parts {
			if part.Snippet != nil && part.Snippet.Exercise != nil {
				urls[part.Snippet.ID] = c.Base + k.exercises[part.Snippet.ID]
			}
		}
	}
	return urls
}
