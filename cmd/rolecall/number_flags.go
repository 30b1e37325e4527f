package main

import (
	"errors"
	"fmt"
	"strconv"
	"time"
)

// A countFlag is a whole number that is not negative.
type countFlag struct{ n *int }

func (f countFlag) String() string { return shown(f.n) }

func (f countFlag) Type() string { return "int" }

func (f countFlag) Set(text string) error {
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil || n < 0 {
		return errors.New("it takes a whole number from 0")
	}
	*f.n = int(n)
	return nil
}

// A percentFlag is a number from 0 to 100.
type percentFlag struct{ percent *float64 }

func (f percentFlag) String() string { return shown(f.percent) }

func (f percentFlag) Type() string { return "float64" }

func (f percentFlag) Set(text string) error {
	percent, err := strconv.ParseFloat(text, 64)
	if err != nil || !(percent >= 0 && percent <= 100) { // which NaN is not either
		return errors.New("it takes a number of percent, from 0 to 100")
	}
	*f.percent = percent
	return nil
}

// A limitFlag is a time to spend, which is not negative.
type limitFlag struct{ limit *time.Duration }

func (f limitFlag) String() string { return shown(f.limit) }

func (f limitFlag) Type() string { return "duration" }

func (f limitFlag) Set(text string) error {
	limit, err := time.ParseDuration(text)
	if err != nil || limit < 0 {
		return errors.New("it takes a time from 0, as in 90s or 5m")
	}
	*f.limit = limit
	return nil
}

// shown is the value of a flag as its help shows it; empty for zero, and for the
// flag without a value that help compares with.
func shown[T comparable](v *T) string {
	var zero T
	if v == nil || *v == zero {
		return ""
	}
	return fmt.Sprint(*v)
}
