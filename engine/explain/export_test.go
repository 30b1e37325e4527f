package explain

// Reword replaces the words of texts until restore is called.
func Reword(step func(Step) string, edit func(Edit) string, problem func(Problem) string) (restore func()) {
	former := words
	words.step, words.edit, words.problem = step, edit, problem
	return func() { words = former }
}
