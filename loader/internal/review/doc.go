// Package review checks a configuration whose names are resolved: whether the
// declared version of Grafana has everything that is written, and whether
// something valid is probably a mistake.
package review
