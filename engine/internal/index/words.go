package index

// words are numbers by name. The zero value has none. It is safe for concurrent use
// once no more are put in.
type words map[string]int32

// newWords numbers texts by their places.
func newWords(texts []string) words {
	w := make(words, len(texts))
	for i, text := range texts {
		w.put(text, int32(i))
	}
	return w
}

// put adds a word with a number, unless the word is there.
func (w words) put(text string, number int32) {
	if _, ok := w[text]; !ok {
		w[text] = number
	}
}

// Find returns the number of a word, or -1.
func (w words) Find(text string) int32 {
	if n, ok := w[text]; ok {
		return n
	}
	return -1
}
