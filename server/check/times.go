package check

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"asynctour/server/course"
)

// checkTimes compares how long programs take with what the lessons have readers
// predict, in a place with a virtual clock. The texts agree about that in all
// languages.
func (k *checker) checkTimes(ctx context.Context, p place, c *course.Course) error {
	if p.took == nil {
		return nil
	}
	for _, lesson := range c.Lessons[c.Langs[0]] {
		for _, part := range lesson.Parts {
			if part.Predict == nil || part.Predict.Lines != nil {
				continue
			}
			dir, want := part.Snippet.Dir, part.Predict.Takes
			var took time.Duration
			for range attempts {
				var err error
				if took, err = p.took(ctx, filepath.Join(k.dir, filepath.FromSlash(dir)), part.Snippet); err != nil {
					return fmt.Errorf("%s: %s: %w", dir, p.name, err)
				}
				if about(took, want) {
					break
				}
			}
			if !about(took, want) {
				k.wrong++
				fmt.Fprintf(k.out, "%s: %s: takes %v, and the lessons have readers predict %v\n",
					filepath.Join(k.dir, filepath.FromSlash(dir)), p.name, took.Round(time.Millisecond), want)
			}
		}
	}
	return nil
}

// about reports whether a predicted time is right: as parts/predict/compare.ts says it
// to readers.
func about(took, predicted time.Duration) bool {
	return (took - predicted).Abs() <= max(took/10, 200*time.Millisecond)
}
