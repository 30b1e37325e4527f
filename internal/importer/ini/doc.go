// Package ini reads the settings in grafana.ini that change access, as the API of a server
// does not tell all of them, or not to everybody.
package ini
