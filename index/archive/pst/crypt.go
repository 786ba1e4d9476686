package pst

import (
	"encoding/hex"
	"sync"
)

// Crypt is the block encoding that the header declares (MS-PST bCryptMethod). None of them is encryption: the key
// is public.
type Crypt byte

// Encodings.
const (
	CryptNone    Crypt = 0
	CryptPermute Crypt = 1
	CryptCyclic  Crypt = 2
	CryptWIP     Crypt = 0x10 // Windows Information Protection: real encryption, not readable here
)

// String gives the encoding's name.
func (c Crypt) String() string {
	switch c {
	case CryptNone:
		return "none"
	case CryptPermute:
		return "permute"
	case CryptCyclic:
		return "cyclic"
	case CryptWIP:
		return "windows information protection"
	}
	return "unknown"
}

// The substitution tables of MS-PST 5.1 that decode: tableI undoes the permutation, tableS is its own inverse.
const (
	hexI = "47f1b4e60b6a7248854e9eebe2f89453e0bba002e85a09abdbe3bac67cc310dd39059630f53760828cc9134a6b1df3fb8f2697ca911701c4322d6e3195ffd923" +
		"d1005e79dc443b1a28c5615720903d83b943be67d2464276c06d5b7eb20f16293ca903540dda5ddff6b7c762cd8d06d3695c86d614f7a56675acb1e94521700c" +
		"879f74a4224c6fbf1f56aa2eb3783350b0a392bccf191ca763cb1e4d3e4b1b9b4fe7f0eead3ab55904ea40552551e57a893868527bfc27aed7bdfa07f4cc8e5f" +
		"ef359c842b15d5773449b6120a7f7188fd9d18417d93d8582ccefe24afdeb836c8a180a69998a82f0e816573e4c2a28ad4e111d0088b2af2ed9a643fc16cf9ec"
	hexS = "14530f56b3c87a9ceb65481716159f02cc547c83000d0c0ba262a876dbd9edc7c5a4dcac8574d6d0a79bae9a967166c36399b8dd73928e847da55ed15d93b157" +
		"5150808952944f4e0a6bbc8d7f6e47464140440111cb033ff7f4e1a98f3c3af9fbf0193082092ec99da08649ee6f4d6dc42d813425871b88aafc06a11238fd4c" +
		"4272641337246a757743ffe6b44b365ce4d8353d45b92cecb7312b290768a30e697b189e2139be281a5b78f523ca2ab0af3efe048ce7e5983295d3f64ae8a6ea" +
		"e9f3d52f7020f21f0567ad5510cecde3273bdabad7c226d4911dd21c2233f8faf15aefcf90b68bb5bdc0bf08971e6ce261e0c6c159abbb58de5fdf60797eb28a"
)

type substitution struct{ i, s, r [256]byte }

// substitutions parses the tables once; R is the inverse of I.
var substitutions = sync.OnceValue(func() *substitution {
	t := new(substitution)
	if _, err := hex.Decode(t.i[:], []byte(hexI)); err != nil {
		panic(err)
	}
	if _, err := hex.Decode(t.s[:], []byte(hexS)); err != nil {
		panic(err)
	}
	for k, v := range t.i {
		t.r[v] = byte(k)
	}
	return t
})

// decode undoes the block encoding in place. The cyclic method is keyed by the low half of the block's own BID.
func (c Crypt) decode(b []byte, bid uint64) {
	switch c {
	case CryptPermute:
		t := &substitutions().i
		for k, v := range b {
			b[k] = t[v]
		}
	case CryptCyclic:
		t := substitutions()
		key := uint32(bid)
		w := uint16(key ^ key>>16)
		for k, v := range b {
			lo, hi := byte(w), byte(w>>8)
			v = t.r[v+lo]
			v = t.s[v+hi]
			b[k] = t.i[v-hi] - lo
			w++
		}
	}
}
