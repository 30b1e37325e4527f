package explain

// Reword has texts made by other words until the restore that it returns is
// called.
func Reword(step func(Step) string, edit func(Edit) string) (restore func()) {
	former := words
	words.step, words.edit = step, edit
	return func() { words = former }
}
