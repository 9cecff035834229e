package overlay

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A move renames one thing in a copy of the installed GOROOT's files.
type move struct {
	file, from, to string
	want           string // in the error, after the file's name
}

// TestMoved renames one declaration at a time in a copy of the installed GOROOT's files,
// and expects an error of Make that names it.
func TestMoved(t *testing.T) {
	checkMoved(t, Make, edits, []move{
		{"cmd/compile/main.go", "archInits", "inits", "no var archInits"},
		{"cmd/compile/main.go", `"wasm":`, `"wasm64":`, `var archInits has no "wasm"`},
		{"cmd/compile/internal/ssa/config.go", "func NewConfig(", "func MakeConfig(", "no func NewConfig"},
		{"cmd/compile/internal/ssa/config.go", `case "wasm":`, `case "wasm64":`, `func NewConfig has no switch with a case "wasm"`},
		{"cmd/compile/internal/ssa/opGen.go", "opcodeTable", "opTable", "no var opcodeTable"},
		{"cmd/compile/internal/ssa/opGen.go", "OpInvalid Op = iota", "OpNone Op = iota", "0 constants from OpInvalid on"},
		{"cmd/compile/internal/ssa/opGen.go", "OpWasm", "OpWebassembly", "generic operations, OpWasm"},
		{"cmd/compile/internal/ssa/opGen.go", "registersWasm", "regsWasm", "no var registersWasm"},
		{"cmd/compile/internal/ssa/opGen.go", "registersARM64", "registersAArch64", "no rewriteAArch64.go"},
		{"cmd/compile/internal/ssagen/simdintrinsics.go", "func simdIntrinsics", "func simds", "no func simdIntrinsics"},
		{"cmd/compile/internal/ssagen/intrinsics.go", "initIntrinsics", "makeIntrinsics", "no func initIntrinsics"},
		{"cmd/compile/internal/ssagen/intrinsics.go", "sys.", "arch.", "adds nothing for other architectures"},
		{"cmd/compile/internal/ssagen/intrinsics.go", ") alias(", ") aka(", "no func intrinsicBuilders.alias"},
		{"cmd/compile/internal/ssa/rewrite.go", "s390x.", "z.", "no func with anything of package s390x"},
		{"cmd/compile/internal/gc/obj.go", "CgoPragmas", "Pragmas", "func dumpLinkerObj has no if with CgoPragmas"},
		{"cmd/compile/internal/noder/irgen.go", "go[0-9]+", "go1", "no var versionErrorRx"},
		{"cmd/compile/internal/syntax/testing.go", "CommentMap", "Comments", "no func CommentMap"},
		{"cmd/compile/internal/ssa/html.go", "WritePhase(", "Write(", "no func HTMLWriter.WritePhase"},
		{"cmd/internal/telemetry/counter/counter_bootstrap.go", "//go:build", "//", "no //go:build line"},
		{"crypto/internal/boring/notboring.go", "cipher.", "ciphers.", "no func with anything of package cipher"},
		{"cmd/link/main.go", `case "wasm":`, `case "wasm64":`, `func main has no switch with a case "wasm"`},
		{"cmd/link/internal/ld/go.go", "json.NewDecoder", "json.Decoder", "func loadcgo has no json.NewDecoder"},
		{"cmd/link/internal/ld/dwarf.go", "if !dwarfEnabled(ctxt) {", "for !dwarfEnabled(ctxt) {", "does not start with an if that returns"},
		{"cmd/link/internal/ld/macho.go", "", "", "no such file"},
		{"cmd/compile/main.go", "package main", "packet main", "expected 'package'"},
	})
}

