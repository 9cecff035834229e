package class

import (
	"strings"
	"testing"
	"time"
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

// TestGuard makes whoever guesses codes wait, ever longer, and nobody else.
func TestGuard(t *testing.T) {
	clock := newClock()
	g := guard{now: clock.now, wrong: map[string]*wrong{}}
	for range wrongCodes - 1 {
		g.miss("a")
	}
	if g.wait("a") != 0 {
		t.Error("one who mistypes has to wait")
	}
	for want := wrongTime; want <= 4*wrongTime; want *= 2 {
		g.miss("a")
		if got := g.wait("a"); got != want {
			t.Errorf("has to wait %v, want %v", got, want)
		}
		clock.pass(want)
	}
	if g.wait("a") != 0 || g.wait("b") != 0 {
		t.Error("who has waited, or has done nothing, has to wait")
	}
	for range 50 {
		g.miss("a")
	}
	if got := g.wait("a"); got != wrongWait {
		t.Errorf("has to wait %v, want %v at most", got, wrongWait)
	}
	clock.pass(wrongWait + 2*wrongTime)
	g.miss("a")
	if g.wait("a") != 0 {
		t.Error("what was long ago counts")
	}
	for i := range maxWrong + 10 {
		g.miss(string(rune(i)))
		clock.pass(time.Second)
	}
	if len(g.wrong) > maxWrong {
		t.Errorf("%d addresses are remembered", len(g.wrong))
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
