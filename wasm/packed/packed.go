// Package packed writes files for pages: compressed with brotli, with a hash of their
// content in their names.
//
// It does not decompress: browsers do, and package web for clients that cannot.
package packed

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
)

// Suffix is the suffix of the names of compressed files.
const Suffix = ".br"

// hashDigits is how many digits of a content's SHA-256 a name has.
const hashDigits = 16

// A File is an entry of a description: a file that a page loads.
type File struct {
	Name   string `json:"name"`   // "compile", "base-types"
	File   string `json:"file"`   // its name beside the description, without Suffix
	Size   int    `json:"size"`   // bytes
	Packed int    `json:"packed"` // bytes, compressed
	SHA256 string `json:"sha256"` // in hex, of the uncompressed content
}

// Sum returns the SHA-256 of the content, in hex.
func Sum(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// Name returns the name of a file with that content, "base-1f0c….ext": the same name
// means the same bytes.
func Name(base, ext string, content []byte) string {
	return fmt.Sprintf("%s-%s.%s", base, Sum(content)[:hashDigits], ext)
}

// WriteFile writes a file atomically, and leaves nothing where it cannot.
func WriteFile(name string, data []byte) error {
	temp := name + ".new"
	err := os.WriteFile(temp, data, 0o666)
	if err == nil {
		err = os.Rename(temp, name)
	}
	if err != nil {
		os.Remove(temp)
	}
	return err
}
