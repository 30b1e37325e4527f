package policy

// Names of places and holders that only the policies use.
const (
	// Anywhere is the place of requests that need a permission without a scope.
	Anywhere = "any scope at all"
	// OfServer is the prefix of places outside all orgs: there, roles count that
	// are assigned in every org. A scope follows it.
	OfServer = "server-wide "
	// Outside is the prefix of the holder for a user where the user is in no org.
	Outside = "outside:"
)
