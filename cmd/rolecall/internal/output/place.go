package output

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/internal/printable"
)

// A Place is a range in a file. Its zero value stands for no place.
type Place struct {
	// File is the path from the working directory.
	File  string `json:"file"`
	Range Range  `json:"range"`
}

// A Range is a part of a file.
type Range struct {
	Start Pos `json:"start"`
	End   Pos `json:"end"`
}

// A Pos is a position in a file. Lines and columns count from 1, bytes from 0.
type Pos struct {
	Line   int `json:"line"`
	Column int `json:"column"`
	Byte   int `json:"byte"`
}

// PlaceOf returns the place of a range. Path returns the path of a file from the working
// directory.
func PlaceOf(at hcl.Range, path func(string) string) Place {
	return Place{path(at.Filename), Range{Pos(at.Start), Pos(at.End)}}
}

// String returns FILE:LINE, safe to print.
func (p Place) String() string {
	return fmt.Sprintf("%s:%d", printable.Name(p.File), p.Range.Start.Line)
}
