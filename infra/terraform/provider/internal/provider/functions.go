package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type apiKeyFunction struct{}

func newAPIKeyFunction() function.Function { return apiKeyFunction{} }

func (apiKeyFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "api_key"
}

func (apiKeyFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary:             "The text of an API key",
		MarkdownDescription: "Joins the prefix of a weir_api_key and its secret to the text with which applications authenticate.",
		Parameters: []function.Parameter{
			function.StringParameter{Name: "prefix", MarkdownDescription: "The attribute `prefix` of weir_api_key."},
			function.StringParameter{Name: "secret", MarkdownDescription: "What was given as `secret_wo`."},
		},
		Return: function.StringReturn{},
	}
}

func (apiKeyFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var prefix, secret string
	if resp.Error = req.Arguments.Get(ctx, &prefix, &secret); resp.Error != nil {
		return
	}
	key, err := keyText(prefix, secret)
	if err != nil {
		resp.Error = function.NewFuncError(err.Error())
		return
	}
	resp.Error = resp.Result.Set(ctx, key)
}

type connectionStringFunction struct{}

func newConnectionStringFunction() function.Function { return connectionStringFunction{} }

func (connectionStringFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "connection_string"
}

func (connectionStringFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary:             "The URL with which an application reaches an environment",
		MarkdownDescription: "For Prisma clients (`prisma`) or for the serverless SQL driver (`sql`).",
		Parameters: []function.Parameter{
			function.StringParameter{Name: "form", MarkdownDescription: "`prisma` or `sql`."},
			function.StringParameter{Name: "endpoint", MarkdownDescription: "Where nodes are reached, for example `https://db.weir.example.com`."},
			function.StringParameter{Name: "api_key", MarkdownDescription: "The text of a key: `provider::weir::api_key(…)`."},
		},
		VariadicParameter: function.StringParameter{Name: "database",
			MarkdownDescription: "For `sql`: the database's name, which is checked then."},
		Return: function.StringReturn{},
	}
}

func (connectionStringFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var form, endpoint, key string
	var databases []string
	if resp.Error = req.Arguments.Get(ctx, &form, &endpoint, &key, &databases); resp.Error != nil {
		return
	}
	if len(databases) > 1 {
		resp.Error = function.NewArgumentFuncError(4, "there is one database in a connection string")
		return
	}
	text, err := connectionString(form, endpoint, key, append(databases, "")[0])
	if err != nil {
		resp.Error = function.NewFuncError(err.Error())
		return
	}
	resp.Error = resp.Result.Set(ctx, text)
}

type parseConnectionStringFunction struct{}

func newParseConnectionStringFunction() function.Function { return parseConnectionStringFunction{} }

var parsedTypes = map[string]attr.Type{
	"form": types.StringType, "host": types.StringType, "port": types.Int64Type, "environment_id": types.StringType,
	"key_id": types.StringType, "api_key": types.StringType, "database": types.StringType,
}

func (parseConnectionStringFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "parse_connection_string"
}

func (parseConnectionStringFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary:             "The parts of a connection string",
		MarkdownDescription: "Gives form, host, port, environment_id, key_id, api_key and database, and fails for a key that is mistyped or cut.",
		Parameters: []function.Parameter{
			function.StringParameter{Name: "connection_string", MarkdownDescription: "A URL of the forms that `connection_string` gives."},
		},
		Return: function.ObjectReturn{AttributeTypes: parsedTypes},
	}
}

func (parseConnectionStringFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var text string
	if resp.Error = req.Arguments.Get(ctx, &text); resp.Error != nil {
		return
	}
	p, err := parseConnectionString(text)
	if err != nil {
		resp.Error = function.NewArgumentFuncError(0, err.Error())
		return
	}
	resp.Error = resp.Result.Set(ctx, types.ObjectValueMust(parsedTypes, map[string]attr.Value{
		"form": types.StringValue(p.form), "host": types.StringValue(p.host), "port": types.Int64Value(p.port),
		"environment_id": types.StringValue(p.environment), "key_id": types.StringValue(p.keyID), "api_key": types.StringValue(p.key),
		"database": types.StringValue(p.database),
	}))
}
