// Package ini reads the settings in grafana.ini that change access: those that the API of a server
// does not tell, or not to everybody.
package ini
