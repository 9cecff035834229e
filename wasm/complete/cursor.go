package complete

import (
	"go/scanner"
	"go/token"
	"strings"
)

// A place says what a cursor's word stands for.
type place int

const (
	nowhere  place = iota // in a comment, in a text, in the name of something new
	inImport              // the path of an import
	inMember              // what follows a dot
	inName                // anything that begins with a name or a keyword
)

// placeholder is the word that stands at the cursor in a mended source.
const placeholder = "_cursor_"

// A cursor is a place in a source, as its tokens tell.
type cursor struct {
	source     string
	place      place
	start, end int           // of the word at the cursor; equal where there is none
	open       []token.Token // the brackets that are open there
	opened     []int         // their offsets
	statement  bool          // a statement or declaration may begin here
}

// findCursor finds out what is at an offset of a source.
func findCursor(source string, offset int) cursor {
	at := cursor{source: source, start: offset, end: offset, place: inName}
	fset := token.NewFileSet()
	file := fset.AddFile("main.go", -1, len(source))
	var s scanner.Scanner
	s.Init(file, []byte(source), func(token.Position, string) {}, scanner.ScanComments)
	importing := 0 // how many brackets are open around the imports, plus one; 0 elsewhere
	last := token.SEMICOLON
	for {
		pos, tok, text := s.Scan()
		start := file.Offset(pos)
		end := start + len(text)
		if text == "" {
			end = start + len(tok.String())
		}
		if tok == token.EOF || start >= offset {
			break
		}
		switch {
		case tok == token.COMMENT:
			if offset <= end && (text[1] == '/' || offset < end || !strings.HasSuffix(text, "*/")) {
				return cursor{}
			}
			continue
		case tok == token.STRING || tok == token.CHAR:
			if offset < end || offset == end && !closed(text) {
				return inText(source, importing > 0, start, offset)
			}
		case offset <= end && (tok == token.IDENT || tok.IsKeyword()):
			at.start, at.end = start, end
			at.settle(last, importing > 0)
			return at
		case offset <= end && (tok == token.INT || tok == token.FLOAT || tok == token.IMAG):
			return cursor{}
		}
		at.bracket(tok, start)
		switch {
		case tok == token.IMPORT:
			importing = len(at.open) + 1
		case tok == token.SEMICOLON && len(at.open) < importing:
			importing = 0
		}
		last = tok
	}
	at.settle(last, importing > 0)
	return at
}

// inText returns the cursor in a text that begins at start.
func inText(source string, importing bool, start, offset int) cursor {
	if !importing {
		return cursor{}
	}
	return cursor{source: source, place: inImport, start: start + 1, end: offset}
}

// closed reports whether a text's token has its second quote.
func closed(text string) bool {
	return len(text) > 1 && text[len(text)-1] == text[0]
}

// bracket keeps account of the brackets that are open.
func (at *cursor) bracket(tok token.Token, offset int) {
	switch tok {
	case token.LPAREN, token.LBRACK, token.LBRACE:
		at.open, at.opened = append(at.open, tok), append(at.opened, offset)
	case token.RPAREN, token.RBRACK, token.RBRACE:
		if n := len(at.open); n > 0 {
			at.open, at.opened = at.open[:n-1], at.opened[:n-1]
		}
	}
}

// settle tells by the token before the word what it stands for.
func (at *cursor) settle(last token.Token, importing bool) {
	if importing {
		at.place = nowhere
		return
	}
	switch last {
	case token.PERIOD:
		at.place = inMember
	case token.PACKAGE, token.TYPE, token.VAR, token.CONST, token.GOTO:
		at.place = nowhere // a name that is the reader's to choose
	case token.FUNC:
		if len(at.open) == 0 {
			at.place = nowhere
		}
	case token.SEMICOLON, token.LBRACE, token.RBRACE, token.COLON:
		at.statement = true
	}
}

// mended returns the source with a placeholder at the cursor, in several ways,
// of which the first that parses well enough is to be taken: with what follows,
// with what the line lacks (brackets, a block after "if x."), and with the whole
// declaration closed at the cursor.
func (at cursor) mended() []string {
	head := at.source[:at.start] + placeholder
	rest := at.source[at.end:]
	_, after, _ := strings.Cut(rest, "\n")
	line := head + at.closing(strings.LastIndexByte(at.source[:at.start], '\n'))
	block := head + " {}" + at.closing(-1)
	next := nextDeclaration(rest)
	return []string{
		head + rest,
		line + "\n" + after,
		line + " {}\n" + after,
		head + at.closing(-1) + "\n" + next,
		block + "\n" + next,
	}
}

// closing returns what closes the brackets opened after an offset, except that
// a brace is left as it is where only a line is to be mended.
func (at cursor) closing(after int) string {
	closers := map[token.Token]string{token.LPAREN: ")", token.LBRACK: "]", token.LBRACE: "}"}
	var b strings.Builder
	for i := len(at.open) - 1; i >= 0 && at.opened[i] > after; i-- {
		if at.open[i] == token.LBRACE {
			if after >= 0 {
				break
			}
			b.WriteByte('\n')
		}
		b.WriteString(closers[at.open[i]])
	}
	return b.String()
}

// nextDeclaration returns rest from where the next declaration begins: at the
// beginning of a line, as gofmt has it.
func nextDeclaration(rest string) string {
	for {
		_, after, ok := strings.Cut(rest, "\n")
		if !ok {
			return ""
		}
		for _, word := range []string{"func ", "type ", "var ", "const "} {
			if strings.HasPrefix(after, word) {
				return after
			}
		}
		rest = after
	}
}
