package play

import "time"

// What no flag changes. The sizes are in bytes.
const (
	MaxTrace   = 8 << 20 // of an execution trace
	MaxMoments = 100_000 // that are reported of a trace
	MaxRunName = 64
	// bytes that make a run's name one that cannot be guessed: 16 random ones in hexadecimal
	SecretName = 32
	ResumeTime = 2 * time.Minute // in which a run can be resumed
	MaxRuns    = 16              // at a time on one connection
)

// Limits is what one run may use. The zero value of a field allows nothing.
type Limits struct {
	Source      int           `json:"source"`      // bytes, all files together
	Files       int           `json:"files"`       // how many
	BuildTime   time.Duration `json:"buildTime"`   // compiling and linking
	BuildMemory int64         `json:"buildMemory"` // bytes, of the compiler and of the linker
	Binary      int64         `json:"binary"`      // bytes
	Wall        time.Duration `json:"wall"`        // from the start of the program to its end, whatever its clock says
	CPU         time.Duration `json:"cpu"`
	Eager       time.Duration `json:"eager"`  // of processor time, before the program gives way to others
	Memory      int64         `json:"memory"` // bytes
	Output      int           `json:"output"` // bytes, standard output and error together
	Stdin       int           `json:"stdin"`  // bytes, sent and not yet read
}

// DefaultLimits returns what a run may use where a server has no other limits.
func DefaultLimits() Limits {
	return Limits{
		Source: 64 << 10, Files: 20,
		BuildTime: 10 * time.Second, BuildMemory: 1 << 30, Binary: 32 << 20,
		Wall: 60 * time.Second, CPU: 10 * time.Second, Eager: time.Second, Memory: 256 << 20, Output: 1 << 20,
		Stdin: 64 << 10,
	}
}
