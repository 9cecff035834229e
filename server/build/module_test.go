package build

import "testing"

// TestIsWhole cuts a module after each of its bytes.
func TestIsWhole(t *testing.T) {
	module := []byte("\x00asm\x01\x00\x00\x00" + // what modules begin with
		"\x0a\x02\x00\x0b" + // code
		"\x0b\x81\x00\x00") // data, its length in two bytes
	for end := range module {
		if isWhole(module[:end]) {
			t.Errorf("of %d bytes %d are whole", len(module), end)
		}
	}
	custom := append(module, "\x00\x04name"...)
	if !isWhole(module) || isWhole(custom[:len(custom)-1]) {
		t.Error("a whole module is none, or one that is cut is one")
	}
	if !isWhole(append(module, "\x00\x05\x04name"...)) {
		t.Error("a module that ends with a custom section is not whole")
	}
}
