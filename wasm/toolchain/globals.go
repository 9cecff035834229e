package toolchain

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
)

// globalCount is how many globals a module of Go's has. With its memory they are all its
// state, by which a page sets a tool back.
const globalCount = 8

// The sections of a WebAssembly module that exportGlobals reads.
const (
	moduleHeader  = "\x00asm\x01\x00\x00\x00"
	globalSection = 6
	exportSection = 7
	kindGlobal    = 3
)

// exportGlobals adds exports of a module's globals to it: "global0", "global1" and so on.
func exportGlobals(module []byte) ([]byte, error) {
	rest, ok := bytes.CutPrefix(module, []byte(moduleHeader))
	if !ok {
		return nil, fmt.Errorf("it does not begin as a module")
	}
	out := slices.Clone(module[:len(moduleHeader)])
	counted, exported := false, false
	for len(rest) > 0 {
		id := rest[0]
		size, n := binary.Uvarint(rest[1:])
		if n <= 0 || size > uint64(len(rest)-1-n) {
			return nil, fmt.Errorf("a section of it has no proper size")
		}
		body := rest[1+n:][:size]
		rest = rest[1+n+int(size):]
		count, n := binary.Uvarint(body)
		switch id {
		case globalSection:
			if count != globalCount {
				return nil, fmt.Errorf("it has %d globals, not %d: has Go changed?", count, globalCount)
			}
			counted = true
		case exportSection:
			more := binary.AppendUvarint(nil, count+globalCount)
			more = append(more, body[n:]...)
			for i := range globalCount {
				name := fmt.Sprint("global", i)
				more = append(append(append(more, byte(len(name))), name...), kindGlobal, byte(i))
			}
			body = more
			exported = true
		}
		out = append(binary.AppendUvarint(append(out, id), uint64(len(body))), body...)
	}
	if !counted || !exported {
		return nil, fmt.Errorf("it lacks globals or exports")
	}
	return out, nil
}
