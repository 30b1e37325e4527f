package engine

// askOfNobody matches a request whose subject is disregarded.
func (x *index) askOfNobody(r Request) (*question, problem) {
	r.Subject = Subject{}
	q := &question{index: x, request: &r, subject: nobody}
	if p := q.askOrg(); p != noProblem {
		return q, p
	}
	return q, q.askAccess()
}
