# METADATA
# title: Editions
# description: |
#   What needs a licence: which editions of Grafana have one, and which parts of a configuration only a licensed server
#   has. The edits that write such a part are in grants/grants.rego, licensed_edits.
package rolecall.grafana.editions

# METADATA
# description: Whether an edition has a licence (grafana.com, plans; docs, introduction to Grafana Enterprise).
licensed := {"cloud": true, "enterprise": true, "oss": false}

# METADATA
# description: |
#   Whether an edition has server admins: Grafana Cloud runs the server (docs, administration/roles-and-permissions: the
#   role of server administrators is not in Cloud).
server_admins := {"cloud": false, "enterprise": true, "oss": true}

# METADATA
# description: |
#   The parts of a configuration that need a licence, by type of block, or by `type.attribute`: what the part is, and
#   the source.
parts := {
	"basic_role": {
		"what": "Changing what a basic role may do",
		"source": "docs, administration/roles-and-permissions/access-control (8.0 to 13): Grafana Enterprise and Cloud",
	},
	"data_source.permission": {
		"what": "A permission of a data source",
		"source": "docs, administration/data-source-management, data source permissions: Grafana Enterprise and Cloud",
	},
	"role": {
		"what": "A custom role",
		"source": "docs, administration/roles-and-permissions/access-control (8.0 to 13): Grafana Enterprise and Cloud",
	},
	"role_assignment": {
		"what": "Assigning a role",
		"source": "docs, administration/roles-and-permissions/access-control (8.0 to 13): Grafana Enterprise and Cloud",
	},
	"team.external_groups": {
		"what": "Team sync",
		"source": "docs, setup-grafana/configure-security/configure-team-sync: Grafana Enterprise and Cloud",
	},
}
