package play

import "context"

// Native builds programs for the processor of the server, which a sandbox of the
// server runs: far faster than modules, in parallel, and by the real clock alone.
type Native interface {
	// Build builds files as Runner.Build does.
	Build(ctx context.Context, files map[string]string) ([]byte, []Diagnostic, error)
	// BuildRace does so with the race detector. The error is a *Fault where there
	// is none.
	BuildRace(ctx context.Context, files map[string]string) ([]byte, []Diagnostic, error)
	// Published returns a published snippet, built, or nil where it is to run
	// as a module like the others.
	Published(snippet string) []byte
}

// native returns what builds native programs for a run by clock, nil where the
// run takes a module.
func (r *Runner) native(clock string) Native {
	if clock != Real || r.Native == nil {
		return nil
	}
	return r.Native()
}
