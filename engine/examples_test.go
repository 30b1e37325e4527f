package engine_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing/fstest"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/loader"
)

// changeProduction asks whether a user of the example may change dashboards of
// its folder production.
func changeProduction(user string) engine.Request {
	return engine.Request{
		Subject:  engine.Subject{Type: "user", ID: user},
		Action:   "dashboards:write",
		Resource: engine.Resource{Type: "folder", ID: "production"},
		Org:      "acme",
	}
}

// acme opens the example.
func acme(opts ...engine.Option) *engine.Engine {
	eng, err := engine.Open(context.Background(), "../examples/acme", opts...)
	if err != nil {
		panic(err)
	}
	return eng
}

func ExampleOpen() {
	ctx := context.Background()
	eng, err := engine.Open(ctx, "../examples/acme") // or a bundle that `rolecall build` made
	if err != nil {
		panic(err)
	}
	decision, err := eng.Check(ctx, changeProduction("kim"))
	fmt.Println(decision.Allowed, err)
	// Output: true <nil>
}

func ExampleOpenFS() {
	// Any file system does: of embed, a zip file, or memory.
	files := fstest.MapFS{"main.hcl": {Data: []byte(`
		grafana { version = "13.3" }
		org "main" { editors = [user.eve] }
		user "eve" {}
	`)}}
	ctx := context.Background()
	eng, err := engine.OpenFS(ctx, files)
	if err != nil {
		panic(err)
	}
	decision, err := eng.Check(ctx, engine.Request{
		Subject: engine.Subject{Type: "user", ID: "eve"},
		Action:  "folders:create",
	})
	fmt.Println(decision.Allowed, err)
	// Output: true <nil>
}

func ExampleFromBundle() {
	ctx := context.Background()
	w, diags := loader.Load(os.DirFS("../examples/acme"))
	if diags.HasErrors() {
		panic(diags)
	}
	of, err := engine.FromWorld(context.Background(), w)
	if err != nil {
		panic(err)
	}
	bundle := of.View().Bundle()
	eng, err := engine.FromBundle(ctx, bundle)
	if err != nil {
		panic(err)
	}
	decision, err := eng.Check(ctx, changeProduction("paul"))
	fmt.Println(decision.Allowed, err)
	fmt.Println(eng.View().Revision() == bundle.Manifest.Revision)
	// Output:
	// false <nil>
	// true
}

func ExampleFromWorld() {
	ctx := context.Background()
	w, diags := loader.Load(os.DirFS("../examples/acme"))
	if diags.HasErrors() {
		panic(diags)
	}
	eng, err := engine.FromWorld(ctx, w)
	if err != nil {
		panic(err)
	}
	fmt.Println(len(w.Teams), "teams")
	decision, err := eng.Check(ctx, changeProduction("kim"))
	fmt.Println(decision.Allowed, err)
	// Output:
	// 6 teams
	// true <nil>
}

func ExampleWithWorld() {
	eng := acme(engine.WithWorld())
	for _, folder := range eng.View().World().Folders[:2] {
		fmt.Println(folder.Addr)
	}
	// Output:
	// folder.budgets
	// folder.carriers
}

func ExampleWithVariables() {
	files := fstest.MapFS{"main.hcl": {Data: []byte(`
		variable "frozen" { type = bool }
		grafana { version = "13.3" }
		org "main" {
		  editors = var.frozen ? [] : [user.eve]
		  viewers = var.frozen ? [user.eve] : []
		}
		user "eve" {}
	`)}}
	ctx := context.Background()
	for _, frozen := range []string{"false", "true"} {
		eng, err := engine.OpenFS(ctx, files, engine.WithVariables(map[string]string{"frozen": frozen}))
		if err != nil {
			panic(err)
		}
		decision, err := eng.Check(ctx, engine.Request{Subject: engine.Subject{Type: "user", ID: "eve"}, Action: "folders:create"})
		fmt.Println("frozen:", frozen, "allowed:", decision.Allowed, err)
	}
	// Output:
	// frozen: false allowed: true <nil>
	// frozen: true allowed: false <nil>
}

