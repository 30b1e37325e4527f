// Package command runs many command lines of rolecall in few processes.
//
// A process of rolecall compiles the policies first, which takes longer than most
// command lines do. Serve is a process that runs one command line after the other
// and compiles the policies once; a Pool is several of them, and starts another
// one for each that ends.
package command
