package overlay

const linker = "cmd/link/internal/"

// loadAhead has the linker load the packages of its first importcfg before it takes the
// arguments of what is to be linked, and opens main.a.
func loadAhead(t *tree) error {
	const file = linker + "ld/lib.go"
	for _, r := range [...]struct{ old, text string }{
		{"// ctxt.Library grows during the loop, so not a range loop.\n", "ctxt.loadAhead()\n"},
		{"\t\t\tloadobjfile(ctxt, lib)\n\t\t}\n\t}\n\n\t// load internal packages, if not already", "\t\t}\n\t}\n"},
		{"loadinternal(ctxt, \"runtime\")\n\tfor ; i < len(ctxt.Library); i++ {\n\t\tlib := ctxt.Library[i]\n" +
			"\t\tif lib.Shlib == \"\" {\n\t\t\tloadobjfile(ctxt, lib)\n\t\t}\n\t}", ""},
		{"ctxt.loader.LoadSyms(ctxt.Arch)", ""},
	} {
		if err := t.rewrite(file, "Link.loadlib", r.old, r.text); err != nil {
			return err
		}
	}
	t.texts[linker+"ld/ahead.go"] = ldAhead
	return nil
}

const ldAhead = `package ld

import (
	"maps"
	"runtime/debug"
	"slices"

	"cmd/internal/objabi"
	"cmd/link/internal/sym"
)

// loadAhead loads every package of the importcfg, then takes the arguments of what is to be linked, and loads main.a and
// what that needs and is not there. In Library it leaves main.a and what it needs, in the order in which they would have
// been loaded from it.
func (ctxt *Link) loadAhead() {
	libs := ctxt.Library // main.a
	ctxt.Library = nil
	for _, path := range slices.Sorted(maps.Keys(ctxt.PackageFile)) {
		loadinternal(ctxt, path)
	}
	there := map[*sym.Library]bool{}
	for i := 0; i < len(ctxt.Library); i++ {
		there[ctxt.Library[i]] = true
		loadobjfile(ctxt, ctxt.Library[i])
	}
	ctxt.loader.LoadAhead()
	if len(there) > 0 {
		debug.SetGCPercent(-1) // the page gives all memory back after each build
	}
	objabi.ArgumentsAgain()
	if !*flagCheckLinkname {
		ctxt.loader.AllowLinknames()
	}
	needed := map[*sym.Library]bool{libs[0]: true}
	walk := func(i int) {
		for ; i < len(libs); i++ {
			if !there[libs[i]] {
				loadobjfile(ctxt, libs[i])
			}
			for _, lib := range libs[i].Imports {
				if !needed[lib] {
					needed[lib] = true
					libs = append(libs, lib)
				}
			}
		}
	}
	walk(0)
	if lib := loadinternal(ctxt, "runtime"); !needed[lib] {
		needed[lib] = true
		libs = append(libs, lib)
		walk(len(libs) - 1)
	}
	maps.DeleteFunc(ctxt.LibraryByPkg, func(_ string, lib *sym.Library) bool { return !needed[lib] })
	ctxt.cgodata = slices.DeleteFunc(ctxt.cgodata, func(d cgodata) bool { return ctxt.LibraryByPkg[d.pkg] == nil })
	ctxt.Library = libs
	ctxt.loader.LoadRest(libs)
}
`

// symbolsAhead has the linker's loader add symbols in two steps, and remember what stock
// marks while it loads: it counts only for the packages that the program needs.
func symbolsAhead(t *tree) error {
	const file = linker + "loader/loader.go"
	if err := t.rewrite(file, "loadState.preloadSyms", "l.SetAttrUsedInIface(gi, true)", "l.useInIface(r, gi)"); err != nil {
		return err
	}
	// What stands for LoadSyms and loadObjRefs is written after these passages of them.
	for _, h := range [...]struct{ fn, text string }{
		{"Loader.LoadSyms", "st.preloadSyms(r, hashed64Def)\n\t\tst.preloadSyms(r, hashedDef)\n\t\tst.preloadSyms(r, nonPkgDef)\n\t}\n\tfor"},
		{"Loader.LoadSyms", "pp := l.cloneToExternal(sf.sym)\n\t\tpp.size = int64(sf.size)\n\t}\n\tl.values ="},
		{"Loader.LoadSyms", "l.outer = make([]Sym, l.NSym(), l.NSym()+1000)\n}"},
		{"loadObjRefs", "gi := l.LookupOrCreateSym(name, v)\n\t\tr.syms[ndef+i] = gi\n\t\tif osym.IsLinkname() {"},
		{"loadObjRefs", "if rf.Flag2()&goobj.SymFlagUsedInIface != 0 {\n\t\t\tl.SetAttrUsedInIface(gi, true)\n\t\t}\n\t}\n}"},
	} {
		if err := t.holds(file, h.fn, h.text); err != nil {
			return err
		}
	}
	t.texts[linker+"loader/ahead.go"] = loaderAhead
	return nil
}

