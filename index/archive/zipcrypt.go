package archive

import (
	"archive/zip"
	"bufio"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha1" // #nosec: the format's own
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"hash"
	"hash/crc32"
	"io"
	"sync/atomic"
)

// keyring opens encrypted files of a zip with the passwords a person gave.
type keyring struct {
	words []string
	last  atomic.Int32 // the one that opened the file before
}

var errDecrypted = errors.New("the decrypted bytes are not those of its checksum")

// open tries the passwords, the one that worked last first. The short check of
// the format lets one wrong password in 256 (or 65,536) pass, so that with
// several passwords the whole file is checked before it is handed out.
func (k *keyring) open(f *zip.File, label string) (io.ReadCloser, error) {
	n := int32(len(k.words))
	for i := range n {
		at := (k.last.Load() + i) % n
		r, err := decrypted(f, k.words[at])
		if errors.Is(err, errPassword) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if n > 1 && f.CompressedSize64 <= 1<<30 {
			_, err = io.Copy(io.Discard, io.LimitReader(r, 4<<30))
			r.Close()
			if err != nil {
				continue
			}
			if r, err = decrypted(f, k.words[at]); err != nil {
				return nil, err
			}
		}
		k.last.Store(at)
		return r, nil
	}
	return nil, encrypted(label)
}

var errPassword = errors.New("not the password")

// decrypted opens an encrypted file with one password.
func decrypted(f *zip.File, word string) (io.ReadCloser, error) {
	raw, err := f.OpenRaw()
	if err != nil {
		return nil, err
	}
	method, plain, sum := f.Method, io.Reader(nil), true
	if method == methodAES {
		plain, method, sum, err = openAES(raw, f, word)
	} else {
		plain, err = openClassic(raw, f, word)
	}
	if err != nil {
		return nil, err
	}
	r, err := inflate(method, plain)
	if err != nil {
		return nil, err
	}
	want := f.CRC32
	if !sum {
		return r, nil
	}
	return &summed{ReadCloser: r, h: crc32.NewIEEE(), want: want}, nil
}

// summed checks the checksum at the end.
type summed struct {
	io.ReadCloser
	h    hash.Hash32
	want uint32
}

// Read reads and checks.
func (s *summed) Read(p []byte) (int, error) {
	n, err := s.ReadCloser.Read(p)
	s.h.Write(p[:n])
	if err == io.EOF && s.h.Sum32() != s.want {
		err = errDecrypted
	}
	return n, err
}

// classic is the cipher of the first versions (APPNOTE section 6.1).
type classic struct {
	key [3]uint32
	r   io.ByteReader
}

func openClassic(raw io.Reader, f *zip.File, word string) (io.Reader, error) {
	c := &classic{key: [3]uint32{0x12345678, 0x23456789, 0x34567890}, r: bufio.NewReaderSize(raw, 16<<10)}
	for i := range len(word) {
		c.update(word[i])
	}
	var head [12]byte
	if _, err := io.ReadFull(c, head[:]); err != nil {
		return nil, err
	}
	check := byte(f.CRC32 >> 24)
	if f.Flags&8 != 0 { // the checksum was not known yet: the time stands in
		check = byte(f.ModifiedTime >> 8) //nolint:staticcheck // the stored value is what counts
	}
	if head[11] != check {
		return nil, errPassword
	}
	return c, nil
}

func (c *classic) update(b byte) {
	c.key[0] = crc32.IEEETable[byte(c.key[0])^b] ^ c.key[0]>>8
	c.key[1] = (c.key[1]+c.key[0]&0xFF)*134775813 + 1
	c.key[2] = crc32.IEEETable[byte(c.key[2])^byte(c.key[1]>>24)] ^ c.key[2]>>8
}

// Read deciphers.
func (c *classic) Read(p []byte) (int, error) {
	for i := range p {
		b, err := c.r.ReadByte()
		if err != nil {
			return i, err
		}
		t := c.key[2] | 2
		p[i] = b ^ byte(t*(t^1)>>8)
		c.update(p[i])
	}
	return len(p), nil
}

const extraAES = 0x9901

// openAES reads WinZip's AES (its specification AE-1 and AE-2): salt, two
// bytes to check the password, ciphertext, ten bytes of authentication.
func openAES(raw io.Reader, f *zip.File, word string) (r io.Reader, method uint16, sum bool, err error) {
	extra := extraField(f.Extra, extraAES)
	if len(extra) < 7 || extra[4] < 1 || extra[4] > 3 {
		return nil, 0, false, zip.ErrAlgorithm
	}
	sum = binary.LittleEndian.Uint16(extra) == 1
	method = binary.LittleEndian.Uint16(extra[5:])
	size := 8 + 8*int(extra[4])
	head := make([]byte, size/2+2)
	if _, err := io.ReadFull(raw, head); err != nil {
		return nil, 0, false, err
	}
	key, err := pbkdf2.Key(sha1.New, word, head[:size/2], 1000, 2*size+2)
	if err != nil {
		return nil, 0, false, err
	}
	if subtle.ConstantTimeCompare(key[2*size:], head[size/2:]) != 1 {
		return nil, 0, false, errPassword
	}
	block, err := aes.NewCipher(key[:size])
	if err != nil {
		return nil, 0, false, err
	}
	const tag = 10
	left := int64(f.CompressedSize64) - int64(len(head)) - tag
	if left < 0 {
		return nil, 0, false, io.ErrUnexpectedEOF
	}
	return &aesReader{raw: raw, left: left, block: block, mac: hmac.New(sha1.New, key[size:2*size]), used: aes.BlockSize}, method, sum, nil
}

// aesReader is AES in counter mode with a counter that begins at one and has
// its low byte first, unlike everybody else's.
type aesReader struct {
	raw     io.Reader
	left    int64
	block   cipher.Block
	mac     hash.Hash
	counter uint64
	pad     [aes.BlockSize]byte
	used    int
}

// Read deciphers, and checks the authentication at the end.
func (a *aesReader) Read(p []byte) (int, error) {
	if a.left == 0 {
		return 0, a.verify()
	}
	n, err := a.raw.Read(p[:min(int64(len(p)), a.left)])
	a.left -= int64(n)
	a.mac.Write(p[:n])
	for i := range p[:n] {
		if a.used == len(a.pad) {
			a.counter++
			var c [aes.BlockSize]byte
			binary.LittleEndian.PutUint64(c[:], a.counter)
			a.block.Encrypt(a.pad[:], c[:])
			a.used = 0
		}
		p[i] ^= a.pad[a.used]
		a.used++
	}
	if err == io.EOF {
		err = nil
		if n == 0 {
			err = io.ErrUnexpectedEOF
		}
	}
	return n, err
}

func (a *aesReader) verify() error {
	var tag [10]byte
	if _, err := io.ReadFull(a.raw, tag[:]); err != nil {
		return err
	}
	if !hmac.Equal(tag[:], a.mac.Sum(nil)[:len(tag)]) {
		return errDecrypted
	}
	return io.EOF
}

// extraField finds one field among the extra data of a file.
func extraField(extra []byte, id uint16) []byte {
	for len(extra) >= 4 {
		size := int(binary.LittleEndian.Uint16(extra[2:]))
		if size > len(extra)-4 {
			return nil
		}
		if binary.LittleEndian.Uint16(extra) == id {
			return extra[4 : 4+size]
		}
		extra = extra[4+size:]
	}
	return nil
}