func ExampleWithVariableFile() {
	files := fstest.MapFS{"main.hcl": {Data: []byte(`
		variable "editor" { type = string }
		grafana { version = "13.3" }
		org "main" { editors = var.editor == "eve" ? [user.eve] : [] }
		user "eve" {}
	`)}}
	ctx := context.Background()
	eng, err := engine.OpenFS(ctx, files, engine.WithVariableFile("prod.hcl", []byte(`editor = "eve"`)))
	if err != nil {
		panic(err)
	}
	decision, err := eng.Check(ctx, engine.Request{Subject: engine.Subject{Type: "user", ID: "eve"}, Action: "folders:create"})
	fmt.Println(decision.Allowed, err)
	// Output: true <nil>
}

func ExampleWithEnvironment() {
	// What is meant for other configurations is disregarded.
	eng := acme(engine.WithEnvironment(map[string]string{"region": "eu"}))
	decision, err := eng.Check(context.Background(), changeProduction("kim"))
	fmt.Println(decision.Allowed, err)
	// Output: true <nil>
}

func ExampleResource() {
	fmt.Println(engine.Resource{Type: "folder", ID: "production"}, engine.Resource{Type: "annotation"})
	fmt.Println(engine.Subject{Type: "user", ID: "kim"}, engine.Subject{Type: "anonymous"})
	// Output:
	// folder:production annotation
	// user:kim anonymous
}

func ExampleConfigError() {
	files := fstest.MapFS{"main.hcl": {Data: []byte("grafana { version = \"13.3\" }\nuser \"eve\" { nmae = \"Eve\" }\n")}}
	_, err := engine.OpenFS(context.Background(), files)
	var config *engine.ConfigError
	if errors.As(err, &config) {
		for _, d := range config.Diagnostics {
			fmt.Printf("%s:%d: %s\n", d.Subject.Filename, d.Subject.Start.Line, d.Summary)
		}
	}
	// Output: main.hcl:2: Unsupported argument
}

func ExampleEngine_Check() {
	eng, ctx := acme(), context.Background()
	for _, user := range []string{"kim", "paul", "nobody"} {
		decision, err := eng.Check(ctx, changeProduction(user))
		fmt.Println(user, decision.Allowed, err)
	}
	// Output:
	// kim true <nil>
	// paul false <nil>
	// nobody false <nil>
}

func ExampleEngine_CheckAll() {
	decisions, err := acme().CheckAll(context.Background(), []engine.Request{
		changeProduction("kim"), changeProduction("paul"), changeProduction("kim"),
	})
	fmt.Println(decisions, err)
	// Output: [{true} {false} {true}] <nil>
}

func ExampleEngine_Evaluate() {
	answer, err := acme().Evaluate(context.Background(), changeProduction("paul"))
	if err != nil {
		panic(err)
	}
	fmt.Println(answer.Allowed)
	fmt.Println(answer.Reasons[0])
	// Output:
	// false
	// user:paul lacks dashboards:write at folders:uid:production, folders:uid:*, folders:*, *
}

func ExampleEngine_WhoCan() {
	who := acme().WhoCan(changeProduction("")) // whoever asks
	for subject := range who.All() {
		fmt.Println(subject)
	}
	// Output:
	// user:ada
	// user:eve
	// user:kim
	// user:sam
}

func ExampleEngine_WhatCan() {
	what := acme().WhatCan(engine.Request{
		Subject: engine.Subject{Type: "user", ID: "kim"},
		Action:  "folders:delete", // of all actions, when empty
		Org:     "acme",
	})
	for permission := range what.All() {
		fmt.Println(permission.Action, permission.Resource)
	}
	// Output:
	// folders:delete folder:production
	// folders:delete folder:sandbox
}

func ExampleList_WithReasons() {
	for subject, reasons := range acme().WhoCan(changeProduction("")).WithReasons() {
		fmt.Println(subject)
		for _, reason := range reasons {
			fmt.Println(" ", reason)
		}
		if subject.ID == "eve" {
			break // what is not gone through is not made
		}
	}
	// Output:
	// user:ada
	//   role:Admin has dashboards:write at folders:*: fixed:folders:writer (Grafana: v8.5.15 pkg/api/accesscontrol.go:391)
	// user:eve
	//   team:SRE has dashboards:write at folders:uid:production: its permission "Edit" (folders.hcl:13)
}

func ExampleView_Problem() {
	request := changeProduction("")
	request.Action = "dashboards:fly"
	fmt.Println(acme().View().Problem(request))
	// Output: action "dashboards:fly" is not known in Grafana 13.3
}

func ExampleView_Members() {
	fmt.Println(acme().View().Members("acme", "SRE"))
	// Output: [user:eve user:kim user:sam]
}

