// Package bundlefile reads and writes the files of bundles, in a folder or in an
// archive .tar.gz. It knows which files OPA reads in a bundle, but does not look
// into them.
//
// Read reads regular files only, follows no link out of a folder, and keeps to limits
// before it unpacks or returns anything. Write replaces a whole bundle by another in
// one step, or changes nothing.
package bundlefile

// A Content holds the files of a bundle.
type Content struct {
	// Files holds the files that OPA reads, by path from the folder of the
	// bundle, with slashes.
	Files map[string][]byte
	// Others holds the paths of all other files, sorted.
	Others []string
}

// Names of files in the folder of a bundle.
const (
	Data       = "data.json"
	Manifest   = ".manifest"
	Signatures = ".signatures.json"
)

// Limits on the bundles that Read accepts. A bundle of 20,000 users, 6,000 folders
// and 60,000 dashboards has 46 MB of data, 5 MB in an archive.
const (
	// MaxArchive is the greatest size of an archive, in bytes.
	MaxArchive = 128 << 20
	// MaxData is the greatest size of data.json, in bytes.
	MaxData = 512 << 20
	// MaxFile is the greatest size of any other file, in bytes. The largest
	// module has less than 100 kB.
	MaxFile = 4 << 20
	// MaxTotal is the greatest size of all files together, in bytes.
	MaxTotal = MaxData + 64<<20
	// MaxFiles is the number of files that a bundle may have, including files
	// that OPA does not read. A bundle of rolecall has some 20.
	MaxFiles = 10_000
	// MaxRatio is the greatest size of all files together, in multiples of the
	// size of the archive. The JSON of a configuration shrinks to a tenth; only
	// an archive made for the purpose unpacks to a thousand times its size.
	MaxRatio = 100
)
