package engine

// Problem is why nobody could be allowed a request, whoever asks: an action
// that is not known, or not asked of such a resource, something that is not
// declared. The subject of the request is disregarded. It is empty for what
// somebody could be allowed, and the same as that of WhoCan.
func (e *Engine) Problem(r Request) string {
	r.Subject = Subject{}
	q := question{index: e.state.Load().index, request: &r, subject: nobody}
	p := q.askOrg()
	if p == noProblem {
		p = q.askAccess()
	}
	return q.sentence(p)
}
