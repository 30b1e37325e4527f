# METADATA
# title: Short tests
# description: |
#   Asks requests in a few words, for tests of a configuration: in the words of a command line, as in
#   `testing.allowed("user:eve", "dashboards:write", "dashboard:latency")`. It works under
#   `rolecall test`, and under `opa test BUNDLE mytests/`. Nothing here decides anything.
package rolecall.testing

import data.rolecall.authz
import data.rolecall.request as asked

# METADATA
# description: |
#   Whether `subject` is allowed `action` on `resource`. A subject is "user:LOGIN",
#   "service_account:NAME", "api_key:NAME" or "anonymous"; a resource is "TYPE:ID", "TYPE" for all of a
#   kind, "" for none, or an object as requests have it. Where several orgs are declared,
#   `allowed_in` says which one is meant.
allowed(subject, action, resource) if allows(request(subject, action, resource, {}))

# METADATA
# description: |
#   Whether `subject` is denied `action` on `resource`. It is neither allowed nor denied a request that
#   names anything unknown: an org, subject or resource that is not declared, or an action that Grafana
#   does not have, or does not check on such a resource. So a test with a misspelt name fails.
denied(subject, action, resource) if denies(request(subject, action, resource, {}))

# METADATA
# description: Whether `subject` is allowed `action` on `resource` in the context of `org`.
allowed_in(org, subject, action, resource) if allows(request(subject, action, resource, {"org": org}))

# METADATA
# description: Whether `subject` is denied `action` on `resource` in the context of `org`.
denied_in(org, subject, action, resource) if denies(request(subject, action, resource, {"org": org}))

# METADATA
# description: Whether a whole request, as `request` makes one, is allowed.
allows(r) if authz.allow with input as r

# METADATA
# description: Whether a whole request is denied, and everything exists that it names.
denies(r) if {
	not allows(r)
	asked.exists with input as r
}

# METADATA
# scope: document
# description: Whether a whole request is allowed; undefined for a request that is neither allowed nor denied.
answer(r) if allows(r)

answer(r) := false if denies(r)

# METADATA
# description: The decision on a whole request, with its reasons.
decision(r) := d if {
	d := authz.decision with input as r
}

# METADATA
# description: |
#   A request in the words of `allowed`, with any of `more`: "org", "time" (RFC 3339), "groups" (of the
#   session), "token", "folder", "dashboard" (of an undeclared resource) and "created_by".
request(subject, action, resource, more) := {
	"subject": object.union(_named(subject), _with(more, ["groups", "token"])),
	"action": {"name": action},
	"resource": object.union(_resource(resource), _with(more, ["folder", "dashboard", "created_by"])),
	"context": object.filter(more, ["org", "time"]),
} if {
	every name, _ in more {
		name in {"org", "time", "groups", "token", "folder", "dashboard", "created_by"}
	}
}

_with(more, names) := {"properties": properties} if {
	properties := object.filter(more, names)
	properties != {}
} else := {}

_resource(resource) := resource if {
	is_object(resource)
} else := {} if {
	resource == ""
} else := _named(resource)

# An id may have colons in it: only the first ends the type.
_named(words) := {"type": type, "id": id} if {
	colon := indexof(words, ":")
	colon >= 0
	type := substring(words, 0, colon)
	id := substring(words, colon + 1, -1)
} else := {"type": words}
