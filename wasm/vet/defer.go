package vet

import (
	"go/ast"
	"go/token"
	"slices"
)

// loopDefers returns where a file has a defer statement that a loop of the same function
// executes again and again: what is deferred waits for the end of the function.
func loopDefers(file *ast.File) (found []token.Pos) {
	ast.PreorderStack(file, nil, func(n ast.Node, stack []ast.Node) bool {
		if _, ok := n.(*ast.DeferStmt); ok && repeats(stack) {
			found = append(found, n.Pos())
		}
		return true
	})
	return found
}

// repeats reports whether a loop goes on after a statement, which the nodes of stack
// contain, the outermost first. It does not if the statements after it leave the loop.
func repeats(stack []ast.Node) bool {
	broken := false // out of the loop, switch or select that is next
	for _, outer := range slices.Backward(stack) {
		switch outer.(type) {
		case *ast.FuncDecl, *ast.FuncLit:
			return false
		case *ast.ForStmt, *ast.RangeStmt:
			if !broken {
				return true
			}
			broken = false
		case *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
			broken = false
		}
		switch last := last(outer).(type) {
		case *ast.ReturnStmt:
			return false
		case *ast.BranchStmt:
			if last.Label != nil && last.Tok != token.CONTINUE {
				return false // seldom: it is taken to leave all loops
			}
			broken = broken || last.Tok == token.BREAK
		case *ast.ExprStmt:
			if isPanic(last.X) {
				return false
			}
		}
	}
	return false
}

// last returns the last statement of a list of statements; nil for other nodes.
func last(n ast.Node) ast.Stmt {
	var list []ast.Stmt
	switch n := n.(type) {
	case *ast.BlockStmt:
		list = n.List
	case *ast.CaseClause:
		list = n.Body
	case *ast.CommClause:
		list = n.Body
	}
	if len(list) == 0 {
		return nil
	}
	return list[len(list)-1]
}

func isPanic(x ast.Expr) bool {
	call, ok := x.(*ast.CallExpr)
	if !ok {
		return false
	}
	f, ok := call.Fun.(*ast.Ident)
	return ok && f.Name == "panic"
}
