# A policy of one's own on top of a bundle: the folders of Acme that a user can change.
package example.folders

import data.rolecall.authz

editable contains uid if {
	some uid, _ in data.rolecall.world.orgs.acme.folders
	authz.allow with input as {
		"subject": {"type": "user", "id": input.user},
		"action": {"name": "folders:write"},
		"resource": {"type": "folder", "id": uid},
		"context": {"org": "acme"},
	}
}
