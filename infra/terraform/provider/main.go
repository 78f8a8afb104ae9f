// The Terraform provider for Weir, a data proxy for serverless applications.
package main

import (
	"context"
	"flag"
	"log"
	"os"
	"runtime/debug"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"weir.dev/terraform-provider-weir/internal/provider"
)

// version is set by the release.
var version = "dev"

// gcPercent trades 30 MB for a third of the CPU time of a plan of 200 resources. The variable GOGC overrides it.
const gcPercent = 400

func main() {
	debugged := flag.Bool("debug", false, "run with support for debuggers")
	flag.Parse()
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	err := providerserver.Serve(context.Background(), provider.New(version), providerserver.ServeOpts{
		Address: "registry.terraform.io/weir/weir",
		Debug:   *debugged,
	})
	if err != nil {
		log.Fatal(err)
	}
}
