package store

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// shares are the statfs magic numbers of file systems that live on another
// machine: WAL's shared memory does not reach across.
func shares(magic int64) string {
	switch uint32(magic) {
	case 0x6969:
		return "NFS"
	case 0x517b:
		return "SMB"
	case 0xff534d42:
		return "CIFS"
	case 0xfe534d42:
		return "SMB2"
	case 0x5346414f, 0x6b414653:
		return "AFS"
	case 0x00c36400:
		return "Ceph"
	case 0x73757245:
		return "Coda"
	case 0x0bd00bd0:
		return "Lustre"
	case 0x47504653:
		return "GPFS"
	case 0x01021997:
		return "9P"
	case 0x786f4256:
		return "VirtualBox shared folder"
	}
	return ""
}

const magicFUSE = 0x65735546

func shareOf(dir string) (string, error) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		return "", &os.PathError{Op: "statfs", Path: dir, Err: err}
	}
	if kind := shares(int64(st.Type)); kind != "" || uint32(st.Type) != magicFUSE {
		return kind, nil
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(abs); err == nil {
		abs = real
	}
	f, err := os.Open("/proc/self/mountinfo")
	if err != nil {
		return "", nil // without it a FUSE disk cannot be told from a share; most are local
	}
	defer f.Close()
	return fuseShare(bufio.NewScanner(f), abs), nil
}

// fuseShare reads mountinfo (proc(5)): FUSE is one magic number for local disks
// (NTFS, encrypted folders) and for shares; the type tells them apart.
func fuseShare(lines *bufio.Scanner, dir string) string {
	longest, kind := -1, ""
	for lines.Scan() {
		left, right, ok := strings.Cut(lines.Text(), " - ")
		fields, types := strings.Fields(left), strings.Fields(right)
		if !ok || len(fields) < 5 || len(types) == 0 {
			continue
		}
		at := strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`).Replace(fields[4])
		if len(at) > longest && (dir == at || strings.HasPrefix(dir, strings.TrimSuffix(at, "/")+"/")) {
			longest, kind = len(at), types[0]
		}
	}
	name := strings.TrimPrefix(kind, "fuse.")
	for _, remote := range []string{"sshfs", "s3fs", "rclone", "davfs", "glusterfs", "curlftpfs", "smbnetfs", "gvfsd-fuse", "google-drive", "onedrive", "goofys", "cephfs"} {
		if strings.HasPrefix(name, remote) {
			return name
		}
	}
	return ""
}
