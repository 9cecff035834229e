package gvisor

import (
	"bytes"
	"encoding/binary"
	"maps"
	"slices"
	"strings"
)

// The root of a sandbox is an image in the format of EROFS, a file system of Linux
// that is only read: with that, gVisor needs no process beside its kernel that opens
// files for it. https://docs.kernel.org/filesystems/erofs.html has the format. Of
// what it can do the image takes the least: compact inodes, whose data begin at a block.
const (
	imageMagic  = 0xe0f5e1e2
	imageBlock  = 4096 // bytes
	imageSuper  = 1024 // where the superblock is
	imageInodes = imageSuper + 128
	inodeSize   = 32
	direntSize  = 12

	dirMode, fileMode = 0o040755, 0o100555 // for all: in its own kernel's eyes the program is nobody
	dirType, fileType = 2, 1
)

type (
	imageSuperblock struct {
		Magic, Checksum, Compatible uint32
		BlockBits, ExtraSlots       uint8
		Root                        uint16 // inode number
		Inodes, Seconds             uint64
		Nanoseconds                 uint32
		Blocks                      uint32
		InodesAt, AttributesAt      uint32
		ID, Name                    [16]byte
		Incompatible                uint32
		Rest                        [44]byte
	}
	imageInode struct {
		Format, Attributes uint16
		Mode, Links        uint16
		Size, _            uint32
		Block, Number      uint32
		UID, GID           uint16
		_                  uint32
	}
	imageDirent struct {
		Inode    uint64
		Name     uint16 // where it is in the block
		Type     uint8
		Reserved uint8
	}
)

// inodeNumber returns the number of the inode at a place: it counts in their size
// from the beginning of the image.
func inodeNumber(place int) uint64 { return imageInodes/inodeSize + uint64(place) }

// An imageFile is a file or a folder of an image.
type imageFile struct {
	content []byte // nil: it is a folder
	entries map[string]*imageFile
	place   int // of its inode
	parent  int
}

// rootImage returns an image of a root that holds files, by their paths, and empty
// folders. It has room for some 90 of both.
func rootImage(files map[string][]byte, folders []string) []byte {
	root := &imageFile{}
	all := []*imageFile{root}
	add := func(path string, content []byte) {
		at := root
		for name := range strings.SplitSeq(path, "/") {
			next, ok := at.entries[name]
			if !ok {
				next = &imageFile{place: len(all), parent: at.place}
				all = append(all, next)
				if at.entries == nil {
					at.entries = map[string]*imageFile{}
				}
				at.entries[name] = next
			}
			at = next
		}
		at.content = content
	}
	for path, content := range files {
		add(path, content)
	}
	for _, path := range folders {
		add(path, nil)
	}
	return imageOf(all)
}

// imageOf returns an image of files, which are in the order of their inodes.
func imageOf(files []*imageFile) []byte {
	var inodes []imageInode
	var data bytes.Buffer
	for place, f := range files {
		inode, content := imageInode{Mode: fileMode, Links: 1}, f.content
		if content == nil {
			inode, content = imageInode{Mode: dirMode, Links: f.links()}, f.folder()
		}
		inode.Size, inode.Block, inode.Number = uint32(len(content)), uint32(1+data.Len()/imageBlock), uint32(place+1)
		inodes = append(inodes, inode)
		data.Write(content)
		data.Write(make([]byte, -len(content)&(imageBlock-1)))
	}
	var image bytes.Buffer
	image.Write(make([]byte, imageSuper))
	writeLittle(&image, imageSuperblock{
		Magic: imageMagic, BlockBits: 12, Root: uint16(inodeNumber(0)),
		Inodes: uint64(len(inodes)), Blocks: uint32(1 + data.Len()/imageBlock),
	})
	writeLittle(&image, inodes)
	image.Write(make([]byte, imageBlock-image.Len()))
	data.WriteTo(&image)
	return image.Bytes()
}

// links returns how many names a folder has: its own, its ".", and the ".." of each
// folder in it.
func (f *imageFile) links() uint16 {
	n := uint16(2)
	for _, entry := range f.entries {
		if entry.content == nil {
			n++
		}
	}
	return n
}

// folder returns what the image has of a folder: its names in order, for they are
// searched.
func (f *imageFile) folder() []byte {
	names := slices.Sorted(maps.Keys(f.entries))
	names = append([]string{".", ".."}, names...)
	var entries, texts bytes.Buffer
	for _, name := range names {
		place, kind := f.place, uint8(dirType)
		if name == ".." {
			place = f.parent
		}
		if entry := f.entries[name]; entry != nil {
			place = entry.place
			if entry.content != nil {
				kind = fileType
			}
		}
		writeLittle(&entries, imageDirent{Inode: inodeNumber(place),
			Name: uint16(direntSize*len(names) + texts.Len()), Type: kind})
		texts.WriteString(name)
	}
	return append(entries.Bytes(), texts.Bytes()...)
}

// writeLittle writes values of a fixed size, which cannot fail.
func writeLittle(b *bytes.Buffer, data any) {
	if err := binary.Write(b, binary.LittleEndian, data); err != nil {
		panic(err)
	}
}
