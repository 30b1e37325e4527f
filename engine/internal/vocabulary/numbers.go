package vocabulary

// Words are numbers by name. The zero value has none. They are safe for concurrent use
// once no more are put in.
type Words map[string]int32

// NewWords numbers texts by their positions.
func NewWords(texts []string) Words {
	w := make(Words, len(texts))
	for i, text := range texts {
		w.Put(text, int32(i))
	}
	return w
}

// Put adds a word with a number, unless the word is already there.
func (w Words) Put(text string, number int32) {
	if _, ok := w[text]; !ok {
		w[text] = number
	}
}

// Find returns the number of a word, or -1.
func (w Words) Find(text string) int32 {
	if n, ok := w[text]; ok {
		return n
	}
	return -1
}

// A Numbering numbers names, from First, in the order in which they are added.
type Numbering struct {
	Of    map[string]int32
	Names []string
	First int32
}

// Number returns the number of a name, which it adds if necessary.
func (n *Numbering) Number(name string) int32 {
	if i, ok := n.Of[name]; ok {
		return i
	}
	if n.Of == nil {
		n.Of = map[string]int32{}
	}
	i := n.First + int32(len(n.Names))
	n.Of[name] = i
	n.Names = append(n.Names, name)
	return i
}

// Name returns the name with a number.
func (n *Numbering) Name(i int32) string { return n.Names[i-n.First] }
