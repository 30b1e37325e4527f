package diag

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// unsupported matches hcl's message about an attribute or a block that is in the
// wrong place, in native and in JSON syntax, without a suggestion.
var unsupported = regexp.MustCompile(`^(An argument named|Blocks of type|No argument or block type is named) "([^"]+)"( (is|are) not expected here)?\.$`)

// terraformWords maps words of Terraform, and of its provider for Grafana, to their
// equivalents here.
var terraformWords = map[string]string{
	"backend":           "Rolecall connects to no server, so there is nothing to set up; leave the block out.",
	"count":             "Write for_each = toset([…]) to declare several things with one block.",
	"data":              `Everything that a configuration refers to is declared in it, as in folder "production" { … }; nothing is read from a server.`,
	"depends_on":        "The order of blocks never matters; leave it out.",
	"folder_uid":        "Write the folder as folder = folder.NAME.",
	"import":            "A configuration creates and changes nothing; leave it out.",
	"is_admin":          "Write grafana_admin = true for a server admin.",
	"lifecycle":         "A configuration creates and changes nothing; leave it out.",
	"module":            "The folders below this one are part of the configuration; leave the block out.",
	"moved":             "A configuration creates and changes nothing; leave it out.",
	"org_id":            "Write the org as org = org.NAME.",
	"output":            "A configuration has no outputs; use rolecall what-can or who-can.",
	"parent_folder_uid": "Write the parent folder as parent = folder.NAME.",
	"provider":          "Rolecall connects to no server, so there is nothing to set up; leave the block out.",
	"resource":          `A block begins with the type of the declared thing, as in folder "production" { … }.`,
	"role_uid":          "Write the role as role = role.NAME.",
	"terraform":         "Rolecall connects to no server, so there is nothing to set up; leave the block out.",
}

// EnvironmentPrefix begins the name of a variable in the environment. The name in
// the configuration follows.
const EnvironmentPrefix = "ROLECALL_VAR_"

// TerraformFunctions maps functions of Terraform to the reason why they are missing
// here.
var TerraformFunctions = explained(map[string]string{
	"No expression reads the environment; declare a variable, and set it as " + EnvironmentPrefix + "NAME.": "env",
	"No expression reads the clock, so that a configuration always means the same.":                         "plantimestamp timestamp",
	"No expression makes random values, so that a configuration always means the same.":                     "bcrypt uuid uuidv5",
	"Read text with file, and tables with csvdecode(file(…)).":                                              "filebase64 templatefile templatestring",
	"Paths are relative to the folder of the configuration.":                                                "abspath pathexpand",
	"Terraform itself no longer has it; write tolist([…]).":                                                 "list",
	"Terraform itself no longer has it; write { … }, or tomap({ … }).":                                      "map",
	"No value is secret: a configuration has no passwords and no tokens; leave it out.":                     "ephemeralasnull issensitive nonsensitive sensitive",
	"Terraform has it only in its console.":                                                                 "type",
	"Nothing in Grafana's access takes encoded text or hashes.":                                             "base64decode base64encode base64gzip base64sha256 base64sha512 filebase64sha256 filebase64sha512 filemd5 filesha1 filesha256 filesha512 md5 rsadecrypt sha1 sha256 sha512 textdecodebase64 textencodebase64 urlencode yamlencode",
	"Nothing in Grafana's access takes network addresses.":                                                  "cidrhost cidrnetmask cidrsubnet cidrsubnets",
})

// explained returns the sentences by each of the words that they are about, which have
// spaces between them.
func explained(words map[string]string) map[string]string {
	sentences := map[string]string{}
	for sentence, about := range words {
		for word := range strings.FieldsSeq(about) {
			sentences[word] = sentence
		}
	}
	return sentences
}

// TerraformNames maps first words of names in Terraform to their equivalents here.
var TerraformNames = map[string]string{
	"count":  "A block that declares several things has for_each, and each.key inside.",
	"data":   "A reference begins with the type of a block, as in folder.NAME.",
	"module": "The folders below this one are part of the configuration: refer to their blocks as if they were here.",
	"path":   "Paths are relative to the folder of the configuration; leave ${path.module}/ out.",
}

// Hint returns a sentence about a word, with a space before it; empty if there is
// none.
func Hint(words map[string]string, word string) string {
	if sentence := words[word]; sentence != "" {
		return " " + sentence
	}
	return ""
}

// ExplainUnsupported adds hints to hcl's diagnostics about a body: for a word of
// Terraform, or for a block that is written as an attribute.
func ExplainUnsupported(diags hcl.Diagnostics, known *hcl.BodySchema) hcl.Diagnostics {
	for _, d := range diags {
		match := unsupported.FindStringSubmatch(d.Detail)
		if match == nil {
			continue
		}
		name := match[2]
		if more := Hint(terraformWords, name); more != "" {
			d.Detail += more
			continue
		}
		var others []string
		form := ""
		switch match[1] {
		case "An argument named":
			form = "Write the block %q without an equals sign: %s { … }."
			for _, b := range known.Blocks {
				others = append(others, b.Type)
			}
		case "Blocks of type":
			form = "Write the attribute %q with an equals sign: %s = …."
			for _, a := range known.Attributes {
				others = append(others, a.Name)
			}
		}
		if best := Nearest(name, slices.Values(others)); best != "" {
			d.Detail += " " + fmt.Sprintf(form, best, best)
		}
	}
	return diags
}
