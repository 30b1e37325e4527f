package engine

// decide decides a request. One that says no time is made to say now, if the
// decision depends on it.
func (x *index) decide(r *Request) bool {
	if allowed, ok := x.plain.decide(r); ok {
		return allowed
	}
	q := question{index: x, request: r}
	return q.ask() == noProblem && q.allowed()
}
