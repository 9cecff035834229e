package class

import (
	"crypto/rand"
	"math/big"
	"strings"
)

// alphabet is what codes are made of: letters and digits of which no two look alike.
const alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

const codeLength = 6

// newCode returns a random code.
func newCode() string {
	var b strings.Builder
	for range codeLength {
		b.WriteByte(alphabet[random(len(alphabet))])
	}
	return b.String()
}

// random returns a number below n that nobody can guess.
func random(n int) int {
	i, err := rand.Int(rand.Reader, big.NewInt(int64(n)))
	if err != nil {
		panic(err) // the system has no randomness: crypto/rand ends the program before it comes to that
	}
	return int(i.Int64())
}

// isCode reports whether a text, in capitals, could be a code.
func isCode(code string) bool {
	return len(code) == codeLength && strings.Trim(code, alphabet) == ""
}
