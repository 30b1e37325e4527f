package engine

// allowed says whether some way holds whole.
func (q *question) allowed() bool {
	for i := range q.plan.ways {
		if q.holds(&q.plan.ways[i]) {
			return true
		}
	}
	return false
}

func (q *question) holds(w *way) bool {
	for _, n := range w.needs {
		if !q.has(n) {
			return false
		}
	}
	if w.delegates {
		for _, n := range q.index.held[q.request.Resource.ID] {
			if !q.has(n) {
				return false
			}
		}
	}
	return true
}

// at is where a selector says.
func (q *question) at(s selector) place {
	switch s {
	case atResource:
		return q.self
	case atDashboard:
		return q.dashboard
	case atFolder:
		return q.folder
	case atMember, atUser:
		return q.member
	}
	return place{cover: &q.org.fixed[s]}
}

// has says whether a need is met.
func (q *question) has(n need) bool {
	p := q.at(n.at)
	s := q.subject
	if p.first.gives(s, n.permission, q.creator) {
		return true
	}
	if c := p.cover; c != nil {
		if c.wide.gives(s, n.permission, q.creator) {
			return true
		}
		for _, at := range c.near {
			if at.gives(s, n.permission, q.creator) {
				return true
			}
		}
	}
	for i := range p.scopes {
		if at := p.exact[i]; at != nil {
			if at.gives(s, n.permission, q.creator) {
				return true
			}
		} else if len(q.org.globs) > 0 && q.org.globGives(s, p.scopes[i]+":"+p.id, n.permission) {
			return true
		}
	}
	return false
}

// gives says whether a subject has a permission at one of the places.
func (w *wide) gives(s *subject, permission int32, creator bool) bool {
	if w == nil {
		return false
	}
	if w.any[permission]&s.mask != 0 || creator && w.creator[permission]&s.mask != 0 {
		return true
	}
	if s.roles {
		for _, h := range s.own {
			if held := w.own[h]; held != nil && held.has(permission) {
				return true
			}
		}
	}
	return false
}

// gives says whether a subject has a permission at the place.
func (at *placeIndex) gives(s *subject, permission int32, creator bool) bool {
	for i := range at.any {
		g := &at.any[i]
		if s.mask>>g.holder&1 != 0 && g.gives.has(permission) && (creator || !g.creator) {
			return true
		}
	}
	// Both are ordered; most lists and most subjects have but a few.
	own := at.own
	for _, h := range s.own {
		own = from(own, h)
		for i := range own {
			if own[i].holder != h {
				break
			}
			if own[i].gives.has(permission) {
				return true
			}
		}
	}
	return false
}

// from leaves out the grants of holders before h.
func from(grants []grant, h holder) []grant {
	const few = 8
	for len(grants) > few {
		half := len(grants) / 2
		if grants[half].holder >= h {
			// h may be anywhere up to here, so look from the front.
			n := search(grants[:half], h)
			return grants[n:]
		}
		grants = grants[half:]
	}
	for len(grants) > 0 && grants[0].holder < h {
		grants = grants[1:]
	}
	return grants
}

// search is the number of grants of holders before h.
func search(grants []grant, h holder) int {
	low, high := 0, len(grants)
	for low < high {
		half := int(uint(low+high) >> 1)
		if grants[half].holder < h {
			low = half + 1
		} else {
			high = half
		}
	}
	return low
}

// globGives says whether a glob that matches a name gives a permission.
func (o *orgIndex) globGives(s *subject, name string, permission int32) bool {
	for i := range o.globs {
		g := &o.globs[i]
		if s.holds(g.grant.holder) && g.grant.gives.has(permission) && g.glob.Match(name) {
			return true
		}
	}
	return false
}

// holds says whether a holder is one of the subject's.
func (s *subject) holds(h holder) bool {
	if h < firstOwner {
		return s.mask>>h&1 != 0
	}
	for _, own := range s.own {
		if own == h {
			return true
		}
	}
	return false
}