// TestWarmMoved has Warm say what has been renamed.
func TestWarmMoved(t *testing.T) {
	checkMoved(t, Warm, warmEdits, []move{
		{"cmd/internal/objabi/flag.go", "flag.Parse()", "flag.CommandLine.Parse(os.Args[1:])", "func Flagparse has \"flag.Parse()\" 0 times"},
		{"cmd/compile/internal/gc/main.go", "noder.LoadPackage(", "noder.Load(", "func Main has"},
		{"cmd/compile/internal/noder/import.go", "readExportData(f)", "readExports(f)", "func readImportFile has"},
		{"cmd/compile/internal/noder/import.go", "path, f.Name())", "path, f)", "func readImportFile has"},
		{"cmd/link/internal/ld/lib.go", "so not a range loop", "so no range loop", "func Link.loadlib has"},
		{"cmd/link/internal/ld/lib.go", "// load internal packages, if not already", "// internal packages", "func Link.loadlib has"},
		{"cmd/link/internal/ld/lib.go", `loadinternal(ctxt, "runtime")`, `loadRuntime(ctxt)`, "func Link.loadlib has"},
		{"cmd/link/internal/ld/lib.go", "loader.LoadSyms(", "loader.Load(", "func Link.loadlib has"},
		{"cmd/link/internal/loader/loader.go", ") preloadSyms(", ") preload(", "no func loadState.preloadSyms"},
		{"cmd/link/internal/loader/loader.go", "l.SetAttrUsedInIface(gi, true)", "l.MarkUsedInIface(gi)", "func loadState.preloadSyms has"},
		{"cmd/link/internal/loader/loader.go", "st.preloadSyms(r, hashedDef)", "st.preloadSyms(r, hashDef)", "func Loader.LoadSyms has"},
		{"cmd/link/internal/loader/loader.go", "pp := l.cloneToExternal(sf.sym)", "pp := l.clone(sf.sym)", "func Loader.LoadSyms has"},
		{"cmd/link/internal/loader/loader.go", "l.outer = make([]Sym, l.NSym(), l.NSym()+1000)", "l.outer = nil", "func Loader.LoadSyms has"},
		{"cmd/link/internal/loader/loader.go", "gi := l.LookupOrCreateSym(name, v)", "gi := l.Lookup(name, v)", "func loadObjRefs has"},
		{"cmd/link/internal/loader/loader.go", "rf.Flag2()&goobj.SymFlagUsedInIface", "rf.Flag()&goobj.SymFlagUsedInIface", "func loadObjRefs has"},
		{"cmd/link/internal/ld/data.go", "break ties by symbol number", "break ties", "func dodataState.dodataSect has"},
		{"cmd/link/internal/ld/typelink.go", "slices.SortFunc(typelinks,", "sort.Slice(typelinks,", "func Link.typelink has"},
		{"cmd/link/internal/wasm/asm.go", "const segmentOverhead = 8", "const segmentOverhead = 16", "func writeDataSec has"},
		{"cmd/link/internal/wasm/asm.go", "zeroEnd = segmentEnd\n", "zeroEnd = segmentEnd + 0\n", "func writeDataSec has"},
		{"cmd/link/internal/ld/pcln.go", "// fill in table\n", "// fill in\n", "func Link.findfunctab has"},
		{"cmd/link/internal/ld/pcln.go", "t.SetUint8(ctxt.Arch, int64(i)", "t.SetUint8(ctxt.Arch, int64(j)", "func Link.findfunctab has"},
	})
}

