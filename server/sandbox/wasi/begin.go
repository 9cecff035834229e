package wasi

import (
	"context"
	"fmt"
	"slices"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

// The function by which a program reports that its main package begins, as package overlay
// has Go do.
const (
	beginModule = "tour"
	beginName   = "main_begins"
)

// instantiateBegin gives programs that function.
func instantiateBegin(ctx context.Context, r wazero.Runtime) error {
	begins := func(ctx context.Context) { ctx.Value(stdinKey{}).(*stdin).clock.start() }
	module := r.NewHostModuleBuilder(beginModule)
	_, err := module.NewFunctionBuilder().WithFunc(begins).Export(beginName).Instantiate(ctx)
	if err != nil {
		return fmt.Errorf("instantiate %s: %w", beginModule, err)
	}
	return nil
}

// reportsMain reports whether a program will call that function. One that the stock Go has built does not.
func reportsMain(module wazero.CompiledModule) bool {
	return slices.ContainsFunc(module.ImportedFunctions(), func(f api.FunctionDefinition) bool {
		in, name, _ := f.Import()
		return in == beginModule && name == beginName
	})
}
