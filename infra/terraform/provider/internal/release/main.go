// Package main builds the provider's release: a zip for each platform, a mirror and a static registry.
package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"time"
)

const (
	name      = "terraform-provider-weir"
	namespace = "weir/weir"
	host      = "registry.terraform.io"
	protocol  = "6.0"
)

// built is the time of every file in a zip, so that equal sources give equal zips.
var built = time.Date(2020, time.January, 1, 0, 0, 0, 0, time.UTC)

type archive struct {
	os, arch string
	file     string
	sum      string
}

type release struct {
	version    string
	out        string
	signingKey string
	archives   []archive
}

func main() {
	log.SetFlags(0)
	version := flag.String("version", "", "version without the v")
	out := flag.String("out", "", "folder to write to")
	platforms := flag.String("platforms", "", "platforms such as linux_amd64, separated by spaces")
	signingKey := flag.String("signing-key", "", "id of a gpg key; empty: nothing is signed")
	flag.Parse()
	r := &release{version: *version, out: *out, signingKey: *signingKey}
	if err := r.run(strings.Fields(*platforms)); err != nil {
		log.Fatal("release: ", err)
	}
}

func (r *release) run(platforms []string) error {
	sort.Strings(platforms)
	for _, platform := range platforms {
		system, arch, ok := strings.Cut(platform, "_")
		if !ok {
			return fmt.Errorf("a platform is an operating system and an architecture, such as linux_amd64, not %q", platform)
		}
		if err := r.build(system, arch); err != nil {
			return fmt.Errorf("%s: %w", platform, err)
		}
	}
	if err := r.sums(); err != nil {
		return err
	}
	if err := r.mirror(); err != nil {
		return err
	}
	return r.registry()
}

// build compiles for one platform and packs the program.
func (r *release) build(system, arch string) error {
	program := fmt.Sprintf("%s_v%s", name, r.version)
	if system == "windows" {
		program += ".exe"
	}
	scratch, err := os.MkdirTemp("", "weir-release")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(scratch) }()
	binary := filepath.Join(scratch, program)
	compile := exec.Command("go", "build", "-trimpath", "-buildvcs=false",
		"-ldflags", "-s -w -X main.version="+r.version, "-o", binary, ".")
	compile.Env = append(os.Environ(), "GOOS="+system, "GOARCH="+arch, "CGO_ENABLED=0")
	if output, err := compile.CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, output)
	}
	content, err := os.ReadFile(binary)
	if err != nil {
		return err
	}
	packed, err := pack(program, content)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(packed)
	a := archive{os: system, arch: arch, sum: hex.EncodeToString(sum[:]),
		file: fmt.Sprintf("%s_%s_%s_%s.zip", name, r.version, system, arch)}
	r.archives = append(r.archives, a)
	fmt.Println(a.file)
	return r.write(filepath.Join("provider", a.file), packed)
}

func pack(program string, content []byte) ([]byte, error) {
	var packed bytes.Buffer
	writer := zip.NewWriter(&packed)
	header := &zip.FileHeader{Name: program, Method: zip.Deflate, Modified: built}
	header.SetMode(0o755)
	file, err := writer.CreateHeader(header)
	if err != nil {
		return nil, err
	}
	if _, err := file.Write(content); err != nil {
		return nil, err
	}
	if err := writer.Close(); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}

func (r *release) sumsFile() string { return fmt.Sprintf("%s_%s_SHA256SUMS", name, r.version) }

func (r *release) sums() error {
	var sums strings.Builder
	for _, a := range r.archives {
		fmt.Fprintf(&sums, "%s  %s\n", a.sum, a.file)
	}
	return r.write(filepath.Join("provider", r.sumsFile()), []byte(sums.String()))
}

