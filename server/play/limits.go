package play

import "time"

// What a run may use at most, unless the server is told otherwise. The sizes
// are in bytes.
const (
	MaxSource      = 64 << 10 // all files together
	MaxFiles       = 20
	MaxBuildTime   = 10 * time.Second
	MaxBuildMemory = 1 << 30
	MaxBinary      = 32 << 20
	MaxWall        = 60 * time.Second // from the start of the program, whatever its clock says
	MaxCPU         = 10 * time.Second
	EagerCPU       = time.Second // of processor time, then a program gives way to others
	MaxMemory      = 256 << 20
	MaxOutput      = 1 << 20
	MaxStdin       = 64 << 10 // sent and not yet read
	MaxTrace       = 8 << 20  // of an execution trace
	MaxMoments     = 100_000  // that are told of a trace
	MaxRunName     = 64
	SecretName     = 32              // bytes that make a run's name one that cannot be guessed: 16 random ones in hexadecimal
	ResumeTime     = 2 * time.Minute // in which a run can be resumed
	MaxRuns        = 16              // at a time on one connection
	MaxQueue       = 1000            // waiting for a build or a sandbox
)

// Limits is what one run may use. The zero value of a field allows nothing.
type Limits struct {
	Source      int           `json:"source"`      // bytes, all files together
	Files       int           `json:"files"`       // how many
	BuildTime   time.Duration `json:"buildTime"`   // compiling and linking
	BuildMemory int64         `json:"buildMemory"` // bytes, of the compiler and of the linker
	Binary      int64         `json:"binary"`      // bytes
	Wall        time.Duration `json:"wall"`        // from start to end
	CPU         time.Duration `json:"cpu"`
	Eager       time.Duration `json:"eager"`  // of processor time, before the program gives way to others
	Memory      int64         `json:"memory"` // bytes
	Output      int           `json:"output"` // bytes, standard output and error together
	Stdin       int           `json:"stdin"`  // bytes, sent and not yet read
}

// DefaultLimits returns the limits that the constants name.
func DefaultLimits() Limits {
	return Limits{
		Source: MaxSource, Files: MaxFiles,
		BuildTime: MaxBuildTime, BuildMemory: MaxBuildMemory, Binary: MaxBinary,
		Wall: MaxWall, CPU: MaxCPU, Eager: EagerCPU, Memory: MaxMemory, Output: MaxOutput, Stdin: MaxStdin,
	}
}
