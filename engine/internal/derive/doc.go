// Package derive derives decisions. For each grant that meets a need, it gives the steps from
// the subject to the grant: the declaration of the subject, the steps that make it a holder,
// the declaration or rule behind the grant, the settings that the grant depends on, and the
// way from the place to the resource. Rules gives the rules that count for everybody.
//
// A WhatIf finds out whether a grant depends on a setting: it decides the request again with
// the setting changed, on a configuration with only the resources of the request.
//
// View.Explain calls it; repair builds on its Deriver.
package derive
