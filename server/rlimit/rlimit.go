// Package rlimit is the table of what the system bounds of the processes of builds
// and runs, beside what is watched while they run: getrlimit(2). Where there are no
// such limits setting them does nothing.
package rlimit

import (
	"math"
	"time"

	"asynctour/server/play"
)

// A Resource is what can be limited, as setrlimit(2) names it without its RLIMIT_.
type Resource string

// The resources. Sizes are in bytes.
const (
	AddressSpace  Resource = "AS"
	Core          Resource = "CORE" // size of a core file
	FileSize      Resource = "FSIZE"
	Heap          Resource = "DATA"
	OpenFiles     Resource = "NOFILE"
	ProcessorTime Resource = "CPU"   // seconds
	Threads       Resource = "NPROC" // of the user
)

// A Table is the most that a process may have of each resource.
type Table map[Resource]uint64

const (
	// engineMemory is what a child needs beside its program's memory: the module, and
	// what the engine has made of it.
	engineMemory = 1 << 30
	// reserved is how much address space Go's runtime takes at its start, most of it
	// never touched: 1206 MiB, at times 64 more.
	reserved = 1280 << 20
	// raceTimes the memory of a program is what the race detector takes of address
	// space for its notes on all memory.
	raceTimes = 3
	// manyTimes the seconds that a program may run are more than it can use on all
	// processors, by gVisor's reckoning, which is coarse. The limit is there for a
	// program to find that it cannot raise it: the watch is sooner.
	manyTimes = 1000

	maxOpen = 256
)

// MaxThreads is how many threads a program in a gVisor sandbox may have.
const MaxThreads = 256

// Tool limits the compiler, and the linker: two cores for all of the wall-clock time.
// The linker does not notice that a file is at its limit: one byte more shows it.
func Tool(l play.Limits) Table {
	return Table{
		ProcessorTime: 2 * (uint64(l.BuildTime.Seconds()) + 1),
		Heap:          uint64(l.BuildMemory),
		FileSize:      uint64(l.Binary) + 1,
		OpenFiles:     maxOpen,
		Core:          0,
	}
}

// Child limits the process that runs a module.
func Child(l play.Limits) Table {
	return Table{
		ProcessorTime: seconds(ChildTime(l)),
		Heap:          uint64(l.Memory) + engineMemory,
		FileSize:      0,
		Core:          0,
	}
}

// EngineMemory is the memory in bytes that a child may use beside its program's.
func EngineMemory() int64 { return engineMemory }

// Box limits all that is in a gVisor sandbox, by the sandbox's own kernel.
func Box(l play.Limits) Table {
	return Table{FileSize: uint64(l.Binary), OpenFiles: maxOpen, Threads: MaxThreads, Core: 0}
}

// Native limits a program in a gVisor sandbox further, by the sandbox's own kernel.
// The race detector takes more than twice a program's memory for itself: what both
// use is watched.
func Native(l play.Limits, race bool) Table {
	space := uint64(l.Memory) + reserved
	if race {
		space += raceTimes * uint64(l.Memory)
	}
	return Table{ProcessorTime: manyTimes * seconds(l.Wall), AddressSpace: space}
}

func seconds(d time.Duration) uint64 { return uint64(math.Ceil(d.Seconds())) }
