package tamper

import (
	"bytes"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/bundle"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/signing"
	"github.com/rolecall/rolecall/tests/keypair"
)

const signatures = ".signatures.json"

// A change is a way to tamper with one file of a bundle; the file is nil where the change is
// about the whole.
type change struct {
	name string
	do   func(a archive, file string) archive
	// of reports whether a file can be changed so; nil is every file but the signature.
	of func(file string) bool
	// reasons are those that we refuse it for; none if it is no bundle at all then.
	reasons []signing.Reason
}

func isJSON(file string) bool { return file == "data.json" || file == ".manifest" }

func isModule(file string) bool { return strings.HasSuffix(file, ".rego") }

// edited returns a change of the content of a file.
func edited(edit func([]byte) []byte) func(archive, string) archive {
	return func(a archive, file string) archive { return a.with(file, edit(bytes.Clone(a.content(file)))) }
}

func replaced(old, text string) func(archive, string) archive {
	return edited(func(b []byte) []byte { return bytes.Replace(b, []byte(old), []byte(text), 1) })
}

// ofFiles are the changes of one file, which everybody refuses.
var ofFiles = []change{
	{name: "a byte in the middle", do: edited(func(b []byte) []byte { b[len(b)/2] ^= 1; return b })},
	{name: "the first byte", do: edited(func(b []byte) []byte { b[0] ^= 1; return b })},
	{name: "more at the end", do: edited(func(b []byte) []byte { return append(b, "]"...) })},
	{name: "half of it", do: edited(func(b []byte) []byte { return b[:len(b)/2] })},
	{name: "empty", do: edited(func([]byte) []byte { return nil })},
	{name: "a comment more", do: edited(func(b []byte) []byte { return append(b, "\n# x\n"...) }), of: isModule},
	{name: "dropped", do: archive.without, reasons: []signing.Reason{signing.Missing}},
	{
		name: "renamed", reasons: []signing.Reason{signing.Added, signing.Missing},
		do: func(a archive, file string) archive {
			return append(a.without(file), entry{"rolecall/moved/" + file, a.content(file)})
		},
	},
	{
		name: "renamed to a name that OPA does not read", reasons: []signing.Reason{signing.Missing},
		do: func(a archive, file string) archive {
			return append(a.without(file), entry{file + ".old", a.content(file)})
		},
	},
	{
		name: "swapped with another", reasons: []signing.Reason{signing.Changed},
		do: func(a archive, file string) archive {
			other := a[(a.index(file)+1)%len(a)].name
			if other == signatures {
				other = a[(a.index(file)+2)%len(a)].name
			}
			return a.with(file, a.content(other)).with(other, a.content(file))
		},
	},
	{
		name: "there twice, the second changed", reasons: []signing.Reason{},
		do: func(a archive, file string) archive { return a.and(file, string(a.content(file))+"\n# x\n") },
	},
	{
		name: "there twice", reasons: []signing.Reason{},
		do: func(a archive, file string) archive { return a.and(file, string(a.content(file))) },
	},
}

// TestFiles changes each file of a bundle in each way.
func TestFiles(t *testing.T) {
	key := keypair.New(t, elliptic.P256())
	whole := unpack(t, signed(t, configuration, signer(t, key, "", time.Time{})))
	v := signing.Verification{Keys: []signing.Key{publicKey(t, key, "")}}
	o := opaWith(t, key.Public, "ES256")
	tried, modules := 0, 0
	for _, e := range whole {
		if isModule(e.name) {
			modules++
		}
		// The modules differ in nothing that a signature sees.
		if testing.Short() && isModule(e.name) && modules > 1 || e.name == signatures {
			continue
		}
		for _, c := range ofFiles {
			if c.of != nil && !c.of(e.name) {
				continue
			}
			if c.reasons == nil {
				c.reasons = []signing.Reason{signing.Changed}
			}
			tried++
			refused(t, e.name+": "+c.name, c.do(whole, e.name).pack(t), v, o, c.reasons)
		}
	}
	if tried < 30 {
		t.Errorf("only %d changes were tried", tried)
	}
}

// refused checks that we and OPA refuse an archive, we for one of some reasons.
func refused(t *testing.T, name string, packed []byte, v signing.Verification, o opa, reasons []signing.Reason) {
	t.Helper()
	weRefuse(t, name, packed, v, reasons)
	if _, err := o.read(packed); err == nil {
		t.Errorf("%s: OPA accepts it", name)
	}
}

