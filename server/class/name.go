package class

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxName is the most characters of a name.
const maxName = 40

// A wordlist makes names, of one of the first words and one of the last.
type wordlist struct {
	First, Last []string
	Between     string
}

//go:embed names.json
var namesJSON []byte

// wordlists are by language.
var wordlists = func() (all map[string]wordlist) {
	if err := json.Unmarshal(namesJSON, &all); err != nil {
		panic("class: names.json: " + err.Error())
	}
	return all
}()

// newName returns a generated name in a language.
func newName(lang string) string {
	words, ok := wordlists[lang]
	if !ok {
		words = wordlists["en"]
	}
	return words.First[random(len(words.First))] + words.Between + words.Last[random(len(words.Last))]
}

// another returns a name for the nth who would have this one.
func another(name string, n int) string { return fmt.Sprintf("%s %d", name, n) }

// cleanName returns a name with single spaces. Names are shown beside others: those are refused that change the direction
// of what follows, that look like another's for what cannot be seen in them, or that are markup.
func cleanName(name string) (string, error) {
	if !utf8.ValidString(name) {
		return "", refuse("name.characters")
	}
	name = strings.Join(strings.Fields(name), " ")
	marks := 0
	for _, r := range name {
		if marks++; !unicode.Is(unicode.Mn, r) {
			marks = 0
		}
		// Joiners are letters' parts in several scripts, and of no use but between letters.
		joiner := r == '\u200c' || r == '\u200d'
		if !unicode.IsGraphic(r) && !joiner || strings.ContainsRune("<>&\u3164\uffa0\u115f\u1160\u2800", r) || marks > maxMarks {
			return "", refuse("name.characters")
		}
	}
	if utf8.RuneCountInString(name) > maxName {
		return "", refuse("name.long", "n", maxName)
	}
	if name != "" && !strings.ContainsFunc(name, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return "", refuse("name.letters")
	}
	return name, nil
}

// maxMarks is the most accents, one above the other: more would cover other lines.
const maxMarks = 3

// clip returns a text of at most n characters, without what is not to be seen.
func clip(text string, n int) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsGraphic(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	if runes := []rune(text); len(runes) > n {
		return string(runes[:n])
	}
	return text
}
