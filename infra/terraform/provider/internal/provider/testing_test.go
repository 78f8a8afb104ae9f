package provider

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"weir.dev/terraform-provider-weir/internal/api"
)

// canary stands in every secret of the tests, so that a state or a log that holds one is found by it.
const canary = "canary0xsecret"

// running is what `./weir up --ready-file` says of itself.
type running struct {
	ControlURL  string `json:"controlUrl"`
	BillingURL  string `json:"billingUrl"`
	AdminToken  string `json:"adminToken"`
	DatabaseURL string `json:"databaseUrl"`
	APIKey      string `json:"apiKey"`
}

var weir running

// TestMain starts Weir once for all acceptance tests, or uses the one whose ready file WEIR_READY_FILE names.
func TestMain(m *testing.M) {
	if os.Getenv("TF_ACC") == "" {
		os.Exit(m.Run())
	}
	folder, err := os.MkdirTemp("", "weir-acceptance")
	if err != nil {
		panic(err)
	}
	code, err := withWeir(m, folder)
	_ = os.RemoveAll(folder)
	if err != nil {
		fmt.Fprintln(os.Stderr, "weir did not start:", err)
		code = 1
	}
	os.Exit(code)
}

func withWeir(m *testing.M, folder string) (int, error) {
	settings := filepath.Join(folder, "terraformrc")
	if err := os.WriteFile(settings, []byte("disable_checkpoint = true\n"), 0o600); err != nil {
		return 1, err
	}
	for name, value := range map[string]string{"TF_CLI_CONFIG_FILE": settings, "CHECKPOINT_DISABLE": "1"} {
		if err := os.Setenv(name, value); err != nil {
			return 1, err
		}
	}
	ready := os.Getenv("WEIR_READY_FILE")
	if ready == "" {
		ready = filepath.Join(folder, "ready.json")
		stop, err := startWeir(ready, filepath.Join(folder, "up.log"))
		if err != nil {
			return 1, err
		}
		defer stop()
	}
	content, err := os.ReadFile(ready)
	if err != nil {
		return 1, err
	}
	if err := json.Unmarshal(content, &weir); err != nil {
		return 1, err
	}
	return m.Run(), nil
}

// startWeir runs `./weir up` until stop is called.
func startWeir(ready, log string) (stop func(), err error) {
	output, err := os.Create(log)
	if err != nil {
		return nil, err
	}
	up := exec.Command("../../../../../weir", "up", "--ephemeral", "--port=0", "--ready-file="+ready)
	up.Stdout, up.Stderr = output, output
	if err := up.Start(); err != nil {
		return nil, err
	}
	ended := make(chan error, 1)
	go func() { ended <- up.Wait() }()
	stop = func() {
		_ = up.Process.Signal(syscall.SIGTERM)
		<-ended
	}
	deadline := time.After(5 * time.Minute)
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case err := <-ended:
			text, _ := os.ReadFile(log)
			return nil, fmt.Errorf("%v\n%s", err, text)
		case <-deadline:
			stop()
			return nil, fmt.Errorf("not ready after five minutes, see %s", log)
		case <-tick.C:
			if _, err := os.Stat(ready); err == nil {
				return stop, nil
			}
		}
	}
}

// counter passes requests on to the control plane, counts them, and may answer in its place.
type counter struct {
	mutex     sync.Mutex
	requests  []string
	intercept func(http.ResponseWriter, *http.Request) bool
}

func (c *counter) reset() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.requests = nil
}

func (c *counter) seen() []string {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return append([]string(nil), c.requests...)
}

// through starts a proxy in front of the control plane, and gives its address.
func (c *counter) through(t *testing.T) string {
	t.Helper()
	target, err := url.Parse(weir.ControlURL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := newProxy(target)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.mutex.Lock()
		c.requests = append(c.requests, r.Method+" "+r.URL.Path)
		c.mutex.Unlock()
		if c.intercept == nil || !c.intercept(w, r) {
			proxy.ServeHTTP(w, r)
		}
	})}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	return "http://" + listener.Addr().String()
}

// factories serve the provider in this process.
var factories = map[string]func() (tfprotov6.ProviderServer, error){
	"weir": providerserver.NewProtocol6WithError(New("test")()),
}

// configured is a configuration with the provider block in front.
func configured(text string) string { return configuredAt(weir.ControlURL, text) }

func configuredAt(address, text string) string {
	return fmt.Sprintf("provider \"weir\" {\n  url         = %q\n  token       = %q\n  billing_url = %q\n}\n%s",
		address, weir.AdminToken, weir.BillingURL, text)
}

// connection is the API itself, to change things behind Terraform's back.
func connection(t *testing.T) *api.API {
	t.Helper()
	a, err := api.New(api.Settings{URL: weir.ControlURL, Token: weir.AdminToken, BillingURL: weir.BillingURL,
		BillingToken: weir.AdminToken, UserAgent: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// databaseURL is the URL of a database server that need not exist, with a canary as its password.
func databaseURL(host string) string {
	return "postgresql://app:" + canary + "@" + host + ":5432/app"
}

// noSecrets fails when the state holds a canary or a key.
func noSecrets(state *terraform.State) error {
	text, err := json.Marshal(state)
	if err != nil {
		return err
	}
	for _, secret := range []string{canary, weir.AdminToken} {
		if strings.Contains(string(text), secret) {
			return fmt.Errorf("the state holds a secret: %s", secret)
		}
	}
	return nil
}

func background() context.Context { return context.Background() }
