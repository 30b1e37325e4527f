package source

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/rolecall/rolecall/internal/files"
	"github.com/rolecall/rolecall/internal/importer/ini"
	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/server"
	"github.com/rolecall/rolecall/schema"
)

// A Part has the flags that tell the parts of a Grafana that files about it do not.
type Part struct {
	version  string
	ini      iniFile
	orgNames []string
}

// Facts are everything that the flags of a Part tell.
type Facts struct {
	Version schema.Version
	// Ini is nil without --ini.
	Ini ini.File
	// Orgs are the names of orgs by number.
	Orgs map[string]string
	// Known has the declared things of a configuration; nil for none.
	Known *inventory.Inventory
}

// Flags adds the flags but for --ini.
func (p *Part) Flags(flags *pflag.FlagSet) {
	flags.StringVar(&p.version, "grafana-version", "",
		"`VERSION` of Grafana that runs; the default is the declared one, if there is a configuration")
	flags.StringArrayVar(&p.orgNames, "org-name", nil,
		"name of the org with a number, `NUMBER=NAME`, for one that the files do not declare; may be repeated")
}

// IniFlag adds the flag --ini.
func (p *Part) IniFlag(flags *pflag.FlagSet) {
	p.ini.flag(flags, "for settings and mappings of groups")
}

// Facts reads everything that the flags name. The release is that of known if no flag names another; known is
// nil without a configuration.
func (p *Part) Facts(ctx context.Context, known *inventory.Inventory) (facts Facts, err error) {
	facts = Facts{Orgs: map[string]string{}, Known: known}
	for _, text := range p.orgNames {
		number, name, ok := strings.Cut(text, "=")
		if _, err := strconv.Atoi(number); err != nil || !ok || name == "" {
			return facts, fmt.Errorf("--org-name takes NUMBER=NAME, not %q", text)
		}
		facts.Orgs[number] = name
	}
	if facts.Ini, err = p.ini.read(ctx); err != nil {
		return facts, err
	}
	switch {
	case p.version != "":
		if facts.Version, err = server.ReadVersion(p.version); err != nil {
			return facts, fmt.Errorf("--grafana-version: %w", err)
		}
	case known != nil:
		facts.Version = known.Settings.Version
	default:
		return facts, errors.New(
			"these files do not tell which release of Grafana runs: give it as --grafana-version, as in 12.2")
	}
	return facts, nil
}

// An iniFile is the path of a grafana.ini; empty for none.
type iniFile string

func (f *iniFile) flag(flags *pflag.FlagSet, purpose string) {
	flags.StringVar((*string)(f), "ini", "", "grafana.ini of the server, `FILE`, "+purpose)
}

// mostSettings bounds the size of grafana.ini, in bytes.
const mostSettings = 16 << 20

// read reads the file; nil for none.
func (f iniFile) read(ctx context.Context) (ini.File, error) {
	if f == "" {
		return nil, nil
	}
	content, err := files.ReadFile(ctx, string(f), mostSettings)
	if err != nil {
		return nil, fmt.Errorf("read --ini: %w", err)
	}
	return ini.Parse(string(f), content)
}
