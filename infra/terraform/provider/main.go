// The Terraform provider for Weir, a data proxy for serverless applications.
package main

import (
	"context"
	"flag"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"weir.dev/terraform-provider-weir/internal/provider"
)

// version is set by the release.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "run with support for debuggers")
	flag.Parse()
	err := providerserver.Serve(context.Background(), provider.New(version), providerserver.ServeOpts{
		Address: "registry.terraform.io/weir/weir",
		Debug:   *debug,
	})
	if err != nil {
		log.Fatal(err)
	}
}
