package overlay

// exportsAhead has the compiler read the export data of the packages of its first importcfg
// before it takes the arguments of what is to be compiled. By then flags, universe, runtime
// declarations and intrinsics are done. What is decoded stays for after that: it decides the
// order of imports.
func exportsAhead(t *tree) error {
	const (
		main  = "cmd/compile/internal/gc/main.go"
		files = "cmd/compile/internal/noder/import.go"
	)
	for _, r := range [...]struct{ file, fn, old, text string }{
		{main, "Main", "noder.LoadPackage(flag.Args())", "noder.ReadAhead()\n\tnoder.LoadPackage(flag.Args())"},
		{files, "readImportFile", "f, err := openPackage(path)\n\tif err != nil {\n\t\treturn\n\t}\n\tdefer f.Close()\n\n" +
			"\tdata, err := readExportData(f)", "data, err := exportData(path)"},
		{files, "readImportFile", "fmt.Printf(\"importing %s (%s)\\n\", path, f.Name())", "fmt.Printf(\"importing %s\\n\", path)"},
	} {
		if err := t.rewrite(r.file, r.fn, r.old, r.text); err != nil {
			return err
		}
	}
	t.texts["cmd/compile/internal/noder/ahead.go"] = readAhead
	return nil
}

const readAhead = `package noder

import (
	"runtime/debug"

	"cmd/compile/internal/base"
	"cmd/compile/internal/types"
	"cmd/internal/objabi"
)

// ahead has the export data that was read ahead, by import path.
var ahead = map[string]string{}

func exportData(path string) (string, error) {
	if data, ok := ahead[path]; ok {
		return data, nil
	}
	f, err := openPackage(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	return readExportData(f)
}

// ReadAhead reads the export data of all packages of the importcfg, and then the arguments
// of what is to be compiled.
func ReadAhead() {
	for path := range base.Flag.Cfg.PackageFile {
		if data, err := exportData(path); err == nil {
			ahead[path] = data
		}
	}
	if len(ahead) > 0 {
		debug.SetGCPercent(-1) // the page gives all memory back after each build
	}
	objabi.ArgumentsAgain()
	// The package has been declared already, by the first arguments' path.
	delete(types.PkgMap(), types.LocalPkg.Path)
	types.LocalPkg.Path = base.Ctxt.Pkgpath
	types.LocalPkg.Prefix = objabi.PathToPrefix(base.Ctxt.Pkgpath)
	types.PkgMap()[base.Ctxt.Pkgpath] = types.LocalPkg
}
`
