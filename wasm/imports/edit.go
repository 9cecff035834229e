package imports

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// An Insertion is text to be inserted into a source, at an offset in bytes.
type Insertion struct {
	Offset int
	Text   string
}

// Add returns what imports a package: a line of a list of imports, in its group and in
// order; a list in place of a single import; or an import of its own. The standard library
// and all else are a group each.
func Add(fset *token.FileSet, file *ast.File, path string) []Insertion {
	e := editor{fset.File(file.FileStart), file}
	var first *ast.GenDecl
	for _, decl := range file.Decls {
		decl, ok := decl.(*ast.GenDecl)
		if !ok || decl.Tok != token.IMPORT {
			break
		}
		if decl.Lparen.IsValid() {
			return e.addToList(decl, path)
		}
		if first == nil {
			first = decl
		}
	}
	if first == nil {
		return []Insertion{e.insert(e.clauseEnd(), "\n\nimport "+strconv.Quote(path))}
	}
	spec := first.Specs[0].(*ast.ImportSpec)
	before, after := "(\n\t", between(pathOf(spec), path)+strconv.Quote(path)+"\n)"
	if precedes(path, pathOf(spec)) {
		before, after = "(\n\t"+strconv.Quote(path)+between(path, pathOf(spec)), "\n)"
	}
	return []Insertion{e.insert(spec.Pos(), before), e.insert(end(spec), after)}
}

// An editor knows the offsets and the lines of a file.
type editor struct {
	*token.File
	file *ast.File
}

func (e editor) insert(pos token.Pos, text string) Insertion { return Insertion{e.Offset(pos), text} }

// clauseEnd returns the end of the package clause, with a comment that follows it on its line.
func (e editor) clauseEnd() token.Pos {
	at := e.file.Name.End()
	for _, group := range e.file.Comments {
		if group.Pos() >= at && e.Line(group.Pos()) == e.Line(at) &&
			(len(e.file.Decls) == 0 || group.End() <= e.file.Decls[0].Pos()) {
			return group.End()
		}
	}
	return at
}

// addToList returns what adds a line to a list of imports: to the first group of its kind,
// or as a group of its own.
func (e editor) addToList(decl *ast.GenDecl, path string) []Insertion {
	groups := e.groups(decl)
	if len(groups) == 0 {
		return []Insertion{e.insert(decl.Lparen+1, "\n\t"+strconv.Quote(path))}
	}
	group := groups[0]
	if at := slices.IndexFunc(groups, func(group []*ast.ImportSpec) bool {
		return foreign(pathOf(group[0])) == foreign(path)
	}); at >= 0 {
		group = groups[at]
	} else if foreign(path) {
		group = groups[len(groups)-1]
	}
	at := slices.IndexFunc(group, func(spec *ast.ImportSpec) bool { return precedes(path, pathOf(spec)) })
	switch at {
	case -1:
		last := group[len(group)-1]
		return []Insertion{e.insert(end(last), between(pathOf(last), path)+strconv.Quote(path))}
	case 0:
		return []Insertion{e.insert(start(group[0]), strconv.Quote(path)+between(path, pathOf(group[0])))}
	}
	return []Insertion{e.insert(end(group[at-1]), "\n\t"+strconv.Quote(path))}
}

// groups returns the specs of a list as blank lines divide them.
func (e editor) groups(decl *ast.GenDecl) (groups [][]*ast.ImportSpec) {
	line := 0 // of the end of the spec before
	for _, spec := range decl.Specs {
		spec := spec.(*ast.ImportSpec)
		if len(groups) == 0 || e.Line(start(spec)) > line+1 {
			groups = append(groups, nil)
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], spec)
		line = e.Line(end(spec))
	}
	return groups
}

// start returns where a spec begins, with the comment above it.
func start(spec *ast.ImportSpec) token.Pos {
	if spec.Doc != nil {
		return spec.Doc.Pos()
	}
	return spec.Pos()
}

// end returns where a spec ends, with the comment behind it.
func end(spec *ast.ImportSpec) token.Pos {
	if spec.Comment != nil {
		return spec.Comment.End()
	}
	return spec.End()
}

// foreign reports whether a package is not of the standard library.
func foreign(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return strings.Contains(first, ".")
}

// precedes reports whether the import of a stands before that of b.
func precedes(a, b string) bool {
	if foreign(a) != foreign(b) {
		return foreign(b)
	}
	return a < b
}

// between returns what divides two lines of a list.
func between(a, b string) string {
	if foreign(a) != foreign(b) {
		return "\n\n\t"
	}
	return "\n\t"
}

// add returns a source with an import added.
func add(src, path string) string {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return src // it parsed before
	}
	for _, insertion := range slices.Backward(Add(fset, file, path)) {
		src = src[:insertion.Offset] + insertion.Text + src[insertion.Offset:]
	}
	return src
}

// remove returns a source without specs of its imports, and without the comments behind
// them on their lines. A declaration in which nothing is left goes too.
func remove(fset *token.FileSet, file *ast.File, src string, specs []*ast.ImportSpec) string {
	e := editor{fset.File(file.FileStart), file}
	var spans [][2]int // in order
	for _, decl := range file.Decls {
		decl, ok := decl.(*ast.GenDecl)
		if !ok || decl.Tok != token.IMPORT {
			break
		}
		var gone []*ast.ImportSpec
		for _, spec := range decl.Specs {
			if spec := spec.(*ast.ImportSpec); slices.Contains(specs, spec) {
				gone = append(gone, spec)
			}
		}
		if len(gone) > 0 && len(gone) == len(decl.Specs) && !e.hasOther(decl, gone) {
			spans = append(spans, e.span(src, decl.Pos(), max(decl.End(), end(gone[len(gone)-1]))))
			continue
		}
		for _, spec := range gone {
			spans = append(spans, e.span(src, spec.Pos(), end(spec)))
		}
	}
	for _, span := range slices.Backward(spans) {
		src = src[:span[0]] + src[span[1]:]
	}
	return src
}

// hasOther reports whether a list has comments that do not stand behind the specs.
func (e editor) hasOther(decl *ast.GenDecl, specs []*ast.ImportSpec) bool {
	return decl.Lparen.IsValid() && slices.ContainsFunc(e.file.Comments, func(group *ast.CommentGroup) bool {
		return decl.Lparen < group.Pos() && group.Pos() < decl.Rparen &&
			!slices.ContainsFunc(specs, func(spec *ast.ImportSpec) bool { return spec.Comment == group })
	})
}

// span returns the offsets of what stands from a position to another, with the semicolon
// behind it, and all of its line if nothing else stands there.
func (e editor) span(src string, from, to token.Pos) [2]int {
	begin, end := e.Offset(from), e.Offset(to)
	end += spaces(src[end:])
	if strings.HasPrefix(src[end:], ";") {
		end++
		end += spaces(src[end:])
	}
	before := strings.TrimRight(src[:begin], " \t")
	if strings.HasSuffix(before, "\n") && strings.HasPrefix(src[end:], "\n") {
		return [2]int{len(before), end + 1}
	}
	return [2]int{begin, end}
}

// spaces returns how many spaces and tabs a text begins with.
func spaces(text string) int { return len(text) - len(strings.TrimLeft(text, " \t")) }
