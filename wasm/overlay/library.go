package overlay

import (
	"embed"
	"go/ast"
	"strings"
)

// Library writes edited copies of files of goroot's standard library into dir and
// returns the overlay file for go build -overlay: with it programs do in each
// place what they do natively, where the stock library cannot.
//
//   - A write to a standard stream is over when it returns, on js too: the stock one
//     waits for an answer of the host, which it gets when no goroutine is runnable.
//   - So is a call of the file system that js has, if its host answers at once.
//   - Errors have the texts of Linux.
//   - Time zones lie in zonesFile too. TZ is the local one everywhere, and on js, without
//     TZ, the reader's own, in summer and in winter.
//   - On js a scheduler that never runs out of goroutines lets its host have a turn
//     every hostTurn, so that input and timers arrive.
//   - The goroutines of js and of the tracer are the system's: NumGoroutine, profiles,
//     tracebacks and the search for a deadlock leave them out.
//   - A program that no event can reach finds its deadlock by itself.
//   - Calls nest as deep as a goroutine's stack may be large, whatever the engine for
//     WebAssembly has room for.
//   - A trace has no new generation while no goroutine of the program runs.
//   - On wasm a program can wait for a signal, which never comes, without computing; js
//     has the signals of Linux.
//   - On wasm a loop around a select with a default gives way to other goroutines.
//   - What is not the program's own cannot be dialled or looked up, since there is no
//     network.
//   - A native program reports that it is about to wait for input.
//   - A program reports to its host that its main package begins.
//   - A trace has the time of a bubble of testing/synctest.
//
// The error says what has moved in this release.
func Library(goroot, dir string) (file string, err error) {
	return makeOverlay(goroot, dir, libraryEdits)
}

//go:embed library*.go
var librarySource embed.FS

// LibrarySum returns a hash of what Library does, for the names of what is built with it.
func LibrarySum() (string, error) {
	return sum(librarySource)
}

// libraryEdits are all that Library does to a tree.
var libraryEdits = []func(*tree) error{
	writeAtOnce,
	filesAtOnce,
	linuxErrors,
	zoneSources,
	localZone,
	hostTurns,
	systemGoroutines,
	deadlockAlone,
	traceDozes,
	deepStacks,
	signalsNever,
	linuxSignals,
	pollsYield,
	noNetwork,
	inputAwaited,
	mainBegins,
	bubblesTraced,
}

// writeAtOnce has Write of package syscall call the runtime's import for the standard streams.
func writeAtOnce(t *tree) error {
	s, fn, err := t.fn("syscall/fs_js.go", "Write")
	if err != nil {
		return err
	}
	before, err := s.stmt(fn, "if faketime ")
	if err != nil {
		return err
	}
	s.insert(before, `

	if fd == 1 || fd == 2 {
		if len(b) > 0 {
			writeStream(uintptr(fd), unsafe.Pointer(&b[0]), int32(len(b)))
		}
		return len(b), nil
	}`)
	last, err := s.lastImport()
	if err != nil {
		return err
	}
	s.insert(last, "\n\t\"unsafe\"")
	s.insert(s.file, `

// writeStream writes n bytes at p to a standard stream.
//
//go:wasmimport gojs runtime.wasmWrite
//go:noescape
func writeStream(fd uintptr, p unsafe.Pointer, n int32)
`)
	return nil
}

// hostTurns has schedule run the goroutine that returns to JavaScript once hostTurn has passed since Go was entered.
func hostTurns(t *tree) error {
	s, fn, err := t.fn("runtime/proc.go", "schedule")
	if err != nil {
		return err
	}
	find, err := s.stmt(fn, "gp, inheritTime, tryWakeP := findRunnable()")
	if err != nil {
		return err
	}
	s.replace(find, "if GOOS == \"js\" && giveHostTurn != nil {\n\t\tgiveHostTurn()\n\t}\n\t"+s.of(find))
	s.insert(find, "\n\n\ttraceWake(gp)")
	s.insert(s.file, "\n// giveHostTurn is a function on js alone.\nvar giveHostTurn func()\n")
	lock, err := t.open("runtime/lock_js.go")
	if err != nil {
		return err
	}
	lock.insert(lock.file, hostTurn)
	handle, err := lock.fn("handleEvent")
	if err != nil {
		return err
	}
	lock.begin(handle, "hostEntered = nanotime()")
	return nil
}

const hostTurn = `

// hostTurn is how long, in nanoseconds, goroutines may go on without a turn of the host.
const hostTurn = 10e6

var (
	// hostEntered is when Go was last entered from JavaScript.
	hostEntered int64
	// hostRounds counts the rounds of the scheduler.
	hostRounds uint32
)

func init() {
	giveHostTurn = turnToHost
}

// turnToHost makes the goroutine that returns to JavaScript the next one where the
// host has not had a turn for long. An event without a delay enters Go again.
//
//go:yeswritebarrierrec
func turnToHost() {
	hostRounds++
	if hostRounds%64 != 0 || eventHandler == nil || len(events) > 1 {
		return
	}
	now := nanotime()
	if now-hostEntered < hostTurn {
		return
	}
	if len(events) == 1 && (!events[0].returned || readgstatus(events[0].gp) != _Gwaiting) {
		return
	}
	hostEntered = now
	idleTimeout.clear()
	idleTimeout = &timeoutEvent{id: scheduleTimeoutEvent(0), time: now}
	if len(events) == 0 {
		go handleAsyncEvent()
		return
	}
	ready(events[0].gp, 1, true)
}
`

