package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"asynctour/wasm"
	"asynctour/wasm/packed"
)

const (
	// recordsFile is the file of dist with the records.
	recordsFile = "records.json"
	// serverQuality is the brotli quality of modules for the server alone.
	serverQuality = 3
)

// A record describes how a unit was last made.
type record struct {
	Inputs  string `json:"inputs"`
	File    string `json:"file"` // "three-tasks-1f0c….wasm"
	Quality int    `json:"quality"`
}

// A store is the folder dist. Its method put may be called concurrently.
type store struct {
	dir    string
	packer packed.Packer

	mu      sync.Mutex
	records map[string]record // by unit.ID
}

func openStore(dir string, packer packed.Packer) (*store, error) {
	s := &store{dir: dir, packer: packer, records: map[string]record{}}
	data, err := os.ReadFile(filepath.Join(dir, recordsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, &s.records); err != nil {
		return nil, fmt.Errorf("read %s (remove it to pack everything anew): %w", recordsFile, err)
	}
	return s, nil
}

// qualityOf returns the brotli quality for u.
func (s *store) qualityOf(u unit) int {
	if u.Dir == wasm.WASIDir {
		return min(s.packer.Quality, serverQuality)
	}
	return s.packer.Quality
}

// stale returns the units to make: new ones, those with other inputs, and those to
// compress better than before.
func (s *store) stale(units []unit) []unit {
	var stale []unit
	for _, u := range units {
		r, ok := s.records[u.ID()]
		if ok && r.Inputs == u.Inputs && r.Quality >= s.qualityOf(u) {
			if _, err := os.Stat(s.path(u, r.File)); err == nil {
				continue
			}
		}
		stale = append(stale, u)
	}
	return stale
}

func (s *store) path(u unit, file string) string {
	return filepath.Join(s.dir, u.Dir, file+wasm.Packed)
}

// put compresses a unit's module and keeps it.
func (s *store) put(u unit, module []byte) error { return s.keep(u, "wasm", module) }

// zones is the unit that stands for Go's time zones, of that hash.
func zones(inputs string) unit {
	return unit{Package: "lib/time/zoneinfo.zip", GOOS: "js", Dir: wasm.JSDir, Prefix: "zones", Inputs: inputs}
}

// putZones keeps the time zones of goroot, if it has any, and returns the unit that
// stands for them.
func (s *store) putZones(goroot string) ([]unit, error) {
	zip, err := os.ReadFile(filepath.Join(goroot, "lib", "time", "zoneinfo.zip"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	u := zones(packed.Name("zones", "zip", zip))
	if len(s.stale([]unit{u})) == 0 {
		return []unit{u}, nil
	}
	return []unit{u}, s.keep(u, "zip", zip)
}

// keep compresses what came of a unit and keeps it in a file with that extension.
func (s *store) keep(u unit, extension string, content []byte) error {
	r := record{Inputs: u.Inputs, File: packed.Name(u.Prefix, extension, content), Quality: s.qualityOf(u)}
	small, err := s.packer.With(r.Quality).Compress(content)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(s.dir, u.Dir), 0o777); err != nil {
		return err
	}
	if err := packed.WriteFile(s.path(u, r.File), small); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.records[u.ID()] = r
	return nil
}

// close writes the manifest of units, all of which have been made, and removes other
// modules.
func (s *store) close(version string, units []unit) error {
	m := wasm.Manifest{Go: version, JS: map[string]string{}, WASI: map[string]string{}, Page: map[string]string{}}
	records := map[string]record{}
	needed := map[string]bool{}
	for _, u := range units {
		r := s.records[u.ID()]
		records[u.ID()] = r
		needed[s.path(u, r.File)] = true
		switch {
		case u == zones(u.Inputs):
			m.Zones = r.File
		case u.Snippet == "":
			m.Page[u.Prefix] = r.File
		case u.Dir == wasm.JSDir:
			m.JS[u.Snippet] = r.File
		default:
			m.WASI[u.Snippet] = r.File
		}
	}
	if err := s.writeJSON(wasm.ManifestFile, m); err != nil {
		return err
	}
	if err := s.writeJSON(recordsFile, records); err != nil {
		return err
	}
	return s.sweep(needed)
}

// sweep removes the modules that are not needed.
func (s *store) sweep(needed map[string]bool) error {
	for _, dir := range []string{wasm.JSDir, wasm.WASIDir} {
		files, err := filepath.Glob(filepath.Join(s.dir, dir, "*"))
		if err != nil {
			return err
		}
		for _, file := range files {
			if needed[file] {
				continue
			}
			if err := os.Remove(file); err != nil {
				return err
			}
		}
	}
	return nil
}

// writeJSON writes v to a file of dist, unless its content is the same: then go build
// need not link the server anew.
func (s *store) writeJSON(name string, v any) error {
	data, err := json.MarshalIndent(v, "", "\t")
	if err != nil {
		return err
	}
	file := filepath.Join(s.dir, name)
	if old, err := os.ReadFile(file); err == nil && bytes.Equal(old, data) {
		return nil
	}
	return packed.WriteFile(file, data)
}
