package decode

// A TestFile is a file of tests by its name.
type TestFile struct {
	Name string
	Src  []byte
}

// Given is a source of values of variables. Later ones win.
type Given struct {
	// Values are raw texts by name of variable; nil for a file.
	Values map[string]string
	// Strict says that a variable that is not declared is an error.
	Strict bool
	// File and src are the name and the content of a file of values.
	File string
	Src  []byte
}
