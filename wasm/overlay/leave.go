package overlay

import (
	"go/ast"
	"slices"
)

// panics is the body of functions that js/wasm with our flags does not reach. It lets the
// linker drop all that only they called.
const panics = `{ panic("left out of the page's toolchain: see wasm/overlay") }`

// A leaving lists functions of a file to leave out.
type leaving struct {
	file string
	all  bool     // all functions but init and those of keep, first and empty; else those of out
	keep []string // functions that stay as they are
	out  []string // functions that panic
	// Functions of first keep their first statement, which returns if there is nothing to
	// do, and then panic; those of empty do nothing.
	first, empty []string
}

// compilerLeavings are functions that the compiler uses only with certain flags or
// experiments: profiles, dumps, DWARF, embedded files, coverage, SIMD, and, without -c=1,
// a larger initial heap.
var compilerLeavings = []leaving{
	{file: "cmd/compile/internal/base/flag.go", out: []string{"readCoverageCfg", "readEmbedCfg"}},
	{file: "cmd/compile/internal/base/startheap.go", out: []string{"AdjustStartingHeap"}},
	{file: "cmd/compile/internal/devirtualize/pgo.go", out: []string{"ProfileGuided"}},
	{file: "cmd/compile/internal/dwarfgen/dwarf.go", out: []string{"Info"}},
	{file: "cmd/compile/internal/dwarfgen/dwinl.go", out: []string{"AbstractFunc"}},
	{file: "cmd/compile/internal/inline/inlheur/analyze.go", out: []string{"DumpFuncProps", "dumpFnPreamble"}},
	{file: "cmd/compile/internal/inline/inlheur/scoring.go", out: []string{"DumpInlCallSiteScores"}},
	{file: "cmd/compile/internal/logopt/log_opts.go", all: true, keep: []string{"Enabled", "NewLoggedOpt"},
		first: []string{"LogOpt", "LogOptRange", "FlushLoggedOpts"}},
	{file: "cmd/compile/internal/pgoir/irgraph.go", out: []string{"New", "Profile.PrintWeightedCallGraphDOT"}},
	{file: "cmd/compile/internal/pkginit/initAsanGlobals.go", out: []string{"instrumentGlobals"}},
	{file: "cmd/compile/internal/ssa/check.go", out: []string{"checkFunc"}},
	{file: "cmd/compile/internal/ssa/compile.go", out: []string{"PhaseOption"}},
	{file: "cmd/compile/internal/ssa/cpufeatures.go", out: []string{"cpufeatures"}},
	{file: "cmd/compile/internal/ssa/debug.go", out: []string{"BuildFuncDebug", "BuildFuncDebugNoOptimized"}},
	{file: "cmd/compile/internal/ssa/html.go", all: true, first: []string{"HTMLWriter.Close", "HTMLWriter.WritePhase"}},
	{file: "cmd/compile/internal/ssa/loopreschedchecks.go", out: []string{"insertLoopReschedChecks"}},
	{file: "cmd/compile/internal/ssa/rewritetern.go", out: []string{"rewriteTern"}},
	{file: "cmd/compile/internal/gc/util.go", out: []string{"profileName"}, empty: []string{"startProfile"}},
	// The importer of go/types' tests: the compiler uses its importcfg.
	{file: "internal/exportdata/exportdata.go", out: []string{"FindPkg", "lookupGorootExport"}},
	{file: "cmd/internal/pgo/deserialize.go", out: []string{"FromSerialized"}},
	{file: "cmd/internal/dwarf/dwarf.go", out: []string{"IsDWARFEnabledOnAIXLd"}},
}

// linkerLeavings are functions for the other object formats, DWARF, which js lacks, cgo,
// other linkers, profiles and FIPS 140.
var linkerLeavings = []leaving{
	{file: "cmd/link/internal/ld/dwarf.go", all: true, keep: []string{"dwarfEnabled", "expandFile"},
		first: []string{"dwarfGenerateDebugInfo", "dwarfGenerateDebugSyms"}, empty: []string{"dwarfcompress"}},
	{file: "cmd/link/internal/ld/data.go", out: []string{"compressSyms"}},
	{file: "cmd/link/internal/ld/elf.go", all: true, keep: []string{"addbuildinfo"}},
	{file: "cmd/link/internal/ld/execarchive.go", all: true},
	{file: "cmd/link/internal/ld/fips140.go", all: true, first: []string{"loadfips", "asmbfips"}},
	{file: "cmd/link/internal/ld/lib.go", first: []string{"Link.hostlink", "Link.archive"}, out: []string{
		"Link.findExtLinkTool", "Link.findLibPathCmd", "Link.isMSVC", "ldhostobj", "ldshlibsyms", "linkerFlagSupported", "loadWindowsHostArchives", "readnote"}},
	{file: "cmd/link/internal/ld/macho.go", all: true},
	{file: "cmd/link/internal/ld/macho_combine_dwarf.go", all: true},
	{file: "cmd/link/internal/ld/macho_update_uuid.go", all: true},
	{file: "cmd/link/internal/ld/main.go", empty: []string{"startProfile"}},
	{file: "cmd/link/internal/ld/pe.go", all: true},
	{file: "cmd/link/internal/ld/xcoff.go", all: true},
	{file: "cmd/link/internal/loadelf/ldelf.go", out: []string{"Load"}},
	{file: "cmd/link/internal/loadmacho/ldmacho.go", out: []string{"Load"}},
	{file: "cmd/link/internal/loadpe/ldpe.go", out: []string{"Load"}},
	{file: "cmd/link/internal/loadxcoff/ldxcoff.go", out: []string{"Load"}},
	{file: "cmd/link/internal/benchmark/bench.go", all: true, first: []string{"Metrics.Start", "Metrics.Report"}},
}

// leave leaves out the functions of the tables.
func leave(t *tree) error {
	for _, l := range slices.Concat(compilerLeavings, linkerLeavings) {
		s, err := t.open(l.file)
		if err != nil {
			return err
		}
		if err := s.leave(l); err != nil {
			return err
		}
	}
	return nil
}

func (s *source) leave(l leaving) error {
	// Functions to keep must exist too: under another name they would be left out.
	for _, name := range slices.Concat(l.keep, l.out, l.first, l.empty) {
		fn, err := s.fn(name)
		if err != nil {
			return err
		}
		if slices.Contains(l.first, name) && !returnsEarly(fn) {
			return s.moved("func %s does not start with an if that returns", name)
		}
	}
	for _, decl := range s.file.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok || fn.Body == nil || funcName(fn) == "init" {
			continue
		}
		switch name := funcName(fn); {
		case slices.Contains(l.keep, name):
		case slices.Contains(l.first, name):
			s.replace(fn.Body, "{\n"+s.of(fn.Body.List[0])+"\n"+panics+"\n}")
		case slices.Contains(l.empty, name):
			s.replace(fn.Body, "{}")
		case l.all || slices.Contains(l.out, name):
			s.replace(fn.Body, panics)
		}
	}
	return nil
}

// returnsEarly reports whether fn's first statement is if …{ return }.
func returnsEarly(fn *ast.FuncDecl) bool {
	if len(fn.Body.List) == 0 {
		return false
	}
	test, ok := fn.Body.List[0].(*ast.IfStmt)
	if !ok || len(test.Body.List) == 0 {
		return false
	}
	_, ok = test.Body.List[len(test.Body.List)-1].(*ast.ReturnStmt)
	return ok
}
