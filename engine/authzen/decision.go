package authzen

// A Decision is the outcome of a request. The zero Decision denies.
type Decision struct {
	Allowed bool
}
