// Package bundlefile reads and writes the files of bundles: of a folder, or of an
// archive .tar.gz. It knows which files OPA reads in a bundle, and nothing of
// what is in them.
//
// Reading takes regular files only, follows no link out of a folder, and stops at
// limits before anything is unpacked or decoded beyond them. Writing replaces a
// whole bundle by another in one step, or leaves everything as it was.
package bundlefile

// A Content is what is in a bundle.
type Content struct {
	// Files are the files that OPA reads, by path with slashes, from the
	// folder of the bundle.
	Files map[string][]byte
	// Others are the paths of all other files, sorted.
	Others []string
}

// Names of files in the folder of a bundle.
const (
	Data       = "data.json"
	Manifest   = ".manifest"
	Signatures = ".signatures.json"
)

// Limits for what is read. A bundle of 20,000 users, 6,000 folders and 60,000
// dashboards has 46 MB of data, 5 MB in an archive.
const (
	// MaxArchive is how many bytes an archive may have.
	MaxArchive = 128 << 20
	// MaxData is how many bytes data.json may have.
	MaxData = 512 << 20
	// MaxFile is how many bytes any other file may have: the largest module
	// has less than 100 kB.
	MaxFile = 4 << 20
	// MaxTotal is how many bytes the files may have together.
	MaxTotal = MaxData + 64<<20
	// MaxFiles is how many files there may be, those included that OPA does
	// not read; a bundle has some 20.
	MaxFiles = 10_000
	// MaxRatio is how many times as large as an archive its files may be
	// together. JSON of a configuration gets ten times as small; it takes an
	// archive made for the purpose to unpack to a thousand times its size.
	MaxRatio = 100
)
