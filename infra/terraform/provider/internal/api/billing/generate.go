// Package billing is the generated client of the OpenAPI document.
package billing

//go:generate go tool -modfile=../../../tools/go.mod oapi-codegen -config config.yaml ../../../../../../billing-meter/src/main/resources/dev/weir/billing/http/openapi.json