// TestLibraryMoved has Library say what has been renamed.
func TestLibraryMoved(t *testing.T) {
	checkMoved(t, Library, libraryEdits, []move{
		{"syscall/fs_js.go", "func Write(", "func WriteAll(", "no func Write"},
		{"syscall/fs_js.go", "if faketime ", "if fakeTime ", "func Write has no if faketime"},
		{"syscall/fs_js.go", "jsFS.Call(name, append", "jsFS.Invoke(name, append", "func fsCall has no jsFS.Call"},
		{"syscall/fs_wasip1.go", `path == ""`, `"" == path`, "no if path is empty"},
		{"os/file_open_wasip1.go", `filePath == ""`, `"" == filePath`, "no if path is empty"},
		{"syscall/fs_js.go", "func Seek(", "func Move(", "no func Seek"},
		{"syscall/tables_wasip1.go", "errorstr = ", "texts = ", "no var errorstr"},
		{"syscall/zerrors_linux_amd64.go", "errors = ", "texts = ", "no var errors"},
		{"time/zoneinfo_unix.go", "platformZoneSources = ", "sources = ", "no var platformZoneSources"},
		{"time/zoneinfo_wasip1.go", "localLoc.name = ", "local.name = ", "func initLocal has no localLoc.name"},
		{"time/zoneinfo_js.go", "func initLocal(", "func local(", "no func initLocal"},
		{"runtime/proc.go", "findRunnable()", "findWork()", "func schedule has no gp, inheritTime, tryWakeP := findRunnable()"},
		{"runtime/proc.go", "doInit1(t)", "doInitTask(t)", "func doInit has no doInit1(t)"},
		{"runtime/proc.go", "fn := main_main", "f := main_main", "func main has no fn := main_main"},
		{"runtime/proc.go", "maxstackceiling =", "maxstack =", "func main has no maxstackceiling"},
		{"runtime/lock_js.go", "func handleEvent(", "func handle(", "no func handleEvent"},
		{"runtime/lock_js.go", "if len(events) == 0 {", "if events == nil {", "func beforeIdle has no if len(events) == 0"},
		{"runtime/traceback.go", "FuncID_handleAsyncEvent", "FuncID_handleEvent", "func isSystemGoroutine has no ||"},
		{"runtime/traceback.go", "maxInt, 0)", "maxInt, 1)", "func traceback1 has no remaining"},
		{"runtime/trace.go", "traceAdvance(false)", "traceAdvance(true)", "func traceAdvancerState.start has no traceAdvance(false)"},
		{"runtime/trace.go", "s.timer.reset(", "s.timer.set(", "func wakeableSleep.sleep has no s.timer.reset"},
		{"runtime/tracecpu.go", "100_000_000", "1e8", "func traceStartReadCPU has no trace.cpuSleep.sleep"},
		{"runtime/stack.go", "oldsize := gp", "size := gp", "func newstack has no oldsize"},
		{"runtime/stack.go", `throw("stack overflow")`, `throw("overflow")`, "func newstack has no throw"},
		{"runtime/asm_wasm.s", "wasm_pc_f_loop(SB)", "pc_f_loop(SB)", `no "TEXT wasm_pc_f_loop(SB)"`},
	})
}

// TestWarmAlone moves something that only Warm changes: Make does what it does.
func TestWarmAlone(t *testing.T) {
	goroot := installed(t)
	fake := link(t, goroot, touched(t, goroot, edits))
	if file, err := Warm(fake, t.TempDir()); err == nil {
		t.Errorf("Warm finds what is not there: %s", file)
	}
	if _, err := Make(fake, t.TempDir()); err != nil {
		t.Error(err)
	}
}

// checkMoved makes one move at a time, and holds the error of makes, which does edits, to it.
func checkMoved(t *testing.T, makes func(goroot, dir string) (string, error), edits []func(*tree) error, tests []move) {
	t.Helper()
	goroot := installed(t)
	names := touched(t, goroot, edits)
	for _, test := range tests {
		t.Run(test.file+" "+test.from, func(t *testing.T) {
			fake := link(t, goroot, names)
			path := filepath.Join(fake, "src", filepath.FromSlash(test.file))
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			if test.from != "" {
				edited := strings.ReplaceAll(string(text), test.from, test.to)
				if edited == string(text) {
					t.Fatalf("%s has no %q", test.file, test.from)
				}
				if err := os.WriteFile(path, []byte(edited), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			_, err = makes(fake, t.TempDir())
			if err == nil {
				t.Fatal("it is not noticed")
			}
			if got := err.Error(); !strings.HasPrefix(got, test.file+":") || !strings.Contains(got, test.want) {
				t.Errorf("the error is %q, want %s: …%s…", got, test.file, test.want)
			}
		})
	}
}

// touched returns the names of the files that edits change or remove.
func touched(t *testing.T, goroot string, edits []func(*tree) error) []string {
	t.Helper()
	tree := newTree(goroot)
	for _, edit := range edits {
		if err := edit(tree); err != nil {
			t.Fatal(err)
		}
	}
	names := slices.AppendSeq(slices.Collect(maps.Keys(tree.sources)), maps.Keys(tree.texts))
	return slices.AppendSeq(names, maps.Keys(tree.removed))
}

// link returns a folder like goroot, with links to its files names.
func link(t *testing.T, goroot string, names []string) string {
	t.Helper()
	fake := t.TempDir()
	for _, name := range names {
		to := filepath.Join(fake, "src", filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			t.Fatal(err)
		}
		from := filepath.Join(goroot, "src", filepath.FromSlash(name))
		if err := os.Symlink(from, to); err != nil && !errors.Is(err, fs.ErrExist) {
			t.Fatal(err)
		}
	}
	return fake
}
