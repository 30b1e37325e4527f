# METADATA
# title: Releases
# description: |
#   The releases of Grafana whose rules are known, and which of them a fact holds in. Every table of facts
#   says so in the same way.
package rolecall.grafana.releases

# METADATA
# description: |
#   The releases, oldest first, by what decides in them: `roles` in 8.x without the feature toggle
#   accesscontrol; `beta` in 8.0 with it; `permissions` in all newer ones, and in 8.5 with it.
known := {
	"beta": ["8.0"],
	"permissions": ["8.5", "9.3", "13"],
	"roles": ["8.0", "8.5"],
}

# METADATA
# description: |
#   Whether a fact holds in a release: `spans` has, for each of `known`, the release that brought the fact
#   (`since`) and the one that ended it (`until`, which is left out for none).
holds(spans, mode, release) if {
	span := spans[mode]
	_place(mode, release) >= _place(mode, span.since)
	not _ended(mode, span, release)
}

_ended(mode, span, release) if _place(mode, release) >= _place(mode, span.until)

_place(mode, release) := [i | some i, known_release in known[mode]; known_release == release][0]