// mirror lays the zips out as `filesystem_mirror` and, with the JSON files, `network_mirror` want them.
func (r *release) mirror() error {
	folder := filepath.Join("terraform-mirror", host, filepath.FromSlash(namespace))
	archives := map[string]any{}
	for _, a := range r.archives {
		if err := r.link(filepath.Join(folder, a.file), a); err != nil {
			return err
		}
		archives[a.os+"_"+a.arch] = map[string]any{"url": a.file, "hashes": []string{"zh:" + a.sum}}
	}
	if err := r.json(filepath.Join(folder, "index.json"), map[string]any{"versions": map[string]any{r.version: map[string]any{}}}); err != nil {
		return err
	}
	return r.json(filepath.Join(folder, r.version+".json"), map[string]any{"archives": archives})
}

// registry lays out the answers of the provider registry protocol. Its addresses begin at the root of the host.
func (r *release) registry() error {
	root := "terraform-registry"
	files := filepath.Join(root, "files")
	folder := filepath.Join(root, "v1", "providers", filepath.FromSlash(namespace))
	if err := r.json(filepath.Join(root, ".well-known", "terraform.json"), map[string]any{"providers.v1": "/v1/providers/"}); err != nil {
		return err
	}
	keys, err := r.sign(files)
	if err != nil {
		return err
	}
	var platforms []map[string]string
	for _, a := range r.archives {
		if err := r.link(filepath.Join(files, a.file), a); err != nil {
			return err
		}
		platforms = append(platforms, map[string]string{"os": a.os, "arch": a.arch})
		const up = "/files/"
		err := r.json(filepath.Join(folder, r.version, "download", a.os, a.arch), map[string]any{
			"protocols": []string{protocol}, "os": a.os, "arch": a.arch, "filename": a.file, "shasum": a.sum,
			"download_url": up + a.file, "shasums_url": up + r.sumsFile(), "shasums_signature_url": up + r.sumsFile() + ".sig",
			"signing_keys": map[string]any{"gpg_public_keys": keys},
		})
		if err != nil {
			return err
		}
	}
	return r.json(filepath.Join(folder, "versions"), map[string]any{"versions": []any{map[string]any{
		"version": r.version, "protocols": []string{protocol}, "platforms": platforms}}})
}

// sign writes the sums and their signature, and gives the keys that made it: none where no key was named.
func (r *release) sign(files string) ([]map[string]string, error) {
	sums, err := os.ReadFile(filepath.Join(r.out, "provider", r.sumsFile()))
	if err != nil {
		return nil, err
	}
	if err := r.write(filepath.Join(files, r.sumsFile()), sums); err != nil {
		return nil, err
	}
	if r.signingKey == "" {
		return []map[string]string{}, nil
	}
	signature, err := gpg(sums, "--detach-sign", "--local-user", r.signingKey)
	if err != nil {
		return nil, err
	}
	public, err := gpg(nil, "--armor", "--export", r.signingKey)
	if err != nil {
		return nil, err
	}
	key := map[string]string{"key_id": strings.ToUpper(r.signingKey), "ascii_armor": string(public)}
	return []map[string]string{key}, r.write(filepath.Join(files, r.sumsFile()+".sig"), signature)
}

func gpg(input []byte, arguments ...string) ([]byte, error) {
	command := exec.Command("gpg", append([]string{"--batch", "--yes"}, arguments...)...)
	command.Stdin = bytes.NewReader(input)
	var problem bytes.Buffer
	command.Stderr = &problem
	output, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("gpg: %w: %s", err, problem.String())
	}
	return output, nil
}

// link gives a zip a second place.
func (r *release) link(path string, a archive) error {
	whole := filepath.Join(r.out, path)
	if err := os.MkdirAll(filepath.Dir(whole), 0o755); err != nil {
		return err
	}
	if err := os.Remove(whole); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return os.Link(filepath.Join(r.out, "provider", a.file), whole)
}

func (r *release) json(path string, value any) error {
	content, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	return r.write(path, append(content, '\n'))
}

func (r *release) write(path string, content []byte) error {
	whole := filepath.Join(r.out, path)
	if err := os.MkdirAll(filepath.Dir(whole), 0o755); err != nil {
		return err
	}
	return os.WriteFile(whole, content, 0o644)
}
