package overlay

// mainBegins has a program report to its host that its main package begins: its variables, its init functions, its main.
// A host takes that for the beginning of the program's time, since what comes before is the engine's and the library's.
// A trace has it as a log.
func mainBegins(t *tree) error {
	s, fn, err := t.fn("runtime/proc.go", "doInit")
	if err != nil {
		return err
	}
	task, err := s.stmt(fn, "doInit1(t)")
	if err != nil {
		return err
	}
	s.replace(task, "if isOfMain(t) {\n\t\t\tbeginMain()\n\t\t}\n\t\t"+s.of(task))
	if fn, err = s.fn("main"); err != nil {
		return err
	}
	call, err := s.stmt(fn, "fn := main_main")
	if err != nil {
		return err
	}
	s.replace(call, "beginMain() // one that has nothing to initialize\n\t"+s.of(call))
	s.insert(s.file, beginMain)
	for file, report := range map[string]string{
		"runtime/os_js.go": reportJS, "runtime/os_wasip1.go": reportWasip1, "runtime/os_linux.go": reportLinux,
	} {
		s, err := t.open(file)
		if err != nil {
			return err
		}
		s.insert(s.file, report)
	}
	return nil
}

// In a program that runs tests, the reader's package is snippet.
const beginMain = `

var (
	// mainBegun is whether the main package has begun.
	mainBegun bool
	// reportMain reports to the host that it has; nil where the host does not take that.
	reportMain func()
)

// isOfMain reports whether a package that is to be initialized is the program's own.
func isOfMain(t *initTask) bool {
	first := add(unsafe.Pointer(t), 8)
	name := funcname(findfunc(abi.FuncPCABIInternal(*(*func())(unsafe.Pointer(&first)))))
	return stringslite.HasPrefix(name, "main.") || stringslite.HasPrefix(name, "snippet.")
}

// beginMain reports that the main package begins, once.
func beginMain() {
	if mainBegun {
		return
	}
	mainBegun = true
	if traceEnabled() {
		trace_userLog(0, "tour", "main begins")
	}
	if reportMain != nil {
		reportMain()
	}
}
`

const reportJS = `

//go:wasmimport gojs runtime.mainBegins
func hostMainBegins()

func init() {
	reportMain = hostMainBegins
}
`

const reportWasip1 = `

//go:wasmimport tour main_begins
func hostMainBegins()

func init() {
	reportMain = hostMainBegins
}
`

// The descriptor is that of inputReports.
const reportLinux = `

func init() {
	reportMain = func() {
		begun := int64(-1)
		write(100, unsafe.Pointer(&begun), 8)
	}
}
`
