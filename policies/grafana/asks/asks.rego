# METADATA
# title: What is asked without a resource
# description: |
#   A phrase for each action that Grafana asks without a resource, which says what is asked then. When Grafana asks it
#   is a requirement (requirements.rego), of the kind `org`; a phrase holds in every release.
package rolecall.grafana.asks

import data.rolecall.derive.actions

# METADATA
# description: |
#   The phrases, by action. Where an action is asked of single resources too, or its meaning is long, the phrase is in
#   the table below. Otherwise it is the meaning.
phrases := object.union({action: _phrase(meaning) | some action, meaning in actions.meanings}, _own)

# METADATA
# description: |
#   The actions that are not asked without a resource though their permissions have no scope, and since when. Who
#   makes or deletes a snapshot also needs rights on its dashboard (recorded: acl-vce0-eca0 of 12.2.0-pre), and a
#   playlist is written by itself. API keys are gone, their permissions stayed (pull request 106019).
not_alone := {
	"apikeys:create": {"since": "12.1"},
	"playlists:write": {"since": "8.0"},
	"snapshots:create": {"since": "8.0"},
	"snapshots:delete": {"since": "8.0"},
}

# A meaning is a sentence.
_phrase(meaning) := concat("", [lower(substring(meaning, 0, 1)), trim_suffix(substring(meaning, 1, -1), ".")])

_own := {
	"alert.configuration:read": "read the configuration of Alertmanagers",
	"alert.configuration:write": "change the configuration of Alertmanagers",
	"alert.instances:create": "create a silence",
	"alert.instances:write": "change and expire silences",
	"alert.notifications.channels:create": "create a notification channel",
	"alert.notifications.channels:lookup": "look up notification channels",
	"alert.notifications.channels:read": "list notification channels",
	"alert.notifications.channels:test": "test a new notification channel",
	"alert.notifications.inhibition-rules:read": "list inhibition rules",
	"alert.notifications.provisioning:read": "read the provisioning of notifications",
	"alert.notifications.provisioning:write": "change the provisioning of notifications",
	"alert.notifications.receivers.secrets:read": "list contact points with their secrets",
	"alert.notifications.receivers:create": "create a contact point",
	"alert.notifications.receivers:list": "list the names of contact points",
	"alert.notifications.receivers:read": "list contact points",
	"alert.notifications.receivers:test": "test contact points",
	"alert.notifications.system-status:read": "read the status of the Alertmanager",
	"alert.notifications:read": "read contact points, notification policies and templates",
	"alert.notifications:write": "change contact points, notification policies and templates",
	"alert.provisioning.provenance:write": "set the provenance of alerting resources",
	"alert.provisioning.secrets:read": "export alerting resources with their secrets",
	"alert.provisioning:read": "read alerting resources by the provisioning API",
	"alert.provisioning:write": "change alerting resources by the provisioning API",
	"alert.rules:pause-all": "pause all alerts of the server",
	"alert.rules:read": "list alert rules",
	"alert.silences:read": "list silences",
	"annotations.graphite:create": "create an annotation in the format of Graphite",
	"annotations:create": "create an annotation of the org",
	"annotations:read": "find annotations",
	"apikeys:create": "create an API key",
	"apikeys:read": "list API keys",
	"banners:write": "change announcement banners",
	"dashboards.insights:read": "read the usage insights of dashboards",
	"datasources.insights:read": "read the usage insights of data sources",
	"datasources:create": "create a data source",
	"datasources:query": "query data sources",
	"datasources:read": "list data sources",
	"folders:create": "create a folder at the top",
	"folders:read": "list folders",
	"grafana-auth-app:write": "change Cloud access policies",
	"grafana-synthetic-monitoring-app:write": "set Synthetic Monitoring up",
	"library.panels:read": "list library panels",
	"licensing.reports:read": "read the licensing reports",
	"licensing:delete": "delete the licence",
	"licensing:read": "read the licence",
	"licensing:write": "change the licence",
	"notebooks:read": "list notebooks",
	"org.users:add": "add any user to the org",
	"org.users:lookup": "look up users of the org",
	"org.users:read": "list the users of the org",
	"org.users:remove": "remove any user from the org",
	"org.users:write": "change the role of any user of the org",
	"orgs.preferences:read": "read the preferences of the org",
	"orgs.preferences:write": "change the preferences of the org",
	"orgs.quotas:read": "read the quotas of the org",
	"orgs.quotas:write": "change the quotas of the org",
	"orgs:create": "create an org",
	"orgs:delete": "delete the org",
	"orgs:read": "read the org",
	"orgs:write": "change the name and address of the org",
	"playlists:create": "create a playlist",
	"playlists:read": "list playlists",
	"plugins:install": "install plugins",
	"provisioning.stats:read": "read the statistics of Git Sync",
	"reports.settings:read": "read the settings of reports",
	"reports.settings:write": "change the settings of reports",
	"reports:create": "create a report",
	"reports:read": "list reports",
	"resourcepermissions:create": "create permissions of resources",
	"resourcepermissions:read": "list permissions of resources",
	"roles.builtin:add": "assign roles to basic roles",
	"roles.builtin:list": "list the roles of basic roles",
	"roles.builtin:remove": "remove roles from basic roles",
	"roles:delete": "delete roles",
	"roles:list": "list roles",
	"roles:read": "list roles",
	"roles:write": "create and change roles",
	"secret.keepers:create": "create a secret keeper",
	"secret.keepers:read": "list secret keepers",
	"secret.securevalues:read": "list secure values",
	"server.stats:read": "read the statistics of the server",
	"serviceaccounts:create": "create a service account",
	"serviceaccounts:read": "list service accounts",
	"settings:write": "change the settings of the server",
	"snapshots:create": "create a snapshot",
	"snapshots:read": "list snapshots",
	"status:accesscontrol": "read the status of access control",
	"teams.roles:add": "assign roles to teams",
	"teams.roles:remove": "remove roles from teams",
	"teams:create": "create a team",
	"teams:read": "list teams",
	"users.permissions:read": "search the permissions of users",
	"users.roles:add": "assign roles to users",
	"users.roles:remove": "remove roles from users",
	"users:create": "create a user of the server",
	"users:read": "list the users of the server",
	"variables:read": "list variables",
}
