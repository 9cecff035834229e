package overlay

import (
	"os"
	"path/filepath"
	"strings"
)

// deepStacks lets calls nest deeper than an engine for WebAssembly has room for. The
// engine has a stack of its own, which Go leaves whenever a goroutine's stack grows or
// another goroutine runs; wasm_pc_f_loop then goes on from what the goroutine's stack
// says. Here Go leaves it after every stackStep bytes of calls: a goroutine's guard
// is never farther away than that, and newstack only moves it while the stack has room.
// What ends a recursion without end is then Go's own report, whose traces leave out
// the outermost of very many calls: an interpreter would be busy for long with counting them.
func deepStacks(t *tree) error {
	s, fn, err := t.fn("runtime/stack.go", "newstack")
	if err != nil {
		return err
	}
	size, err := s.stmt(fn, "oldsize := gp.stack.hi - gp.stack.lo")
	if err != nil {
		return err
	}
	s.replace(size, moveGuard+s.of(size))
	bigger, err := s.stmt(fn, "newsize := oldsize * 2")
	if err != nil {
		return err
	}
	s.replace(bigger, s.of(bigger)+leap)
	overflow, err := s.stmt(fn, "throw(\"stack overflow\")")
	if err != nil {
		return err
	}
	s.replace(overflow, "if GOARCH == \"wasm\" {\n\t\t\tfatal(\"stack overflow\")\n\t\t}\n\t\t"+s.of(overflow))
	s.insert(s.file, stackStep)
	if s, err = t.open("runtime/traceback.go"); err != nil {
		return err
	}
	if fn, err = s.fn("traceback1"); err != nil {
		return err
	}
	if err := s.edit(fn, map[string]string{countBefore: countAfter}, ""); err != nil {
		return err
	}
	if s, err = t.open("runtime/proc.go"); err != nil {
		return err
	}
	if fn, err = s.fn("main"); err != nil {
		return err
	}
	ceiling, err := s.stmt(fn, "maxstackceiling = 2 * maxstacksize")
	if err != nil {
		return err
	}
	s.replace(ceiling, "maxstacksize = nativeStackMost\n\tif GOARCH == \"wasm\" {\n\t\tmaxstacksize = wasmStackMost\n\t}\n\t"+s.of(ceiling))
	return t.substitute("runtime/asm_wasm.s", "TEXT wasm_pc_f_loop(SB)", loopBefore, loopAfter)
}

// moveGuard is for newstack: is there room beyond the guard?
const moveGuard = `if GOARCH == "wasm" && stackguard0 != stackForceMove {
		needed := uintptr(stackGuard)
		if f := findfunc(gp.sched.pc); f.valid() {
			needed += uintptr(funcMaxSPDelta(f))
		}
		if guard := gp.stack.lo + stackGuard; sp > guard+needed {
			gp.stackguard0 = guard
			if sp-guard-needed > stackStep {
				gp.stackguard0 = sp - needed - stackStep
			}
			gogo(&gp.sched)
		}
	}

	`

// leap is for newstack: a server's engine takes long for the frames that are copied, so a large stack grows to eight
// times its size.
const leap = `
	if goos.IsWasip1 == 1 && oldsize >= 512<<10 {
		newsize = max(newsize, min(8*oldsize, maxstacksize))
	}`

const countBefore = "remaining, _ := traceback2(&u, showRuntime, maxInt, 0)"

const countAfter = `most := maxInt
		if GOARCH == "wasm" {
			most = wasmFramesMost
		}
		remaining, _ := traceback2(&u, showRuntime, most, 0)
		if remaining == most {
			print("...more than ", most, " frames elided...\n")
			return n
		}`

const stackStep = `

// stackStep is how many bytes of a goroutine's stack there may be for calls that the
// engine for WebAssembly has on its own stack too.
const stackStep = 32 << 10

// wasmStackMost is the most that a goroutine's stack may have on wasm, in bytes: a quarter of it on a server, where a
// recursion without end is to be over before the processor time of a run is.
const wasmStackMost = 64 << 20 >> (2 * goos.IsWasip1)

// nativeStackMost is the most natively: a larger stack would take all of the memory that
// a program may have, and end it for that.
const nativeStackMost = 128 << 20

// wasmFramesMost is how many calls a traceback counts on wasm. A server's engine takes a millisecond for each.
const wasmFramesMost = 10000 - 9000*goos.IsWasip1
`

const loopBefore = `	loop:
		Loop
`

// loopAfter moves the guard of the goroutine that is about to run on an empty stack of the engine.
const loopAfter = `	loop:
		Loop
			I64Load (g_stack+stack_hi)(g)
			I64Load (g_stack+stack_lo)(g)
			I64Sub
			I64Const $const_stackStep
			I64GtU
			If
				Get g
				I32WrapI64

				Get SP
				I64ExtendI32U
				I64Const $const_stackStep
				I64Sub

				I64Load (g_stack+stack_lo)(g)
				I64Const $const_stackGuard
				I64Add

				Get SP
				I64ExtendI32U
				I64Const $const_stackStep
				I64Sub
				I64Load (g_stack+stack_lo)(g)
				I64Const $const_stackGuard
				I64Add
				I64GtS

				Select
				I64Store $g_stackguard0
			End

`

// substitute replaces the first such text after a mark in a file that need not be Go.
func (t *tree) substitute(name, mark, from, to string) error {
	text, err := os.ReadFile(filepath.Join(t.src, filepath.FromSlash(name)))
	if err != nil {
		return err
	}
	before, after, ok := strings.Cut(string(text), mark)
	if !ok || !strings.Contains(after, from) {
		return moved(name, "no %q with %q", mark, from)
	}
	t.texts[name] = before + mark + strings.Replace(after, from, to, 1)
	return nil
}
