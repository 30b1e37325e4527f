package engine

// Problem is why nobody could be allowed a request, whoever asks: an action
// that is not known, or not asked of such a resource, something that is not
// declared. The subject of the request is disregarded. It is empty for what
// somebody could be allowed, and the same as that of WhoCan.
func (e *Engine) Problem(r Request) string {
	s, err := e.current()
	if err != nil {
		return err.Error()
	}
	q, p := s.index.askOfNobody(r)
	return q.sentence(p)
}

// askOfNobody matches a request whose subject is disregarded.
func (x *index) askOfNobody(r Request) (*question, problem) {
	r.Subject = Subject{}
	q := &question{index: x, request: &r, subject: nobody}
	if p := q.askOrg(); p != noProblem {
		return q, p
	}
	return q, q.askAccess()
}
