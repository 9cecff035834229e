package engine

import (
	"cmp"
	"strings"

	"asynctour/server/play"
	"asynctour/server/sandbox"
)

// A plan is how a request is carried out.
type plan struct {
	build   Builder           // builds files; nil where there is nothing to build
	files   map[string]string // of the program, where it is built
	program sandbox.Program   // without its binary, where it is built or published
	run     sandbox.Run
	instead sandbox.Run        // runs the program where run cannot start; nil: nothing does
	reader  func() TraceReader // nil where no trace is asked for
	slow    bool               // runs on an engine that interprets, and could ask for another
}

// plan decides how a request is carried out that CheckStart has let pass. There are
// three kinds of programs. Published ones run in this process, unless they are to be
// traced, to be looked at for races, or are about what takes several processors.
// All others have a binary: a native one by the real clock, where there is a
// platform for it, and else a module. items say where a program to be checked does not
// parse.
func (e *Engine) plan(req play.Request, check *checking) (p plan, items []play.Diagnostic, err error) {
	p = plan{files: req.Files, program: sandbox.Program{Clock: cmp.Or(req.Clock, play.ClockReal), Race: req.Race,
		Trace: req.Trace}}
	if check != nil {
		p.program.Clock = play.ClockReal
		if items, err = e.checked(&p, req, check); err != nil {
			return plan{}, items, err
		}
	}
	if len(p.files) == 0 && (req.Race || req.Trace) {
		p.files, _ = e.Source(req.Snippet)
	}
	platform, native := e.platform(p.program.Clock)
	if check != nil && !native {
		// What waits outside of a bubble for ever, or for a mutex, is found out at once.
		p.program.Clock = play.ClockVirtual
	}
	if req.Race && platform.Race == nil {
		return plan{}, nil, play.Refuse("race")
	}
	switch {
	case len(p.files) > 0:
		p.build, p.run = platform.Build, platform.Run
		if req.Race {
			p.build = platform.Race
		}
		p.program.Computes = computes(p.files)
		p.slow = !native && !p.program.Computes
	case native && platform.Published(req.Snippet) != nil:
		p.program.Binary, p.run = platform.Published(req.Snippet), platform.Run
		p.instead = e.Published(req.Snippet)
	default:
		p.run, p.slow = e.Published(req.Snippet), true
	}
	if req.Trace {
		p.files, p.reader = e.Traced(p.files), platform.Reader
	}
	return p, nil, nil
}

// platform returns what builds and runs programs by clock.
func (e *Engine) platform(clock play.Clock) (p Platform, native bool) {
	if clock == play.ClockReal && e.Native != nil {
		if n := e.Native(); n != nil {
			return *n, true
		}
	}
	return e.Module, false
}

// computes reports whether one of the files asks for the engine that computes.
func computes(files map[string]string) bool {
	for _, source := range files {
		for line := range strings.Lines(source) {
			if strings.TrimSpace(line) == play.ComputeDirective {
				return true
			}
		}
	}
	return false
}
