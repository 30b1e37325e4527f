// Package server answers access requests over HTTP: it makes an engine a policy decision
// point. A Server is an http.Handler, which a program can mount in its own mux.
//
//	reloads := new(server.Reloads)
//	eng, err := engine.Open(ctx, path, engine.WithRevision(), engine.WithReloadObserver(reloads.Observe))
//	…
//	handler, err := server.New(eng, server.WithReloads(reloads))
//	…
//	err = http.ListenAndServe("127.0.0.1:8181", handler)
//
// The paths are
//
//	POST /access/v1/evaluation                 AuthZEN's Access Evaluation API
//	POST /access/v1/evaluations                AuthZEN's Access Evaluations API
//	POST /access/v1/search/subject             AuthZEN's search APIs
//	POST /access/v1/search/resource
//	POST /access/v1/search/action
//	GET  /.well-known/authzen-configuration    AuthZEN's metadata
//	POST /v1/data/rolecall/authz/allow         OPA's data API for the entrypoints of a bundle
//	POST /v1/data/rolecall/authz/decision
//	GET  /healthz                              whether the program runs
//	GET  /readyz                               whether it can answer; ?verbose tells more
//	GET  /metrics                              metrics for Prometheus
//
// docs/serving.md describes requests and answers. The package opens no connections and no
// files, and listens nowhere: the program does. Nor does it set timeouts on connections: set
// those of http.Server, or a client that never ends its request holds its connection.
//
// A denial is an answer with status 200, as AuthZEN has it. Nothing that fails is an allow.
package server
