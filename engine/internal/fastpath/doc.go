// Package fastpath decides the common case: one permission, on a declared resource, for a user
// without a session. View.Check asks it first, and package access about everything that it leaves
// open. An Index is made of an index.Index and always agrees with it.
//
// # What it decides
//
// A request is decided here if
//
//   - the subject is a user by login, without groups and tokens, who is in the org, or holds the same in every org
//     that it is not in;
//   - the resource is declared, is not the folder General, and no creator is named;
//   - the action takes exactly one permission on the resource itself;
//   - the request has no time.
//
// Everything else is left open: accounts, keys and anonymous access, emails instead of logins,
// sessions, undeclared resources, actions in several steps such as delegating a role, and
// users whose team or name is assigned a role at a place that the resource shares with others. So is
// whatever exceeds a limit below. Being left open costs time, and never changes a decision.
//
// # Layout
//
// Main memory answers in some 100 ns, and a processor reads it in lines of 64 bytes. So a decision reads
// one line of the member and one of the resource. Both are found by hash, so they do not wait for
// each other. Everything else that it reads is small and shared by many requests: the line of the action,
// a slot for the type, the org, and a mask of roles.
//
//	member                              resource
//	 0 ┌──────────────────────────┐      0 ┌──────────────────────────┐
//	   │ code of the login        │        │ code of the id           │
//	32 ├──────────────────────────┤     32 ├──────────────────────────┤
//	   │ mask: role-like holders  │        │ 6 grants: 27 bits owner, │
//	40 ├──────────────────────────┤        │           5 bits levels  │
//	   │ 5 individual holders     │     56 ├──────────────────────────┤
//	   │                          │        │ more: the other grants   │
//	60 ├────────────┬──────┬──────┤     60 ├────────────┬──────┬──────┤
//	   │ count      │shared│length│        │ row        │count │length│
//	64 └────────────┴──────┴──────┘     64 └────────────┴──────┴──────┘
//
//	action                              roles of an org
//	 0 ┌──────────────────────────┐                 row 0   row 1   row 2 …
//	   │ code of the name         │      column 0 │ mask  │ mask  │ mask  │
//	32 ├──────────────────────────┤      column 1 │ mask  │ mask  │ mask  │
//	   │ 6 needs, one for each    │      …
//	   │ type: column, level,     │
//	   │ alone                    │      The request is allowed if
//	56 ├──────┬───────────────────┤        roles[column][row] & mask ≠ 0, or
//	   │length│                   │        a grant to a holder has the level.
//	64 └──────┴───────────────────┘
//
// The code of a name is 32 bytes: a shorter name is whole in it, so no text is read to compare. A longer
// name is compared with a list of texts besides, which costs a line more.
//
// Role-like holders, such as org roles, are few: index.FirstOwner bounds them at 64, a mask of one
// word. What they have on a resource is the same for many resources, so the resource holds the number
// of a row. The masks of one permission lie together, because few permissions are asked for often.
// Individual holders are users and teams. After 32 bytes of code, 8 of mask and 4 of counts, 20
// bytes are left: five holders, which are a user and four teams. After 32 bytes of code, and 8 for the
// rest, 24 are left of a resource: six grants. In the generated configuration
// of size M with folders nested three deep, most resources have no more. The others read
// a second line, where the rest stands together.
//
// A level is a set of permissions that differs from others in the lists of a type of resource.
// Grafana has three, View, Edit and Admin; an action knows which bit gives its permission. There is
// room for five, as in some releases a list gives a part of a level. The bits of levels do not stand in an order.
//
// Folders nest without cost, because a resource has the grants of all folders above it.
//
// # Limits
//
// Layout and limits are constants of layout.go and types.go. The size of records is checked by the compiler. A
// limit that a configuration exceeds leaves what exceeds it open:
//
//   - names of types: 4 to 16 bytes, and 6 types, in slots without collision;
//   - logins and ids: fewer than 255 bytes; actions: 32;
//   - owners with grants near a resource: 32; numbers of owners: below 2²⁷;
//   - rows of an org: 4,096; levels of a type: 5;
//   - individual holders of a member: fewer than 65,535.
//
// # What it is worth
//
// docs/performance.md has the figures at sizes S, M and L, beside plain Go in the same run. This command
// measures them:
//
//	cd tests/benchmark && go test . -run '^$' -bench Check -benchtime 7x -timeout 0 -args -peers 'floor|Check'
package fastpath
