// Package faults checks what `rolecall serve` does when something fails: clients that stall, disks
// that are full, files that are broken while it runs, and signals. docs/operations.md describes it.
package faults
