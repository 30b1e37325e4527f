package schema

import "testing"

func TestBefore(t *testing.T) {
	for _, tc := range []struct {
		a, b Version
		want bool
	}{
		{"8.0", "8.5", true},
		{"8.5", "8.0", false},
		{"9.3", "13", true},
		{"13", "9.3", false},
		{"13", "13.0", false},
		{"10.2", "10", false},
		{"9.3", "10.2", true},
		{"", "8.0", true},
	} {
		if got := tc.a.Before(tc.b); got != tc.want || tc.a.AtLeast(tc.b) == tc.want {
			t.Errorf("%q before %q: got %v", tc.a, tc.b, got)
		}
	}
}

func TestNumbers(t *testing.T) {
	for v, want := range map[Version][2]int{"8.0": {8, 0}, "10.2": {10, 2}, "13": {13, 0}, "9.3.1": {9, 3}, "": {0, 0}, "x.y": {0, 0}} {
		if got := [2]int{v.Major(), v.Minor()}; got != want {
			t.Errorf("%q has the numbers %v, want %v", v, got, want)
		}
	}
}

func TestKnown(t *testing.T) {
	for since, want := range map[Version]Version{"8.0": "8.0", "8.4": "8.5", "9.0": "9.3", "10.2": "13", "99": ""} {
		if got := since.FirstKnown(); got != want {
			t.Errorf("first known of %q: got %q, want %q", since, got, want)
		}
	}
	for until, want := range map[Version]Version{"8.0": "", "9.0": "8.5", "13": "9.3", "99": "13"} {
		if got := until.LastKnownBefore(); got != want {
			t.Errorf("last known before %q: got %q, want %q", until, got, want)
		}
	}
}
