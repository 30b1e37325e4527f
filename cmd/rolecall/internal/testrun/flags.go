package testrun

import (
	"errors"
	"strconv"
	"time"
)

// parseCount reads a whole number that is not negative.
func parseCount(text string) (int, error) {
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil || n < 0 {
		return 0, errors.New("it takes a whole number from 0")
	}
	return int(n), nil
}

// parsePercent reads a number from 0 to 100.
func parsePercent(text string) (float64, error) {
	percent, err := strconv.ParseFloat(text, 64)
	if err != nil || !(percent >= 0 && percent <= 100) { // NaN is neither
		return 0, errors.New("it takes a number of percent, from 0 to 100")
	}
	return percent, nil
}

// parseLimit reads a time limit that is not negative.
func parseLimit(text string) (time.Duration, error) {
	limit, err := time.ParseDuration(text)
	if err != nil || limit < 0 {
		return 0, errors.New("it takes a time from 0, as in 90s or 5m")
	}
	return limit, nil
}
