# METADATA
# title: Requirements
# description: |
#   The permissions that an action on a resource needs. A fact is under its name: the `kinds` of resource (request.rego)
#   and the `actions` that it is about, and a row for each span of releases. A row has the `ways`, of which one
#   must hold whole: a way maps each permission that is needed to where it is needed (places.rego); `@` is the
#   action itself, `self` just that at the resource, and `anywhere` just that at any scope. An action on a kind
#   that has no row is denied. The kind `org` without an id is what Grafana asks without a resource. A fact about both
#   `org` and `server` is about the server: only a request without a resource can leave that out. Where permissions
#   decide, `org` also has each action whose permissions have no scope, anywhere (derive/derive.rego).
#
#   Sources, where a row does not have its own: where roles decide, the routes and guardians of the tag of the
#   release (v8.0.7, v8.5.15), below pkg/, first of all api/api.go, and decisions of its server
#   (tests/conformance); for the beta, docs/sources/enterprise/access-control of tag v8.0.7; where permissions
#   decide, those of v8.5.15 and v9.3.2, and for 13 the documentation on role-based access control, as no
#   server of it was recorded. A path in a row is a file of the oldest release of the row.
package rolecall.grafana.requirements

import data.rolecall.grafana.releases

# METADATA
# description: "The requirements at a release, as rows of columns: [kinds of resource, actions, ways]."
table(mode, release) := [[facts[name].kinds, facts[name].actions, row.ways] |
	some name, row in releases.at({name: fact.rows | some name, fact in facts}, mode, release)
]

# METADATA
# description: All facts, by name.
facts := object.union_n(parts)

# METADATA
# description: The facts by what they are about; no two parts have a name in common.
parts := [of_folders, of_contents, of_alerting, of_lists, of_orgs, of_roles, of_server]

# METADATA
# description: The one way that takes the action itself at the resource.
self := [{"@": "resource"}]

# METADATA
# description: |
#   The one way that takes the action itself at any scope, as Grafana checks a permission without a scope: any
#   permission with the action will do (services/accesscontrol/evaluator.go).
anywhere := [{"@": "any scope at all"}]
