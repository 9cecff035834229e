package build

import "encoding/binary"

// dataSection is the number of a module's data section, the last that every program has.
const dataSection = 11

// isWhole reports whether a WebAssembly module has all of its sections. Go's linker exits as
// if all was well where the disk was full when it closed its output: its main drops that
// error.
func isWhole(module []byte) bool {
	const header = 8
	if len(module) < header {
		return false
	}
	hasData := false
	for rest := module[header:]; len(rest) > 0; {
		size, n := binary.Uvarint(rest[1:])
		if n <= 0 || size > uint64(len(rest)-1-n) {
			return false
		}
		hasData = hasData || rest[0] == dataSection
		rest = rest[1+n+int(size):]
	}
	return hasData
}