// systemGoroutines counts those among the system's that a program has not started.
func systemGoroutines(t *tree) error {
	s, fn, err := t.fn("runtime/traceback.go", "isSystemGoroutine")
	if err != nil {
		return err
	}
	const async = " || f.funcID == abi.FuncID_handleAsyncEvent"
	const prefix = `stringslite.HasPrefix(funcname(f), "runtime.")`
	return s.edit(fn, map[string]string{async: "", prefix: "isSystemName(funcname(f))"}, `

// isSystemName reports whether a function of that name starts a goroutine of the system.
func isSystemName(name string) bool {
	return stringslite.HasPrefix(name, "runtime.") || stringslite.HasPrefix(name, "runtime/trace.") ||
		stringslite.HasPrefix(name, "snippet/internal/tracer.")
}
`)
}

// deadlockAlone has a program without syscall/js not wait for an event that nothing could send it.
func deadlockAlone(t *tree) error {
	s, fn, err := t.fn("runtime/lock_js.go", "beforeIdle")
	if err != nil {
		return err
	}
	first, err := s.stmt(fn, "if len(events) == 0 ")
	if err != nil {
		return err
	}
	s.replace(first, "if eventHandler == nil && pollUntil == 0 {\n\t\treturn nil, false\n\t}\n\t"+s.of(first))
	return nil
}

// traceDozes has the goroutine that begins a trace's generations wait without a timer after each, until one of the
// program's goroutines runs; and that which reads the processor's profile, which wasm has none of, wait for the end.
func traceDozes(t *tree) error {
	s, start, err := t.fn("runtime/trace.go", "traceAdvancerState.start")
	if err != nil {
		return err
	}
	const sleep, advance = "s.timer.sleep(int64(debug.traceadvanceperiod))", "traceAdvance(false)"
	err = s.edit(start, map[string]string{
		sleep:   "s.timer.sleep(int64(debug.traceadvanceperiod), traceDozing)",
		advance: advance + "\n\t\t\ttraceDozing = GOARCH == \"wasm\"",
	}, traceWake)
	if err != nil {
		return err
	}
	cpu, read, err := t.fn("runtime/tracecpu.go", "traceStartReadCPU")
	if err != nil {
		return err
	}
	const profile = "trace.cpuSleep.sleep(100_000_000"
	if err := cpu.edit(read, map[string]string{profile: profile + ", GOARCH == \"wasm\""}, ""); err != nil {
		return err
	}
	fn, err := s.fn("wakeableSleep.sleep")
	if err != nil {
		return err
	}
	reset, err := s.stmt(fn, "s.timer.reset(nanotime()+ns, 0)")
	if err != nil {
		return err
	}
	s.replace(reset, "if !dozing {\n\t\t"+s.of(reset)+"\n\t}")
	s.replace(fn.Type.Params, "(ns int64, dozing bool)")
	return nil
}

const traceWake = `

// traceDozing reports whether a trace has had no goroutine of the program since its
// last generation began. It is used on wasm alone, which has one thread.
var traceDozing bool

// traceWake has a trace that dozes go on: gp is about to run, so that there is a P.
//
//go:yeswritebarrierrec
func traceWake(gp *g) {
	if GOARCH == "wasm" && traceDozing && traceEnabled() && !isSystemGoroutine(gp, false) {
		traceDozing = false
		traceAdvancer.timer.timer.reset(nanotime()+int64(debug.traceadvanceperiod), 0)
	}
}
`

// stmt returns the statement of fn's body, at any depth, that begins with text.
func (s *source) stmt(fn *ast.FuncDecl, text string) (ast.Stmt, error) {
	var found ast.Stmt
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		if stmt, ok := n.(ast.Stmt); ok && found == nil && n != fn.Body && strings.HasPrefix(s.of(stmt), text) {
			found = stmt
			for label, ok := found.(*ast.LabeledStmt); ok; label, ok = found.(*ast.LabeledStmt) {
				found = label.Stmt
			}
		}
		return found == nil
	})
	if found == nil {
		return nil, s.moved("func %s has no %s", funcName(fn), text)
	}
	return found, nil
}

// edit replaces texts within fn, each of which it has once, and adds more to the end of the file.
func (s *source) edit(fn *ast.FuncDecl, texts map[string]string, more string) error {
	body, base := s.of(fn.Body), s.offset(fn.Body.Pos())
	for from, to := range texts {
		if strings.Count(body, from) != 1 {
			return s.moved("func %s has no %s", funcName(fn), strings.TrimSpace(from))
		}
		at := base + strings.Index(body, from)
		s.changes = append(s.changes, change{at, at + len(from), to})
	}
	s.insert(s.file, more)
	return nil
}

// lastImport returns the last of a file's imports, which are in parentheses.
func (s *source) lastImport() (ast.Spec, error) {
	for _, decl := range s.file.Decls {
		if gen, ok := decl.(*ast.GenDecl); ok && gen.Lparen.IsValid() && len(gen.Specs) > 0 {
			if _, ok := gen.Specs[0].(*ast.ImportSpec); ok {
				return gen.Specs[len(gen.Specs)-1], nil
			}
		}
	}
	return nil, s.moved("no imports in parentheses")
}
