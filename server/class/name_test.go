package class

import (
	"strings"
	"testing"
)

func TestNames(t *testing.T) {
	for name, want := range map[string]string{
		"Ann":                        "Ann",
		"  Ann   Lee ":               "Ann Lee",
		"李雷":                         "李雷",
		"محمد":                       "محمد",
		"می‌خواهم":                   "می‌خواهم", // with a joiner that is a part of it
		"O’Neill-Ďurčová 2":          "O’Neill-Ďurčová 2",
		"👩‍💻 Ada":                    "👩‍💻 Ada",
		"":                           "",
		strings.Repeat("李", maxName): strings.Repeat("李", maxName),
	} {
		if got, err := cleanName(name); got != want || err != nil {
			t.Errorf("%q: got %q, %v", name, got, err)
		}
	}
	for _, name := range []string{
		"<b>Ann</b>", "Ann\u202egnp.exe", "\u2066Ann", "Ann\u0000", "An\u00adn", "\u200b", "\u3164", "\xff", "...", "👻",
		"Z" + strings.Repeat("\u0301", 9), strings.Repeat("x", maxName+1), "a&b", "\u200d",
	} {
		if got, err := cleanName(name); err == nil {
			t.Errorf("%q is taken, as %q", name, got)
		}
	}
}

func TestGeneratedNames(t *testing.T) {
	for _, lang := range []string{"en", "zh", "tlh"} {
		seen := map[string]bool{}
		for range 100 {
			name := newName(lang)
			if clean, err := cleanName(name); err != nil || clean != name {
				t.Errorf("%q: %q, %v", name, clean, err)
			}
			seen[name] = true
		}
		if len(seen) < 50 {
			t.Errorf("%s: %d names of 100", lang, len(seen))
		}
	}
}

func TestCodes(t *testing.T) {
	if len(alphabet) != 31 || strings.ContainsAny(alphabet, "01ILO") {
		t.Errorf("the alphabet is %s", alphabet)
	}
	for range 100 {
		if code := newCode(); !isCode(code) {
			t.Errorf("%q is no code", code)
		}
	}
	for _, code := range []string{"", "K7QX2", "K7QX2MM", "K7QX20", "k7qx2m", "K7Q%2M"} {
		if isCode(code) {
			t.Errorf("%q is a code", code)
		}
	}
}

func TestMessages(t *testing.T) {
	for key, text := range messages["en"] {
		zh, ok := messages["zh"][key]
		if !ok || strings.Count(zh, "{") != strings.Count(text, "{") {
			t.Errorf("%s is in Chinese %q", key, zh)
		}
	}
	if len(messages["zh"]) != len(messages["en"]) {
		t.Error("there are Chinese sentences that have no English one")
	}
}
