package toolchain

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/build"
	"go/doc"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxSynopsis is the most characters of a synopsis.
const maxSynopsis = 140

// synopses are the first sentences of a package's doc comments, by symbol:
// "WaitGroup.Add", or "" for the package itself.
type synopses map[string]string

// docs returns the first sentences of the doc comments of packages, by import path, as
// JSON: {"sync":{"":"Package sync provides…","WaitGroup.Add":"Add adds…"}}. dirs has the
// folder of each package. The packages that the editor does not offer are left out.
func docs(dirs map[string]string) ([]byte, error) {
	all := map[string]synopses{}
	for path, dir := range dirs {
		if !completed(path) {
			continue
		}
		s, err := readSynopses(path, dir)
		if err != nil {
			return nil, fmt.Errorf("doc comments of package %s: %w", path, err)
		}
		all[path] = s
	}
	return json.Marshal(all)
}

// Trees of packages that the editor does not offer, since programs in a page have no use
// for them, and exceptions.
const (
	leftOut = "archive cmd compress crypto database debug embed encoding/asn1 encoding/gob expvar go html/template image index io/ioutil " +
		"log/syslog mime net/http/cgi net/http/fcgi net/http/pprof net/mail net/rpc net/smtp net/textproto os/exec os/user plugin " +
		"regexp/syntax runtime/cgo runtime/coverage runtime/race syscall testing/cryptotest testing/fstest testing/iotest testing/quick testing/slogtest " +
		"text/scanner text/template/parse time/tzdata"
	leftIn = "compress/gzip crypto/hmac crypto/md5 crypto/rand crypto/sha1 crypto/sha256 crypto/sha512"
)

// completed reports whether the editor offers to complete a package.
func completed(path string) bool {
	if slices.Contains(strings.Fields(leftIn), path) {
		return true
	}
	for element := range strings.SplitSeq(path, "/") {
		if element == "internal" || element == "vendor" {
			return false
		}
	}
	for tree := range strings.FieldsSeq(leftOut) {
		if path == tree || strings.HasPrefix(path, tree+"/") {
			return false
		}
	}
	return true
}

// readSynopses reads the synopses of the package in a folder, for js/wasm.
func readSynopses(path, dir string) (synopses, error) {
	context := build.Default
	context.GOOS, context.GOARCH, context.CgoEnabled = "js", "wasm", false
	found, err := context.ImportDir(dir, 0)
	if err != nil {
		return nil, err
	}
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range found.GoFiles {
		file, err := parser.ParseFile(fset, filepath.Join(dir, name), nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	mode := doc.Mode(0)
	if path == "builtin" {
		mode = doc.AllDecls // none of them is exported
	}
	pkg, err := doc.NewFromFiles(fset, files, path, mode)
	if err != nil {
		return nil, err
	}
	r := reader{pkg, synopses{}}
	r.put("", pkg.Doc)
	r.values(pkg.Consts, pkg.Vars)
	r.funcs("", pkg.Funcs)
	for _, t := range pkg.Types {
		r.put(t.Name, t.Doc)
		r.values(t.Consts, t.Vars)
		r.funcs("", t.Funcs)
		r.funcs(t.Name+".", t.Methods)
		r.members(t)
	}
	return r.found, nil
}

// A reader collects the synopses of a package.
type reader struct {
	pkg   *doc.Package
	found synopses
}

// put adds the first sentence of a comment.
func (r reader) put(name, text string) {
	if text = shorten(r.pkg.Synopsis(text)); text != "" {
		r.found[name] = text
	}
}

func (r reader) funcs(prefix string, list []*doc.Func) {
	for _, f := range list {
		r.put(prefix+f.Name, f.Doc)
	}
}

// values adds constants and variables, each with its own comment or else that of its
// group.
func (r reader) values(lists ...[]*doc.Value) {
	for _, v := range slices.Concat(lists...) {
		for _, spec := range v.Decl.Specs {
			spec := spec.(*ast.ValueSpec)
			for _, name := range spec.Names {
				r.put(name.Name, firstText(spec.Doc.Text(), spec.Comment.Text(), v.Doc))
			}
		}
	}
}

// members adds the fields of a structure and the methods of an interface.
func (r reader) members(t *doc.Type) {
	for _, spec := range t.Decl.Specs {
		spec := spec.(*ast.TypeSpec)
		var list *ast.FieldList
		switch typ := spec.Type.(type) {
		case *ast.StructType:
			list = typ.Fields
		case *ast.InterfaceType:
			list = typ.Methods
		default:
			continue
		}
		for _, field := range list.List {
			for _, name := range field.Names {
				r.put(spec.Name.Name+"."+name.Name, firstText(field.Doc.Text(), field.Comment.Text()))
			}
		}
	}
}

// firstText returns the first text that is not empty.
func firstText(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

// shorten cuts a text that is too long, between two words.
func shorten(text string) string {
	if utf8.RuneCountInString(text) <= maxSynopsis {
		return text
	}
	cut := string([]rune(text)[:maxSynopsis-1])
	if i := strings.LastIndexFunc(cut, unicode.IsSpace); i > 0 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:") + "…"
}
