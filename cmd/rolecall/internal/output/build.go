package output

import (
	"fmt"
	"runtime/debug"
	"strconv"
	"time"
)

// A Build tells which program runs. A part that is not known is empty.
type Build struct {
	// Version is that of a release, or "(devel)" for a program that was not built from one.
	Version string `json:"version"`
	// Commit is the commit that the program was built from, and CommitTime its time. The time of
	// the build is nowhere, so that two builds of one commit are the same program.
	Commit     string    `json:"commit,omitempty"`
	CommitTime time.Time `json:"commit_time,omitzero"`
	// Modified reports whether there were changes beside the commit.
	Modified bool `json:"modified,omitempty"`
	// Go is the version of Go that built the program.
	Go string `json:"go,omitempty"`
}

// BuildOf returns the build that Go has written into a program, which is nil for none.
func BuildOf(info *debug.BuildInfo) Build {
	b := Build{Version: "(devel)"}
	if info == nil {
		return b
	}
	if info.Main.Version != "" {
		b.Version = info.Main.Version
	}
	b.Go = info.GoVersion
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.time":
			b.CommitTime, _ = time.Parse(time.RFC3339, s.Value) // not known if it cannot be read
		case "vcs.modified":
			b.Modified, _ = strconv.ParseBool(s.Value)
		}
	}
	return b
}

// ThisBuild returns the build of this program.
func ThisBuild() Build {
	info, _ := debug.ReadBuildInfo()
	return BuildOf(info)
}

// Version returns the version of this program.
func Version() string { return ThisBuild().Version }

// String returns the build as one line.
func (b Build) String() string {
	text := "rolecall " + b.Version
	if b.Commit != "" {
		text += ", commit " + b.Commit
	}
	if !b.CommitTime.IsZero() {
		text += fmt.Sprintf(" of %s", b.CommitTime.UTC().Format(time.RFC3339))
	}
	if b.Modified {
		text += " with changes"
	}
	if b.Go != "" {
		text += ", built by " + b.Go
	}
	return text
}
