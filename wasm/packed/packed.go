// Package packed keeps what pages load: compressed with brotli, in files whose
// names tell their content.
//
// It decompresses nothing: browsers do, and package web for those that cannot.
package packed

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
)

// Suffix is what the names of compressed files end with.
const Suffix = ".br"

// hashDigits of a content's SHA-256 are enough for a name.
const hashDigits = 16

// A File is one that a page loads, as a description of such files has it.
type File struct {
	Name   string `json:"name"`   // "compile", "base-types"
	File   string `json:"file"`   // its name beside the description, without Suffix
	Size   int    `json:"size"`   // bytes
	Packed int    `json:"packed"` // bytes, compressed
	SHA256 string `json:"sha256"` // of the uncompressed content, in hex
}

// Sum returns the SHA-256 of the content, in hex.
func Sum(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// Name returns the name of a file of that content: "base-1f0c….ext". So a name
// always stands for the same bytes.
func Name(base, ext string, content []byte) string {
	return fmt.Sprintf("%s-%s.%s", base, Sum(content)[:hashDigits], ext)
}

// WriteFile writes a file whole or not at all.
func WriteFile(name string, data []byte) error {
	temp := name + ".new"
	if err := os.WriteFile(temp, data, 0o666); err != nil {
		return err
	}
	return os.Rename(temp, name)
}
