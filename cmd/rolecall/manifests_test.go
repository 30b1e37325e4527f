package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/rolecall/rolecall/internal/registry/registrytest"
)

// A manifest is a document of a file for Kubernetes: as far as examples/deploy has members of it.
type manifest struct {
	APIVersion string `yaml:"apiVersion"`
	Kind       string
	Metadata   struct {
		Name   string
		Labels map[string]string
	}
	Data map[string]string
	Spec yaml.Node
}

type deploymentSpec struct {
	Replicas int
	Selector struct {
		MatchLabels map[string]string `yaml:"matchLabels"`
	}
	Template struct {
		Metadata struct{ Labels map[string]string }
		Spec     podSpec
	}
}

type podSpec struct {
	AutomountServiceAccountToken  *bool `yaml:"automountServiceAccountToken"`
	TerminationGracePeriodSeconds int   `yaml:"terminationGracePeriodSeconds"`
	SecurityContext               struct {
		RunAsNonRoot   bool                  `yaml:"runAsNonRoot"`
		RunAsUser      int                   `yaml:"runAsUser"`
		RunAsGroup     int                   `yaml:"runAsGroup"`
		FSGroup        int                   `yaml:"fsGroup"`
		SeccompProfile struct{ Type string } `yaml:"seccompProfile"`
	} `yaml:"securityContext"`
	Containers []container
	Volumes    []volume
}

type container struct {
	Name, Image string
	Args        []string
	Env         []struct{ Name, Value string }
	Ports       []struct {
		Name          string
		ContainerPort int `yaml:"containerPort"`
	}
	StartupProbe   probe `yaml:"startupProbe"`
	LivenessProbe  probe `yaml:"livenessProbe"`
	ReadinessProbe probe `yaml:"readinessProbe"`
	Resources      struct{ Requests, Limits map[string]string }
	// SecurityContext has what the container may not do.
	SecurityContext struct {
		AllowPrivilegeEscalation *bool `yaml:"allowPrivilegeEscalation"`
		ReadOnlyRootFilesystem   bool  `yaml:"readOnlyRootFilesystem"`
		Capabilities             struct{ Drop []string }
	} `yaml:"securityContext"`
	VolumeMounts []struct {
		Name      string
		MountPath string `yaml:"mountPath"`
		ReadOnly  bool   `yaml:"readOnly"`
	} `yaml:"volumeMounts"`
}

type probe struct {
	HTTPGet          struct{ Path, Port string } `yaml:"httpGet"`
	PeriodSeconds    int                         `yaml:"periodSeconds"`
	FailureThreshold int                         `yaml:"failureThreshold"`
}

type volume struct {
	Name      string
	ConfigMap *struct{ Name string } `yaml:"configMap"`
	Secret    *struct {
		SecretName string `yaml:"secretName"`
		Items      []struct{ Key, Path string }
	}
	EmptyDir *struct {
		SizeLimit string `yaml:"sizeLimit"`
	} `yaml:"emptyDir"`
}

type serviceSpec struct {
	Selector map[string]string
	Ports    []struct {
		Name       string
		Port       int
		TargetPort string `yaml:"targetPort"`
	}
}

// strictly reads a node of YAML, in which each member must be known.
func strictly(t *testing.T, node *yaml.Node, to any) {
	t.Helper()
	text, err := yaml.Marshal(node)
	if err != nil {
		t.Fatal(err)
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(to); err != nil {
		t.Fatal(err)
	}
}

// manifests returns the documents of a file by kind.
func manifests(t *testing.T, path string) map[string]manifest {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]manifest{}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	for {
		var m manifest
		if err := decoder.Decode(&m); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		if _, twice := all[m.Kind]; twice || m.Metadata.Name == "" {
			t.Errorf("%s: two documents of the kind %s, or one without a name", path, m.Kind)
		}
		all[m.Kind] = m
	}
}

