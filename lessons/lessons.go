// Package lessons is the content of the tour: a folder a lesson, in it the text
// in each language and a folder a snippet. README.md says how one is written.
package lessons

import "embed"

// FS holds the lessons as they are in this folder.
//
//go:embed [0-9][0-9]-*
var FS embed.FS
