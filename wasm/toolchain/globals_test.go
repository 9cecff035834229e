package toolchain

import (
	"strings"
	"testing"
)

// section is a section of a module.
func section(id byte, body string) string { return string([]byte{id, byte(len(body))}) + body }

func TestExportGlobals(t *testing.T) {
	const rest = "\x0a\x03abc"
	globals := section(globalSection, "\x08…")
	exports := section(exportSection, "\x01\x03mem\x02\x00")
	got, err := exportGlobals([]byte(moduleHeader + globals + exports + rest))
	if err != nil {
		t.Fatal(err)
	}
	want := moduleHeader + globals + section(exportSection, "\x09\x03mem\x02\x00"+
		"\x07global0\x03\x00\x07global1\x03\x01\x07global2\x03\x02\x07global3\x03\x03"+
		"\x07global4\x03\x04\x07global5\x03\x05\x07global6\x03\x06\x07global7\x03\x07") + rest
	if string(got) != want {
		t.Errorf("exportGlobals: %q, want %q", got, want)
	}
	for module, fault := range map[string]string{
		"module":                                   "does not begin",
		moduleHeader + exports:                     "lacks",
		moduleHeader + globals:                     "lacks",
		moduleHeader + "\x06\x7f":                  "no proper size",
		moduleHeader + section(6, "\x09…"):         "9 globals, not 8",
		moduleHeader + section(6, "\x08") + "\x07": "no proper size",
	} {
		if _, err := exportGlobals([]byte(module)); err == nil || !strings.Contains(err.Error(), fault) {
			t.Errorf("exportGlobals(%q): %v, want …%s…", module, err, fault)
		}
	}
}