const loaderAhead = `package loader

import (
	"cmp"
	"log"

	"cmd/internal/goobj"
	"cmd/link/internal/sym"
)

// ahead is what LoadAhead leaves for LoadRest.
var ahead struct {
	loadState
	loaded int              // how many of objs are
	used   map[*oReader][]Sym // what each object uses in interfaces
	ranks  []uint32         // by symbol; 0: the program does not need what defines it
}

// useInIface remembers what an object uses in interfaces, which counts if the program needs the object.
func (l *Loader) useInIface(r *oReader, gi Sym) {
	ahead.used[r] = append(ahead.used[r], gi)
}

// AllowLinknames has references to any symbol pass from now on.
func (l *Loader) AllowLinknames() {
	l.flags &^= FlagCheckLinkname
}

// LoadAhead adds the symbols of the objects that are there.
func (l *Loader) LoadAhead() {
	ahead.loaded = goObjStart
	ahead.used = map[*oReader][]Sym{}
	ahead.loadState = loadState{l: l, hashed64Syms: map[uint64]symAndSize{}, hashedSyms: map[goobj.HashType]symAndSize{}}
	l.objSyms = make([]objSym, 1, 1<<16)
	l.load()
}

// LoadRest adds those of the others, and puts all in the order in which loading libs alone, the packages that the
// program needs, would have put them.
func (l *Loader) LoadRest(libs []*sym.Library) {
	l.load()
	of := map[*sym.Library][]*oReader{}
	for _, r := range l.objs[goObjStart:] {
		of[r.unit.Lib] = append(of[r.unit.Lib], r)
	}
	var needed []*oReader
	for _, lib := range libs {
		needed = append(needed, of[lib]...)
	}
	l.rank(needed)
	l.checkLinknames(needed)
	for _, r := range needed {
		l.referRest(r)
		for _, gi := range ahead.used[r] {
			l.SetAttrUsedInIface(gi, true)
		}
	}
	for _, sf := range l.sizeFixups {
		pp := l.cloneToExternal(sf.sym)
		pp.size = int64(sf.size)
	}
	l.values = make([]int64, l.NSym(), l.NSym()+1000)
	l.outer = make([]Sym, l.NSym(), l.NSym()+1000)
}

// rank numbers the symbols of objects as if these had been loaded in that order, and of symbols that several define takes
// the definition that would have been taken.
func (l *Loader) rank(objs []*oReader) {
	ranks := make([]uint32, len(l.objSyms))
	n := uint32(0)
	needed := make([]bool, len(l.objs))
	for _, r := range objs {
		needed[r.objidx] = true
		for _, gi := range r.syms[:r.ndef] {
			n++
			ranks[gi] = n
		}
	}
	for _, r := range objs {
		hashed := r.ndef + r.nhashed64def + r.nhasheddef
		for i := r.ndef; i < r.NAlldef(); i++ {
			gi := r.syms[i]
			first := ranks[gi] == 0
			if first {
				n++
				ranks[gi] = n
			}
			osym := r.Sym(uint32(i))
			if i >= hashed && !osym.Dupok() {
				if !needed[l.objSyms[gi].objidx] {
					l.objSyms[gi] = objSym{r.objidx, uint32(i)}
				}
				continue
			}
			if align := int32(osym.Align()); first || align > l.SymAlign(gi) {
				l.SetSymAlign(gi, align)
			}
			if old := l.objSyms[gi]; first || osym.Siz() > l.objs[old.objidx].Sym(old.s).Siz() {
				l.objSyms[gi] = objSym{r.objidx, uint32(i)}
			}
		}
	}
	ahead.ranks = ranks
}

// Compare compares two symbols by when they would have been loaded.
func (l *Loader) Compare(a, b Sym) int {
	if int(a) < len(ahead.ranks) && int(b) < len(ahead.ranks) {
		return cmp.Compare(ahead.ranks[a], ahead.ranks[b])
	}
	return cmp.Compare(a, b)
}

// load adds the symbols of the objects that have come since it was called last.
func (l *Loader) load() {
	st := &ahead.loadState
	objs := l.objs[ahead.loaded:]
	ahead.loaded = len(l.objs)
	for _, r := range objs {
		st.preloadSyms(r, pkgDef)
	}
	for _, r := range objs {
		st.preloadSyms(r, hashed64Def)
		st.preloadSyms(r, hashedDef)
		st.preloadSyms(r, nonPkgDef)
	}
	for _, r := range objs {
		l.loadRefs(r)
	}
}

// checkLinknames checks the variables of objects that stand for others'. Other references are checked as they are
// resolved.
func (l *Loader) checkLinknames(objs []*oReader) {
	needed := map[string]bool{}
	for _, r := range objs {
		needed[r.unit.Lib.Pkg] = true
	}
	for _, vr := range ahead.linknameVarRefs {
		if needed[vr.pkg] {
			l.checkLinkname(vr.pkg, vr.name, vr.sym)
		}
	}
}

// loadRefs is loadObjRefs, save that it creates no symbol: none could be added then. What nothing defines yet, main.main
// for one, is 0 until LoadRest.
func (l *Loader) loadRefs(r *oReader) {
	ndef := uint32(r.NAlldef())
	for i, n := ndef, ndef+uint32(r.NNonpkgref()); i < n; i++ {
		osym := r.Sym(i)
		if gi := l.Lookup(osym.Name(r.Reader), abiToVer(osym.ABI(), r.version)); gi != 0 {
			r.syms[i] = gi
		}
	}
	r.pkg = make([]uint32, r.NPkg())
	for i := 1; i < len(r.pkg); i++ {
		objidx, ok := l.objByPkg[r.Pkg(i)]
		if !ok {
			log.Fatalf("%v: reference to nonexistent package %s", r.unit.Lib, r.Pkg(i))
		}
		r.pkg[i] = objidx
	}
	for i, n := 0, r.NRefFlags(); i < n; i++ {
		if rf := r.RefFlags(i); rf.Flag2()&goobj.SymFlagUsedInIface != 0 {
			l.useInIface(r, l.resolve(r, rf.Sym()))
		}
	}
}

// referRest resolves what an object refers to by name and was not there, or is in a package that the program does not
// need: such a symbol is not defined. The rest is that of loadObjRefs.
func (l *Loader) referRest(r *oReader) {
	ndef := uint32(r.NAlldef())
	for i, n := ndef, ndef+uint32(r.NNonpkgref()); i < n; i++ {
		osym := r.Sym(i)
		if !l.isNeeded(r.syms[i]) {
			name, v := osym.Name(r.Reader), abiToVer(osym.ABI(), r.version)
			if gi := l.Lookup(name, v); gi != 0 && !l.isNeeded(gi) {
				delete(l.symsByName[v], name)
			}
			r.syms[i] = l.LookupOrCreateSym(name, v)
		}
		gi := r.syms[i]
		if osym.IsLinkname() {
			l.checkLinkname(r.unit.Lib.Pkg, osym.Name(r.Reader), gi)
		}
		if osym.Local() {
			l.SetAttrLocal(gi, true)
		}
		if osym.UsedInIface() {
			l.SetAttrUsedInIface(gi, true)
		}
	}
}

// isNeeded reports whether a symbol is there, and none that only a package defines that the program does not need.
func (l *Loader) isNeeded(gi Sym) bool {
	return gi != 0 && (int(gi) >= len(ahead.ranks) || ahead.ranks[gi] != 0)
}
`

// ranked has the two sorts that compare symbols' numbers compare their ranks.
func ranked(t *tree) error {
	if err := t.rewrite(linker+"ld/data.go", "dodataState.dodataSect", "return si < sj // break ties by symbol number",
		"return ldr.Compare(si, sj) < 0"); err != nil {
		return err
	}
	const sort = "slices.SortFunc(typelinks, func(a, b typelinkSortKey) int {"
	return t.rewrite(linker+"ld/typelink.go", "Link.typelink", sort, "slices.SortFunc(itabs, ldr.Compare)\n"+
		"\tslices.SortFunc(typelinks, func(a, b typelinkSortKey) int { return ldr.Compare(a.Type, b.Type) })\n\t"+sort)
}