// apiVersions are the kinds of documents, with the version of the API that has them.
var apiVersions = map[string]string{"ConfigMap": "v1", "Service": "v1", "Deployment": "apps/v1"}

// TestManifests reads the files for Kubernetes, checks that their parts fit each other, and runs their
// command with their configuration.
func TestManifests(t *testing.T) {
	configuration := manifests(t, "../../examples/deploy/kubernetes/configmap.yaml")["ConfigMap"].Data
	files, err := filepath.Glob("../../examples/deploy/kubernetes/*.yaml")
	if err != nil || len(files) < 2 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			all := manifests(t, file)
			for kind, m := range all {
				if apiVersions[kind] != m.APIVersion {
					t.Errorf("the kind %s is in %q, not in %s", kind, apiVersions[kind], m.APIVersion)
				}
			}
			var spec deploymentSpec
			node := all["Deployment"].Spec
			strictly(t, &node, &spec)
			var service serviceSpec
			node = all["Service"].Spec
			strictly(t, &node, &service)
			for _, selector := range []map[string]string{spec.Selector.MatchLabels, service.Selector} {
				for name, value := range selector {
					if spec.Template.Metadata.Labels[name] != value {
						t.Errorf("pods have no label %s: %s", name, value)
					}
				}
				if len(selector) == 0 {
					t.Error("a selector is empty")
				}
			}
			pod := spec.Template.Spec
			confined(t, pod)
			c := pod.Containers[0]
			ports := portsOf(c)
			for _, p := range service.Ports {
				if ports[p.TargetPort] != strconv.Itoa(p.Port) {
					t.Errorf("the service has the port %s at %d, the container at %q", p.TargetPort, p.Port, ports[p.TargetPort])
				}
			}
			cmd := parsed(t, c.Args)
			ends(t, cmd, time.Duration(pod.TerminationGracePeriodSeconds)*time.Second)
			if http, diagnostics := port(t, flagOf(t, cmd, "addr")), port(t, flagOf(t, cmd, "diagnostic-addr")); ports["http"] != http || ports["diagnostics"] != diagnostics {
				t.Errorf("the container has the ports %v, and serves at %s and %s", ports, http, diagnostics)
			}
			d := deployment{args: c.Args}
			secrets := map[string]map[string]string{"rolecall-tokens": {"tokens": aToken}}
			host := "oci://registry.example.com"
			if slices.ContainsFunc(c.Args, func(arg string) bool { return strings.HasPrefix(arg, host+"/") }) {
				r := registryOf(t, configuration)
				secrets["rolecall-registry"] = map[string]string{".dockerconfigjson": signInOf(t, r)}
				d.at = mounted(t, pod, all["ConfigMap"], secrets)
				d.at[host] = "oci://" + r.Host
			} else {
				d.at = mounted(t, pod, all["ConfigMap"], secrets)
			}
			for _, e := range c.Env {
				if d.at[e.Value] == "" {
					t.Errorf("%s is %s, which is no volume", e.Name, e.Value)
				}
				t.Setenv(e.Name, d.at[e.Value])
			}
			for _, p := range []probe{c.StartupProbe, c.LivenessProbe, c.ReadinessProbe} {
				if p.HTTPGet.Port != "diagnostics" || p.PeriodSeconds < 1 {
					t.Errorf("a probe asks %+v", p)
				}
				d.probes = append(d.probes, p.HTTPGet.Path)
			}
			d.runs(t, `{"subject": {"type": "user", "id": "eve"}, "action": {"name": "folders:read"}, "resource": {"type": "folder", "id": "production"}}`)
		})
	}
}

