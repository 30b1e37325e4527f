package ini

import (
	"encoding/json"
	"regexp"
	"strings"
)

// listItems matches the items of a list: a text in double quotes, or one up to the next comma or space.
var listItems = regexp.MustCompile(`"[^"]+"|[^,\t\n\v\f\r ]+`)

// split returns the items of a setting that is a list, as Grafana splits it (pkg/util/strings.go, SplitString): those
// of a list of texts in JSON, or those that commas and spaces separate, where double quotes keep a text together. It
// returns false for a list in JSON that is broken, or of something else than texts.
func split(list string) ([]string, bool) {
	if strings.HasPrefix(strings.TrimSpace(list), "[") {
		var items []string
		err := json.Unmarshal([]byte(list), &items)
		return items, err == nil
	}
	items := listItems.FindAllString(list, -1)
	for i := range items {
		items[i] = strings.Trim(items[i], `"`)
	}
	return items, true
}

// Join returns texts as a setting that is a list, from which Grafana reads just these.
func Join(texts []string) string {
	list, err := json.Marshal(texts)
	if err != nil {
		panic("ini: " + err.Error()) // no text is without JSON
	}
	return string(list)
}
