package main

import (
	"testing"

	"github.com/rolecall/rolecall/internal/arrows"
)

// TestArrows holds the packages of the command to one direction and to a size.
func TestArrows(t *testing.T) {
	const internal = "cmd/rolecall/internal/"
	arrows.Rules{
		Module: "github.com/rolecall/rolecall", Folder: "cmd/rolecall",
		Below: arrows.Down("cmd/rolecall", internal+"complete", internal+"testrun", internal+"diffrun", internal+"audit", internal+"buildrun", internal+"exportrun", internal+"serving", internal+"importrun", internal+"source", internal+"cli", internal+"request",
			internal+"actions", internal+"report", internal+"diagnostics", internal+"sarif", internal+"output"),
		Outside: []string{"engine", "internal", "loader", "schema"},
		Lines:   2200, Files: 15, Methods: 35,
	}.Test(t, ".")
}
