package explain

// Reword has texts made by other words until the restore that it returns is called.
func Reword(step func(Step) string, edit func(Edit) string, problem func(Problem) string) (restore func()) {
	former := words
	words.step, words.edit, words.problem = step, edit, problem
	return func() { words = former }
}
