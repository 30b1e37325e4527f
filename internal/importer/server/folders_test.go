package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// TestHiddenAbove reads folders as somebody who sees the lowest of three alone: those above are known by it, and that
// the top one may be in another is not known.
func TestHiddenAbove(t *testing.T) {
	g := small()
	g["/api/frontend/settings"] = `{"featureToggles":{"nestedFolders":true},"buildInfo":{"edition":"Open Source"}}`
	g["/api/search?type=dash-folder&limit=1000&page=1"] = `[{"uid":"low","title":"Low"}]`
	g["/api/folders/low"] = `{"uid":"low","parentUid":"middle"}`
	g["/api/folders/middle"] = `{"uid":"middle","parentUid":"high"}`
	g["/api/folders/low/permissions"] = `[]`
	i, err := read(t, forbid(g, "/api/folders/high", "/api/folders/high/permissions", "/api/folders/middle/permissions"))
	if err != nil {
		t.Fatal(err)
	}
	if len(i.Folders) != 3 {
		t.Fatalf("folders %v", i.Folders)
	}
	high, low, middle := i.Folders[0], i.Folders[1], i.Folders[2]
	if low.Parent != middle || middle.Parent != high || low.ParentUnknown || middle.ParentUnknown || !high.ParentUnknown {
		t.Errorf("high %+v, low %+v, middle %+v", high, low, middle)
	}
	g["/api/search?type=dash-folder&limit=1000&page=1"] = `[{"uid":"low","title":"Low","folderUid":"middle"}]`
	i, err = read(t, forbid(g, "/api/folders/middle/permissions"))
	if err != nil || len(i.Folders) != 2 || i.Folders[0].Parent != i.Folders[1] || !i.Folders[1].ParentUnknown {
		t.Errorf("%v, folders %v", err, i.Folders)
	}
}

// TestFoldersOfOrgs reads folders in folders in two orgs: each org is asked about its own ones alone.
func TestFoldersOfOrgs(t *testing.T) {
	g := small()
	g["/api/frontend/settings"] = `{"featureToggles":{"nestedFolders":true},"buildInfo":{"edition":"Open Source"}}`
	g["/api/orgs?perpage=1000&page=0"] = `[{"id":1,"name":"main"},{"id":2,"name":"other"}]`
	g["/api/orgs/2/users"] = `[]`
	i, err := read(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		org := r.Header.Get("X-Grafana-Org-Id")
		w.Header().Set("Content-Type", "application/json")
		switch uid, isFolder := strings.CutPrefix(r.URL.Path, "/api/folders/"); {
		case r.URL.Path == "/api/org" && org == "2":
			fmt.Fprint(w, `{"id":2,"name":"other"}`)
		case r.URL.Query().Get("type") == "dash-folder":
			fmt.Fprintf(w, `[{"uid":"in-%[1]s","title":"In"},{"uid":"top-%[1]s","title":"Top"}]`, org)
		case isFolder && strings.HasSuffix(uid, "/permissions"):
			fmt.Fprint(w, `[]`)
		case isFolder && !strings.HasSuffix(uid, "-"+org):
			t.Errorf("org %s is asked about %s", org, uid)
		case isFolder && strings.HasPrefix(uid, "in-"):
			fmt.Fprintf(w, `{"parentUid":"top-%s"}`, org)
		case isFolder:
			fmt.Fprint(w, `{}`)
		default:
			g.ServeHTTP(w, r)
		}
	}))
	if err != nil || len(i.Folders) != 4 {
		t.Fatalf("%v, %+v", err, i)
	}
	for _, f := range i.Folders {
		if is := strings.HasPrefix(f.UID, "in-"); is != (f.Parent != nil) || is && f.Parent.Org != f.Org || f.ParentUnknown {
			t.Errorf("folder %+v", f)
		}
	}
}

// TestBottomless reads a server whose folders are always in another one.
func TestBottomless(t *testing.T) {
	g := small()
	g["/api/frontend/settings"] = `{"featureToggles":{"nestedFolders":true},"buildInfo":{"edition":"Open Source"}}`
	g["/api/search?type=dash-folder&limit=1000&page=1"] = `[{"uid":"f","title":"F"}]`
	_, err := read(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		uid, isFolder := strings.CutPrefix(r.URL.Path, "/api/folders/")
		if !isFolder {
			g.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"parentUid":"%sf"}`, uid)
	}))
	if err == nil || !strings.Contains(err.Error(), "more than 100 deep") {
		t.Error(err)
	}
}

// TestGeneral reads dashboards in General, which is no folder, and in a folder with its uid, which 8.0 may have.
func TestGeneral(t *testing.T) {
	g := small()
	g["/api/search?type=dash-db&limit=1000&page=1"] = `[{"id":1,"uid":"d","folderUid":"general","folderTitle":"General"}]`
	g["/api/dashboards/uid/d/permissions"] = `[]`
	i, err := read(t, g)
	if err != nil || len(i.Folders) != 0 || i.Dashboards[0].Folder != nil {
		t.Errorf("%v, folders %v", err, i)
	}
	g["/api/search?type=dash-folder&limit=1000&page=1"] = `[{"uid":"general","title":"Own"}]`
	g["/api/folders/general/permissions"] = `[]`
	i, err = read(t, g)
	if err != nil || len(i.Folders) != 1 || i.Dashboards[0].Folder != i.Folders[0] || i.Folders[0].Title != "Own" {
		t.Errorf("%v, folders %v", err, i)
	}
}
