package schema

import "testing"

func TestBefore(t *testing.T) {
	for _, tc := range []struct {
		a, b Version
		want bool
	}{
		{"8.0", "8.5", true},
		{"8.5", "8.0", false},
		{"9.3", "13.3", true},
		{"13.3", "9.3", false},
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
	for v, want := range map[Version][2]int{"8.0": {8, 0}, "10.2": {10, 2}, "13.3": {13, 3}, "13": {13, 0}, "9.3.1": {9, 3}, "": {0, 0}, "x.y": {0, 0}} {
		if got := [2]int{v.Major(), v.Minor()}; got != want {
			t.Errorf("%q has the numbers %v, want %v", v, got, want)
		}
	}
}

func TestRelease(t *testing.T) {
	for v, want := range map[Version]Version{
		"8.0": "8.0", "8.0.7": "8.0", "10.2": "10.2.3", "10.2.0": "10.2", "10.2.2": "10.2", "10.2.7": "10.2.3",
		"11.3": "11.3.1", "11.3.0": "11.3", "12.4.1": "12.4", "13": "13.0", "8": "8.0", "13.3": "13.3",
		"": "", "7.5": "", "13.4": "", "14": "", "9.6": "", "v8.5": "", "8.0-beta1": "", "8.": "", "8.0.0.1": "", "x": "",
		"11.01": "", "011.6": "", "11.6.01": "", "11.00": "", "08": "", "11.6.0": "11.6", "11.1.10": "11.1.5", "11.10": "",
	} {
		if got := v.Release(); got != want {
			t.Errorf("release of %q: got %q, want %q", v, got, want)
		}
	}
	for major, want := range map[int]Version{8: "8.5", 9: "9.5", 10: "10.4", 13: "13.3", 7: "", 99: ""} {
		if got := LastOf(major); got != want {
			t.Errorf("last of %d: got %q, want %q", major, got, want)
		}
	}
}

func TestWithin(t *testing.T) {
	for _, tc := range []struct {
		v, since, until Version
		want            bool
	}{
		{"12.3.1", "12.3.0", "12.3.2", true},
		{"12.3.0", "12.3.0", "12.3.2", true},
		{"12.3.2", "12.3.0", "12.3.2", false},
		{"12.3", "12.3.0", "12.3.2", false},
		{"12.1", "12.0.0", "12.2.9", true},
		{"12", "12.0.0", "12.0.9", false},
		{"10.1", "10.2.0", "11.6.10", false},
		{"10.2", "10.2.0", "11.6.10", true},
		{"11.6.10", "10.2.0", "11.6.10", false},
	} {
		if got := tc.v.Within(tc.since, tc.until); got != tc.want {
			t.Errorf("%q within %q and %q: got %v", tc.v, tc.since, tc.until, got)
		}
	}
}
