// Package derive tells what a query rests on. For each grant that meets a need, it gives the
// steps from the subject to the grant: where the subject is declared, what makes it a holder,
// what gave the grant, which settings that takes, and how the place leads to the resource.
//
// Whether a grant takes a setting, a WhatIf answers: it decides the request again with the
// setting changed, on a configuration that has only what the request is about.
//
// View.Explain calls it; repair builds on its Deriver.
package derive
