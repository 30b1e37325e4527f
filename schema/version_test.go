package schema

import "testing"

func TestBefore(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		want bool
	}{
		{"8.0", "8.5", true},
		{"8.5", "8.0", false},
		{"9.3", "13", true},
		{"13", "9.3", false},
		{"13", "13.0", false},
		{"10.2", "10", false},
		{"9.3", "10.2", true},
	} {
		if got := Before(tc.a, tc.b); got != tc.want {
			t.Errorf("Before(%q, %q) = %v", tc.a, tc.b, got)
		}
	}
}

func TestFirstAndLast(t *testing.T) {
	for since, want := range map[string]string{"8.0": "8.0", "8.4": "8.5", "9.0": "9.3", "10.2": "13", "99": ""} {
		if got := FirstSince(since); got != want {
			t.Errorf("FirstSince(%q) = %q, want %q", since, got, want)
		}
	}
	for until, want := range map[string]string{"8.0": "", "9.0": "8.5", "13": "9.3", "99": "13"} {
		if got := LastBefore(until); got != want {
			t.Errorf("LastBefore(%q) = %q, want %q", until, got, want)
		}
	}
}
