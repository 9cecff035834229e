package gvisor

import (
	"bytes"
	"encoding/binary"
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

	dirMode, fileMode = 0o040755, 0o100555 // readable to all: in its own kernel's eyes the program is nobody
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

// rootImage returns an image of a root that holds the guest, and the folders on
// which gVisor mounts what it makes by itself.
func rootImage(guest []byte) []byte {
	names := []string{".", "..", "dev", "guest", "proc", "sys", "tmp"} // in order: they are searched
	inodes := []imageInode{{Mode: dirMode, Links: 6}}
	places := map[string]int{".": 0, "..": 0}
	for _, name := range names[2:] {
		places[name] = len(inodes)
		if name == "guest" {
			inodes = append(inodes, imageInode{Mode: fileMode, Links: 1})
		} else {
			inodes = append(inodes, imageInode{Mode: dirMode, Links: 2})
		}
	}
	var data bytes.Buffer
	for place := range inodes {
		content := guest
		switch {
		case place == 0:
			content = imageFolder(names, places)
		case place != places["guest"]:
			content = imageFolder(names[:2], map[string]int{".": place, "..": 0})
		}
		inode := &inodes[place]
		inode.Size, inode.Block, inode.Number = uint32(len(content)), uint32(1+data.Len()/imageBlock), uint32(place+1)
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

// imageFolder returns what a folder of these names holds, whose inodes are at places.
func imageFolder(names []string, places map[string]int) []byte {
	var entries, texts bytes.Buffer
	for _, name := range names {
		kind := uint8(dirType)
		if name == "guest" {
			kind = fileType
		}
		writeLittle(&entries, imageDirent{Inode: inodeNumber(places[name]),
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
