package web

import (
	"bytes"
	"fmt"

	"asynctour/server/course"
)

// reviewDir is where the page is that asks again, beneath a language, and where the files are that it asks from.
const reviewDir = "review/"

// A reviewed is what the review may ask: something that a lesson asks, as its element there.
type reviewed struct {
	ID      string `json:"id"`
	Version string `json:"version"`
	At      string `json:"at"`     // where it is asked, beneath the language: "gather/#gather/three-tasks"
	Lesson  string `json:"lesson"` // its title
	HTML    string `json:"html"`

	Output string `json:"output,omitempty"` // of a prediction: what the program prints
	Takes  int64  `json:"takes,omitempty"`  // of a prediction: how long it takes, in milliseconds
}

// readReview writes a file for each language to k.files, and its path to k.review.
func (k *content) readReview(c Config) error {
	k.review = map[string]string{}
	for _, lang := range k.course.Langs {
		all := []reviewed{}
		for _, l := range k.course.Lessons[lang] {
			if l.Name+"/" == reviewDir {
				return fmt.Errorf("a lesson cannot be called %q, which is the address of the review: rename its folder", l.Name)
			}
			page := Page{Lang: lang, Base: c.Base, T: k.texts[lang], Lessons: k.course.Lessons[lang], Lesson: l}
			for _, part := range l.Parts {
				asked, ok, err := k.reviewed(page, part)
				if err != nil {
					return err
				}
				if ok {
					all = append(all, asked)
				}
			}
		}
		var err error
		if k.review[lang], err = k.addData(reviewDir, lang, all); err != nil {
			return err
		}
	}
	return nil
}

// reviewed returns what a part of a page's lesson asks. ok is false if it asks nothing.
func (k *content) reviewed(page Page, part course.Part) (asked reviewed, ok bool, err error) {
	var b bytes.Buffer
	render := func(template string, data any) {
		err = k.pages["review.html"].ExecuteTemplate(&b, template, data)
	}
	switch {
	case part.Quiz != nil:
		asked.ID, asked.Version = part.Quiz.ID, part.Quiz.Version
		render("quiz.html", quizPage{page, part.Quiz})
	case part.Predict != nil:
		asked.ID, asked.Version = part.Snippet.ID, part.Predict.Version
		asked.Output, asked.Takes = part.Snippet.Want("browser"), part.Predict.Takes.Milliseconds()
		render("review-prediction", snippetPage{page, part.Snippet, part.Caption, part.Predict})
	default:
		return reviewed{}, false, nil
	}
	asked.At, asked.Lesson, asked.HTML = page.Lesson.Name+"/#"+asked.ID, page.Lesson.Title, b.String()
	return asked, true, err
}
