package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"io/fs"
	"time"
)

// A file is a file of an archive.
type file struct {
	name    string
	content []byte
	mode    fs.FileMode
}

// tarball returns a .tar.gz of a folder with the files, all of one time.
func tarball(folder string, at time.Time, files []file) (archive []byte, extension string, err error) {
	var b bytes.Buffer
	compressed := gzip.NewWriter(&b)
	w := tar.NewWriter(compressed)
	for _, f := range files {
		if err := w.WriteHeader(&tar.Header{Name: folder + "/" + f.name, Mode: int64(f.mode), Size: int64(len(f.content)),
			ModTime: at, Format: tar.FormatPAX}); err != nil {
			return nil, "", err
		}
		if _, err := w.Write(f.content); err != nil {
			return nil, "", err
		}
	}
	if err := w.Close(); err != nil {
		return nil, "", err
	}
	if err := compressed.Close(); err != nil {
		return nil, "", err
	}
	return b.Bytes(), ".tar.gz", nil
}

// zipped returns a .zip, likewise.
func zipped(folder string, at time.Time, files []file) (archive []byte, extension string, err error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		header := &zip.FileHeader{Name: folder + "/" + f.name, Method: zip.Deflate, Modified: at}
		header.SetMode(f.mode)
		to, err := w.CreateHeader(header)
		if err != nil {
			return nil, "", err
		}
		if _, err := to.Write(f.content); err != nil {
			return nil, "", err
		}
	}
	if err := w.Close(); err != nil {
		return nil, "", err
	}
	return b.Bytes(), ".zip", nil
}
