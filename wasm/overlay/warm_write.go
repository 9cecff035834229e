package overlay

// writeFaster has the linker find stretches of zeros in data, and fill the table by which
// functions are found, with fewer steps for each byte: a fifth of a link that is warm.
func writeFaster(t *tree) error {
	const zeros = `for {
					// look for beginning of zeroes
					for segmentEnd < dataLen && data[segmentEnd] != 0 {
						segmentEnd++
					}
					// look for end of zeroes
					zeroEnd = segmentEnd
					for zeroEnd < dataLen && data[zeroEnd] == 0 {
						zeroEnd++
					}
					// emit segment if omitting zeroes reduces the output size
					if zeroEnd-segmentEnd >= segmentOverhead || zeroEnd == dataLen {
						break
					}
					segmentEnd = zeroEnd
				}`
	const asm, table = linker + "wasm/asm.go", linker + "ld/pcln.go"
	for _, r := range [...]struct{ file, fn, old, text string }{
		{asm, "writeDataSec", "const segmentOverhead = 8\n", "const segmentOverhead = zerosLength\n"},
		{asm, "writeDataSec", zeros, "segmentEnd, zeroEnd = findZeros(data)"},
		{table, "Link.findfunctab", "\t\t// fill in table\n", "\t\tdata := t.Data()\n"},
		{table, "Link.findfunctab", "t.SetUint8(ctxt.Arch, int64(i)*(4+SUBBUCKETS)+4+int64(j), uint8(idx-base))",
			"data[int64(i)*(4+SUBBUCKETS)+4+int64(j)] = uint8(idx-base)"},
	} {
		if err := t.rewrite(r.file, r.fn, r.old, r.text); err != nil {
			return err
		}
	}
	t.texts[linker+"wasm/zeros.go"] = findZeros
	return nil
}

const findZeros = `package wasm

import "encoding/binary"

// zerosLength is the length of a stretch of zeros that is worth a segment.
const zerosLength = 8

// findZeros returns the first stretch of at least zerosLength zeros, or the zeros at the
// end of data. The stretches that it looks for have a zero where it looks: at each eighth byte.
func findZeros(data []byte) (start, end int32) {
	n := int32(len(data))
	for at := int32(zerosLength - 1); at < n; at += zerosLength {
		if data[at] != 0 {
			continue
		}
		start, end = at, at+1
		for start > 0 && data[start-1] == 0 {
			start--
		}
		for end+8 <= n && binary.LittleEndian.Uint64(data[end:]) == 0 {
			end += 8
		}
		for end < n && data[end] == 0 {
			end++
		}
		if end-start >= zerosLength || end == n {
			return start, end
		}
		at = end - end%zerosLength - 1 // the loop goes on at the first place behind
	}
	start = n
	for start > 0 && data[start-1] == 0 {
		start--
	}
	return start, n
}
`
