package overlay

import (
	"go/ast"
	"go/token"
	"strconv"
	"strings"
)

// filesAtOnce has a call of the host's file system be over when it returns, if the host has
// answered by then, and leaves to the host where in a file a program is.
func filesAtOnce(t *tree) error {
	s, fn, err := t.fn("syscall/fs_js.go", "fsCall")
	if err != nil {
		return err
	}
	call, err := s.stmt(fn, "jsFS.Call(name, append(args, f)...)")
	if err != nil {
		return err
	}
	s.replace(call, `// An answer is a list of an error and a result.
	if answer := `+s.of(call)+`; !answer.IsUndefined() {
		if err := answer.Index(0); !err.IsNull() {
			return js.Undefined(), mapJSError(err)
		}
		return answer.Index(1), nil
	}`)
	if fn, err = s.fn("Seek"); err != nil {
		return err
	}
	s.replace(fn.Body, seekBody)
	if fn, err = s.fn("ReadDirent"); err != nil {
		return err
	}
	const file = "if f.entries == nil {\n\t\treturn 0, "
	if err := s.edit(fn, map[string]string{file + "EINVAL": file + "ENOTDIR"}, ""); err != nil {
		return err
	}
	return emptyPath(t, "syscall/fs_js.go", "syscall/fs_wasip1.go", "os/file_open_wasip1.go")
}

// emptyPath has an empty path be one where there is nothing, as on Linux.
func emptyPath(t *tree, files ...string) error {
	for _, file := range files {
		s, err := t.open(file)
		if err != nil {
			return err
		}
		found := false
		ast.Inspect(s.file, func(n ast.Node) bool {
			if test, ok := n.(*ast.IfStmt); ok && (s.of(test.Cond) == `path == ""` || s.of(test.Cond) == `filePath == ""`) {
				last := test.Body.List[0]
				s.replace(last, strings.Replace(s.of(last), "EINVAL", "ENOENT", 1))
				found = true
			}
			return true
		})
		if !found {
			return s.moved("no if path is empty")
		}
	}
	return nil
}

const seekBody = `{
	f, err := fdToFile(fd)
	if err != nil {
		return 0, err
	}
	at, err := fsCall("seek", fd, offset, whence)
	if err != nil {
		return 0, err
	}
	f.dirIdx = 0 // Reset directory read position. See issue 35767.
	return int64(at.Float()), nil
}`

// linuxErrors gives the errors of the systems that programs are built for the texts that they have on Linux.
func linuxErrors(t *tree) error {
	texts, err := t.linuxTexts()
	if err != nil {
		return err
	}
	for _, file := range []string{"syscall/tables_js.go", "syscall/tables_wasip1.go"} {
		s, err := t.open(file)
		if err != nil {
			return err
		}
		table, err := s.literal("errorstr")
		if err != nil {
			return err
		}
		for _, element := range table.Elts {
			if kv, ok := element.(*ast.KeyValueExpr); ok && texts[s.of(kv.Key)] != "" {
				s.replace(kv.Value, texts[s.of(kv.Key)])
			}
		}
	}
	return nil
}

// linuxTexts returns the texts of Linux's errors, as Go writes them, by their names.
func (t *tree) linuxTexts() (map[string]string, error) {
	s, err := t.open("syscall/zerrors_linux_amd64.go")
	if err != nil {
		return nil, err
	}
	table, err := s.literal("errors")
	if err != nil {
		return nil, err
	}
	byNumber := map[int64]string{}
	for _, element := range table.Elts {
		if kv, ok := element.(*ast.KeyValueExpr); ok {
			byNumber[s.number(kv.Key)] = s.of(kv.Value)
		}
	}
	texts := map[string]string{}
	for _, decl := range s.file.Decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok || gen.Tok != token.CONST {
			continue
		}
		for _, spec := range gen.Specs {
			value := spec.(*ast.ValueSpec)
			if call, ok := value.Values[0].(*ast.CallExpr); ok && s.of(call.Fun) == "Errno" {
				texts[value.Names[0].Name] = byNumber[s.number(call.Args[0])]
			}
		}
	}
	if texts["ENOENT"] == "" {
		return nil, s.moved("no text of ENOENT")
	}
	return texts, nil
}

// number returns the value of an integer as it is written, -1 of what is none.
func (s *source) number(x ast.Expr) int64 {
	n, err := strconv.ParseInt(s.of(x), 0, 64)
	if err != nil {
		return -1
	}
	return n
}