// confined checks what a pod may not do.
func confined(t *testing.T, pod podSpec) {
	t.Helper()
	s := pod.SecurityContext
	if len(pod.Containers) != 1 || !s.RunAsNonRoot || s.RunAsUser == 0 || s.RunAsGroup == 0 || s.SeccompProfile.Type != "RuntimeDefault" ||
		pod.AutomountServiceAccountToken == nil || *pod.AutomountServiceAccountToken {
		t.Errorf("the pod may do too much: %+v", pod)
	}
	for _, c := range pod.Containers {
		s := c.SecurityContext
		if !s.ReadOnlyRootFilesystem || s.AllowPrivilegeEscalation == nil || *s.AllowPrivilegeEscalation || !slices.Equal(s.Capabilities.Drop, []string{"ALL"}) {
			t.Errorf("the container may do too much: %+v", s)
		}
		if c.Resources.Limits["memory"] == "" {
			t.Error("the container has no limit of memory")
		}
	}
}

// portsOf returns the ports of a container by name.
func portsOf(c container) map[string]string {
	ports := map[string]string{}
	for _, p := range c.Ports {
		ports[p.Name] = strconv.Itoa(p.ContainerPort)
	}
	return ports
}

// registryOf returns a registry with the bundle of a configuration, which takes a sign-in.
func registryOf(t *testing.T, files map[string]string) *registrytest.Registry {
	t.Helper()
	r := registrytest.New(t)
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pushes(t, dir, "oci://"+r.Host+"/access:latest")
	r.User, r.Password = "eve", "a-password-of-the-registry"
	return r
}

// signInOf returns the configuration of Docker that signs in to a registry.
func signInOf(t *testing.T, r *registrytest.Registry) string {
	t.Helper()
	text, err := json.Marshal(map[string]any{"auths": map[string]any{r.Host: map[string]string{"username": r.User, "password": r.Password,
		"auth": base64.StdEncoding.EncodeToString([]byte(r.User + ":" + r.Password))}}})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// mounted returns folders with the files of the volumes of a pod, as Kubernetes mounts them, by the path
// in the container.
func mounted(t *testing.T, pod podSpec, configMap manifest, secrets map[string]map[string]string) map[string]string {
	t.Helper()
	at := map[string]string{}
	volumes := map[string]volume{}
	for _, v := range pod.Volumes {
		volumes[v.Name] = v
	}
	c := pod.Containers[0]
	for _, mount := range c.VolumeMounts {
		v, ok := volumes[mount.Name]
		if !ok || mount.ReadOnly == (v.EmptyDir != nil) {
			t.Errorf("there is no volume %s, or it may be written", mount.Name)
		}
		data := map[string]string{}
		switch {
		case v.ConfigMap != nil:
			if data = configMap.Data; v.ConfigMap.Name != configMap.Metadata.Name {
				t.Errorf("there is no ConfigMap %s", v.ConfigMap.Name)
			}
		case v.Secret != nil:
			for name, text := range secrets[v.Secret.SecretName] {
				for _, item := range v.Secret.Items {
					if item.Key == name {
						name = item.Path
					}
				}
				data[name] = text
			}
			if len(data) == 0 {
				t.Errorf("there is no Secret %s", v.Secret.SecretName)
			}
		}
		dir := t.TempDir()
		at[mount.MountPath] = dir
		if v.EmptyDir != nil {
			continue
		}
		version := filepath.Join(dir, "..2026_1")
		for name, text := range data {
			if err := errors.Join(os.MkdirAll(version, 0o755), os.WriteFile(filepath.Join(version, name), []byte(text), 0o600),
				os.Symlink(filepath.Join("..data", name), filepath.Join(dir, name))); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Symlink("..2026_1", filepath.Join(dir, "..data")); err != nil {
			t.Fatal(err)
		}
	}
	for _, arg := range c.Args {
		_, path, ok := strings.Cut(arg, "=")
		if !ok {
			path = arg
		}
		if below := func(dir string) bool { return path == dir || strings.HasPrefix(path, dir+"/") }; filepath.IsAbs(path) {
			found := false
			for dir := range at {
				found = found || below(dir)
			}
			if !found {
				t.Errorf("%s is in no volume", arg)
			}
		}
	}
	return at
}
