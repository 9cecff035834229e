package wasi

import (
	"sync/atomic"

	"github.com/tetratelabs/wazero/experimental"
)

// A meter allocates a program's memory, at most limit bytes, and remembers
// whether the program asked for more.
type meter struct {
	limit  uint64
	passed atomic.Bool
}

// Allocate implements wazero's experimental.MemoryAllocator.
func (m *meter) Allocate(_, _ uint64) experimental.LinearMemory { return &memory{meter: m} }

type memory struct {
	meter *meter
	buf   []byte
}

// Reallocate returns the memory grown to size bytes, or nil if that is too much.
func (m *memory) Reallocate(size uint64) []byte {
	if size > m.meter.limit {
		m.meter.passed.Store(true)
		return nil
	}
	if size > uint64(cap(m.buf)) {
		grown := make([]byte, size, min(size+size/4, m.meter.limit))
		copy(grown, m.buf)
		m.buf = grown
	}
	m.buf = m.buf[:size]
	return m.buf
}

// Free drops the memory.
func (m *memory) Free() { m.buf = nil }