func ExampleEngine_Reload() {
	ctx := context.Background()
	files := fstest.MapFS{"main.hcl": {Data: []byte(eveEdits)}}
	eng, err := engine.OpenFS(ctx, files)
	if err != nil {
		panic(err)
	}
	reload := func(content string) {
		files["main.hcl"] = &fstest.MapFile{Data: []byte(content)}
		err := eng.Reload(ctx)
		decision, _ := eng.Check(ctx, edits("vic"))
		fmt.Println("reloaded:", err == nil, "allowed:", decision.Allowed)
	}
	reload(vicEdits)
	reload("grafana { version = oops }") // what was valid is kept
	// Output:
	// reloaded: true allowed: true
	// reloaded: false allowed: true
}

func ExampleEngine_Watch() {
	dir, err := os.MkdirTemp("", "watched")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	save := func(content string) {
		if err := os.WriteFile(filepath.Join(dir, "main.hcl"), []byte(content), 0o644); err != nil {
			panic(err)
		}
	}
	save(eveEdits)
	reloaded := make(chan error)
	ctx, stop := context.WithCancel(context.Background())
	eng, err := engine.Open(ctx, dir, engine.WithReloadObserver(func(_ context.Context, err error) { reloaded <- err }))
	if err != nil {
		panic(err)
	}
	stopped := make(chan error)
	go func() { stopped <- eng.Watch(ctx) }()

	save(vicEdits)
	fmt.Println("reloaded:", <-reloaded)
	decision, err := eng.Check(ctx, edits("vic"))
	fmt.Println(decision.Allowed, err)
	stop()
	fmt.Println("stopped:", <-stopped)
	// Output:
	// reloaded: <nil>
	// true <nil>
	// stopped: <nil>
}

func ExampleWithObserver() {
	counts := map[bool]int{} // with a lock, where several goroutines ask
	eng := acme(engine.WithObserver(func(_ context.Context, o engine.Observation) {
		counts[o.Decision.Allowed]++
	}))
	for _, user := range []string{"kim", "paul", "eve"} {
		if _, err := eng.Check(context.Background(), changeProduction(user)); err != nil {
			panic(err)
		}
	}
	fmt.Println("allowed:", counts[true], "denied:", counts[false])
	// Output: allowed: 2 denied: 1
}

func ExampleWithReloadObserver() {
	files := fstest.MapFS{"main.hcl": {Data: []byte(eveEdits)}}
	ctx := context.Background()
	eng, err := engine.OpenFS(ctx, files, engine.WithReloadObserver(func(_ context.Context, err error) {
		fmt.Println("kept the last one:", err)
	}))
	if err != nil {
		panic(err)
	}
	delete(files, "main.hcl")
	_ = eng.Reload(ctx)
	// Output: kept the last one: reload: No configuration: The folder and those below it have no file whose name ends in .hcl or .hcl.json.
}

func ExampleRequest() {
	var request engine.Request
	err := json.Unmarshal([]byte(`{
		"subject": {"type": "user", "id": "kim"},
		"action": {"name": "dashboards:write"},
		"resource": {"type": "folder", "id": "production"},
		"context": {"org": "acme"}
	}`), &request)
	if err != nil {
		panic(err)
	}
	answer, err := acme().Evaluate(context.Background(), request)
	if err != nil {
		panic(err)
	}
	response, err := json.Marshal(answer)
	fmt.Println(string(response), err)
	// Output: {"decision":true,"context":{"reasons":["team:SRE has dashboards:write at folders:uid:production: its permission \"Edit\" (folders.hcl:13)"]}} <nil>
}

func ExampleView_WriteBundle() {
	dir, err := os.MkdirTemp("", "bundles")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	eng, path := acme(), filepath.Join(dir, "acme.tar.gz")
	if err := eng.View().WriteBundle(path); err != nil {
		panic(err)
	}
	again, err := engine.Open(context.Background(), path)
	if err != nil {
		panic(err)
	}
	fmt.Println(again.View().Revision() == eng.View().Revision())
	// Output: true
}

func ExampleView_Warnings() {
	warnings, _ := acme().View().Warnings()
	for _, d := range warnings {
		fmt.Printf("%s:%d: %s\n", d.Subject.Filename, d.Subject.Start.Line, d.Summary)
	}
	// Output: folders.hcl:73: Emptied permissions
}
