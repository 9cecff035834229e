package main

import (
	"flag"

	"asynctour/server/play"
)

// limitFlags defines a flag for each limit of a run.
func limitFlags(fs *flag.FlagSet) *play.Limits {
	l := play.DefaultLimits()
	fs.IntVar(&l.Source, "max-source", l.Source, "`bytes` of source of a program")
	fs.IntVar(&l.Files, "max-files", l.Files, "files of a program")
	fs.DurationVar(&l.BuildTime, "max-build-time", l.BuildTime, "time that a build may take")
	fs.Int64Var(&l.BuildMemory, "max-build-memory", l.BuildMemory, "`bytes` of memory of the compiler, and of the linker")
	fs.Int64Var(&l.Binary, "max-binary", l.Binary, "`bytes` of a built program")
	fs.DurationVar(&l.Wall, "max-wall", l.Wall, "time that a run may take")
	fs.DurationVar(&l.CPU, "max-cpu", l.CPU, "processor time of a run")
	fs.DurationVar(&l.Eager, "eager", l.Eager, "processor time that a run has before it gives way to others")
	fs.Int64Var(&l.Memory, "max-memory", l.Memory, "`bytes` of memory of a run")
	fs.IntVar(&l.Output, "max-output", l.Output, "`bytes` of output of a run")
	fs.IntVar(&l.Stdin, "max-stdin", l.Stdin, "`bytes` of input sent to a run and not yet read")
	return &l
}
