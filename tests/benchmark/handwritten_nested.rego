package access

default allow := false

needed := {
	"dashboards:read": 1,
	"folders:read": 1,
	"dashboards:write": 2,
	"folders:write": 2,
	"dashboards:create": 2,
}[input.action.name]

member := data.access.members[input.context.org][input.subject.id]

item := data.access.items[input.context.org][input.resource.type][input.resource.id]

folders := data.access.items[input.context.org].folder

allow if {
	item
	member.role == "Admin"
}

allow if item.roles[member.role] >= needed

allow if item.users[input.subject.id] >= needed

allow if {
	some team, _ in member.teams
	item.teams[team] >= needed
}

allow if {
	some uid in item.above
	folders[uid].roles[member.role] >= needed
}

allow if {
	some uid in item.above
	folders[uid].users[input.subject.id] >= needed
}

allow if {
	some uid in item.above
	some team, _ in member.teams
	folders[uid].teams[team] >= needed
}
