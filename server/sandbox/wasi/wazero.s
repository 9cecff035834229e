// Without a file of assembly a function of Go has to have a body: see wazero.go.
