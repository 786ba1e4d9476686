package thread

import (
	"crypto/md5"
	"encoding/hex"
	"strings"
)

// MIH is the EDRM Message Identification Hash 1.0 of a Message-ID: the MD5 of
// its bytes from '<' to '>', which platforms of other makers compute too. It is
// "" without both marks: nothing is never hashed. Equal hashes name candidates;
// only equal content makes copies.
func MIH(messageID string) string {
	i, j := strings.IndexByte(messageID, '<'), strings.LastIndexByte(messageID, '>')
	if i < 0 || j < i {
		return ""
	}
	sum := md5.Sum([]byte(messageID[i : j+1]))
	return hex.EncodeToString(sum[:])
}