// weRefuse checks that we refuse an archive for one of some reasons; for a damage if there
// are none.
func weRefuse(t *testing.T, name string, packed []byte, v signing.Verification, reasons []signing.Reason) {
	t.Helper()
	opened, verified := ours(t, packed, v)
	if !errors.Is(opened, engine.ErrBadBundle) {
		t.Errorf("%s: the engine does not refuse it: %v", name, opened)
	}
	var refusal *signing.Refusal
	switch {
	case verified == nil:
		t.Errorf("%s: verify accepts it", name)
	case !errors.As(verified, &refusal):
		if len(reasons) > 0 {
			t.Errorf("%s: the error %v has no reason of %q", name, verified, reasons)
		}
	case !slices.Contains(reasons, refusal.Reason):
		t.Errorf("%s: the reason is %s (%s), not of %q", name, refusal.Reason, refusal.Detail, reasons)
	}
}

// token returns the parts of the token of a bundle.
func token(t *testing.T, a archive) (text string, parts []string) {
	t.Helper()
	var s bundle.SignaturesConfig
	if err := json.Unmarshal(a.content(signatures), &s); err != nil {
		t.Fatal(err)
	}
	return s.Signatures[0], strings.Split(s.Signatures[0], ".")
}

// signatureFile returns .signatures.json as OPA writes it.
func signatureFile(t *testing.T, s bundle.SignaturesConfig) []byte {
	t.Helper()
	raw, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func (a archive) withTokens(t *testing.T, tokens ...string) archive {
	t.Helper()
	return a.with(signatures, signatureFile(t, bundle.SignaturesConfig{Signatures: tokens}))
}

func coded(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// TestSignatures changes the signature of a bundle, and what only makes sense together with
// it.
func TestSignatures(t *testing.T) {
	key, other := keypair.New(t, elliptic.P256()), keypair.New(t, elliptic.P256())
	packed := signed(t, configuration, signer(t, key, "", time.Time{}))
	whole := unpack(t, packed)
	text, parts := token(t, whole)
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	header := func(alg string) string { return coded(`{"alg":"` + alg + `","kid":"default"}`) }
	hmacOf := func(signed string, secret []byte) string {
		m := hmac.New(sha256.New, secret)
		m.Write([]byte(signed))
		return signed + "." + base64.RawURLEncoding.EncodeToString(m.Sum(nil))
	}
	foreign := func(config string, p keypair.Pair, algorithm string) []byte {
		return signed(t, config, signer(t, p, algorithm, time.Time{}))
	}
	older := unpack(t, foreign(strings.Replace(configuration, "viewers", "editors", 1), key, ""))
	olderToken, _ := token(t, older)
	flipped := func(i int) string {
		raw, err := base64.RawURLEncoding.DecodeString(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		raw[len(raw)/2] ^= 1
		changed := slices.Clone(parts)
		changed[i] = base64.RawURLEncoding.EncodeToString(raw)
		return strings.Join(changed, ".")
	}
	// The payload without one file, signed by nobody.
	var claims struct {
		Files []bundle.FileInfo `json:"files"`
	}
	if err := json.Unmarshal(payload, &claims); err != nil {
		t.Fatal(err)
	}
	left := claims.Files[len(claims.Files)-1].Name
	claims.Files = claims.Files[:len(claims.Files)-1]
	fewer, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	manifest := func(old, text string) []byte {
		changed := replaced(old, text)(whole, ".manifest")
		if bytes.Equal(changed.content(".manifest"), whole.content(".manifest")) {
			t.Fatalf("the manifest has no %s", old)
		}
		return changed.pack(t)
	}
	bad, changed, added := []signing.Reason{signing.BadSignature}, []signing.Reason{signing.Changed}, []signing.Reason{signing.Added}
	v := signing.Verification{Keys: []signing.Key{publicKey(t, key, "")}}
	o := opaWith(t, key.Public, "ES256")
	for name, c := range map[string]struct {
		packed  []byte
		reasons []signing.Reason
	}{
		"stripped":                     {whole.without(signatures).pack(t), []signing.Reason{signing.Unsigned}},
		"an empty object":              {whole.with(signatures, []byte("{}")).pack(t), bad},
		"an empty list":                {whole.with(signatures, []byte(`{"signatures":[]}`)).pack(t), bad},
		"an empty file":                {whole.with(signatures, nil).pack(t), bad},
		"half of it":                   {whole.with(signatures, whole.content(signatures)[:200]).pack(t), bad},
		"another key":                  {foreign(configuration, other, ""), bad},
		"another curve":                {foreign(configuration, keypair.New(t, elliptic.P384()), ""), bad},
		"RSA":                          {foreign(configuration, rsaPair(t), ""), bad},
		"the algorithm none":           {whole.withTokens(t, header("none")+"."+parts[1]+".").pack(t), bad},
		"none, with the old signature": {whole.withTokens(t, header("none")+"."+parts[1]+"."+parts[2]).pack(t), bad},
		"another algorithm's name":     {whole.withTokens(t, header("RS256")+"."+parts[1]+"."+parts[2]).pack(t), bad},
		"the public key as a secret":   {whole.withTokens(t, hmacOf(header("HS256")+"."+parts[1], key.Public)).pack(t), bad},
		"no signature":                 {whole.withTokens(t, parts[0]+"."+parts[1]+".").pack(t), bad},
		"two parts":                    {whole.withTokens(t, parts[0]+"."+parts[1]).pack(t), bad},
		"two tokens":                   {whole.withTokens(t, text, text).pack(t), bad},
		"a byte of the header":         {whole.withTokens(t, flipped(0)).pack(t), bad},
		"a byte of the payload":        {whole.withTokens(t, flipped(1)).pack(t), bad},
		"a byte of the signature":      {whole.withTokens(t, flipped(2)).pack(t), bad},
		"a plugin": {whole.with(signatures, signatureFile(t, bundle.SignaturesConfig{
			Signatures: []string{text}, Plugin: "theirs",
		})).pack(t), bad},
		"fewer files":                     {whole.without(left).withTokens(t, parts[0]+"."+coded(string(fewer))+"."+parts[2]).pack(t), bad},
		"an older signature":              {whole.withTokens(t, olderToken).pack(t), changed},
		"an older manifest":               {whole.with(".manifest", older.content(".manifest")).pack(t), changed},
		"older data":                      {whole.with("data.json", older.content("data.json")).pack(t), changed},
		"a signature there twice":         {whole.and(signatures, string(whole.content(signatures))).pack(t), nil},
		"another signature more":          {whole.and("x/"+signatures, string(whole.content(signatures))).pack(t), added},
		"more roots":                      {manifest(`"roots":["rolecall"]`, `"roots":["rolecall","other"]`), changed},
		"all roots":                       {manifest(`"roots":["rolecall"]`, `"roots":[""]`), changed},
		"another revision":                {manifest(`"revision":"`, `"revision":"x`), changed},
		"another Rego":                    {manifest(`"rego_version":1`, `"rego_version":0`), changed},
		"metadata":                        {manifest(`"rego_version":1`, `"rego_version":1,"metadata":{"x":1}`), changed},
		"a file more that nobody reads":   {whole.and("README.md", "x").pack(t), added},
		"line breaks":                     {whole.withTokens(t, parts[0]+"."+parts[1]+"."+parts[2][:10]+"\n"+parts[2][10:]).pack(t), bad},
		"a module more":                   {whole.and("rolecall/authz/more.rego", "package rolecall.authz\n\nallow := true\n").pack(t), added},
		"data more":                       {whole.and("other/data.json", `{}`).pack(t), added},
		"YAML more":                       {whole.and("rolecall/data.yaml", `x: 1`).pack(t), added},
		"Wasm more":                       {whole.and("policy.wasm", "\x00asm").pack(t), added},
		"a patch more":                    {whole.and("patch.json", `{"data":[]}`).pack(t), added},
		"a manifest more":                 {whole.and("x/.manifest", string(whole.content(".manifest"))).pack(t), added},
		"a manifest in another form more": {whole.and(".manifest.pb", "").pack(t), added},
	} {
		refused(t, name, c.packed, v, o, c.reasons)
	}
	for _, n := range []int{0, 1, 10, len(packed) / 2, len(packed) - 40} {
		refused(t, "an archive that ends too early", packed[:n], v, o, nil)
	}
}

// onlyOPA are the changes that OPA accepts, as they mean the same to it, and we refuse. The
// names are those in docs/bundles.md.
func onlyOPA(t *testing.T, whole archive) map[string]archive {
	t.Helper()
	text, _ := token(t, whole)
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	last := strings.IndexByte(digits, text[len(text)-1])
	return map[string]archive{
		"spaces in data.json":             replaced(`{"rolecall":`, `{ "rolecall":`)(whole, "data.json"),
		"spaces in the manifest":          replaced(`"roots":`, `"roots": `)(whole, ".manifest"),
		"a member twice in data.json":     replaced(`{"rolecall":`, `{"rolecall":0,"rolecall":`)(whole, "data.json"),
		"a member twice in the manifest":  replaced(`{"revision":`, `{"revision":"x","revision":`)(whole, ".manifest"),
		"a comment in the manifest":       edited(func(b []byte) []byte { return append(b, "# x"...) })(whole, ".manifest"),
		"spaces in the signatures":        replaced(`{`, `{ `)(whole, signatures),
		"a member more in the signatures": replaced(`"signatures":`, `"more":1,"signatures":`)(whole, signatures),
		"unused bits of a signature":      whole.withTokens(t, text[:len(text)-1]+digits[last^1:last^1+1]),
	}
}

// TestOnlyOPA checks that we refuse all that OPA accepts, and that the documentation tells.
func TestOnlyOPA(t *testing.T) {
	key := keypair.New(t, elliptic.P256())
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	packed := signed(t, configuration, signer(t, key, "", at))
	whole := unpack(t, packed)
	v := signing.Verification{Keys: []signing.Key{publicKey(t, key, "")}}
	o := opaWith(t, key.Public, "ES256")
	page, err := os.ReadFile("../../docs/bundles.md")
	if err != nil {
		t.Fatal(err)
	}
	documented := func(name string) {
		if !strings.Contains(string(page), "\n| "+name+" |") {
			t.Errorf("docs/bundles.md has no row %q", name)
		}
	}
	const cut = "the last bytes of the archive cut off"
	documented(cut)
	for _, n := range []int{1, 8} {
		weRefuse(t, cut, packed[:len(packed)-n], v, nil)
		if _, err := o.read(packed[:len(packed)-n]); err != nil {
			t.Errorf("OPA refuses it without its last bytes, too, against docs/bundles.md: %v", err)
		}
	}
	reasons := []signing.Reason{signing.BadSignature, signing.Changed}
	for name, changed := range onlyOPA(t, whole) {
		p := changed.pack(t)
		weRefuse(t, name, p, v, reasons)
		if _, err := o.read(p); err != nil {
			t.Errorf("%s: OPA refuses it, too, against docs/bundles.md: %v", name, err)
		}
		documented(name)
	}
	// A replay: the bundle is signed, and not the one that is demanded.
	const replay = "an older bundle"
	documented(replay)
	if _, err := o.read(packed); err != nil {
		t.Errorf("OPA refuses the bundle: %v", err)
	}
	demanding := v
	demanding.Revision = strings.Repeat("0", 64)
	weRefuse(t, replay, packed, demanding, []signing.Reason{signing.Replayed})
	demanding = v
	demanding.Since = at.Add(time.Second)
	weRefuse(t, replay, packed, demanding, []signing.Reason{signing.Replayed})
	weRefuse(t, replay+" without a time", signed(t, configuration, signer(t, key, "", time.Time{})), demanding, []signing.Reason{signing.Replayed})
	demanding.Since = at
	if opened, verified := ours(t, packed, demanding); opened != nil || verified != nil {
		t.Errorf("a bundle of the very time is refused: %v, %v", opened, verified)
	}
}

// TestFlips flips bits of the archive. What is then accepted has the same files: headers of
// archives have bits that mean nothing.
func TestFlips(t *testing.T) {
	key := keypair.New(t, elliptic.P256())
	packed := signed(t, configuration, signer(t, key, "", time.Time{}))
	whole := unpack(t, packed)
	v := signing.Verification{Keys: []signing.Key{publicKey(t, key, "")}}
	r := rand.New(rand.NewPCG(18, 2))
	flips := 3000
	if testing.Short() {
		flips = 60
	}
	refusals := 0
	for range flips {
		damaged := bytes.Clone(packed)
		damaged[r.IntN(len(damaged))] ^= 1 << r.IntN(8)
		if _, verified := ours(t, damaged, v); verified != nil {
			refusals++
		} else if !slices.EqualFunc(whole, unpack(t, damaged), func(a, b entry) bool {
			return a.name == b.name && bytes.Equal(a.content, b.content)
		}) {
			t.Error("other files are accepted")
		}
	}
	if refusals < flips/2 {
		t.Errorf("only %d of %d flips were refused", refusals, flips)
	}
}
