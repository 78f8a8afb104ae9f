// Package control is the generated client of the OpenAPI document.
package control

//go:generate go tool -modfile=../../../tools/go.mod oapi-codegen -config config.yaml ../../../../../../control-plane/src/main/resources/dev/weir/control/http/openapi.json
