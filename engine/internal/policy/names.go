package policy

// Names of places and holders that the policies coin.
const (
	// Anywhere is the place of what answers a request without a scope.
	Anywhere = "anywhere"
	// OfServer is what stands before scopes in the names of the places where what is
	// assigned in every org counts outside of all, and Server the place of what
	// answers a request without a scope there.
	OfServer = "server "
	Server   = "server"
	// Outside begins the holder that a user is where it is in no org.
	Outside = "outside:"
)
