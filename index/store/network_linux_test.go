package store

import (
	"bufio"
	"strings"
	"testing"
)

func TestShares(t *testing.T) {
	for magic, want := range map[int64]string{0x6969: "NFS", 0xff534d42: "CIFS", 0xfe534d42: "SMB2", -0x1acb2be: "SMB2", 0xef53: "", 0x58465342: "", 0x01021994: ""} {
		if got := shares(magic); got != want {
			t.Errorf("%x is %q, want %q", magic, got, want)
		}
	}
	if kind, err := shareOf(t.TempDir()); err != nil || kind == "NFS" {
		t.Errorf("the folder for tests: %q, %v", kind, err)
	}
	if _, err := shareOf("/none/at/all"); err == nil {
		t.Error("an absent folder has a file system")
	}
}

func TestFUSEShares(t *testing.T) {
	const mounts = `21 1 8:1 / / rw - ext4 /dev/sda1 rw
40 21 0:50 / /home/ann/agency rw,nosuid - fuse.sshfs ann@host:/ rw
41 40 0:51 / /home/ann/agency/usb rw - fuseblk /dev/sdb1 rw
42 21 0:52 / /home/ann/my\040cloud rw - fuse.rclone remote: rw
broken line
`
	for dir, want := range map[string]string{
		"/home/ann/agency": "sshfs", "/home/ann/agency/case": "sshfs", "/home/ann/agency2": "", "/home/ann/agency/usb/case": "",
		"/home/ann/my cloud/case": "rclone", "/": "",
	} {
		if got := fuseShare(bufio.NewScanner(strings.NewReader(mounts)), dir); got != want {
			t.Errorf("%s: %q, want %q", dir, got, want)
		}
	}
}
