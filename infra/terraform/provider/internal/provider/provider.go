// Package provider is the Terraform provider `weir`: a file for each resource, data source and function, with its
// model, its schema and what it does.
package provider

import (
	"context"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"weir.dev/terraform-provider-weir/internal/api"
)

type weirProvider struct {
	version string
}

var (
	_ provider.ProviderWithEphemeralResources = (*weirProvider)(nil)
	_ provider.ProviderWithFunctions          = (*weirProvider)(nil)
)

// New gives the factory of a provider of the version.
func New(version string) func() provider.Provider {
	return func() provider.Provider { return &weirProvider{version: version} }
}

type providerModel struct {
	URL          types.String `tfsdk:"url"`
	Token        types.String `tfsdk:"token"`
	BillingURL   types.String `tfsdk:"billing_url"`
	BillingToken types.String `tfsdk:"billing_token"`
}

func (p *weirProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "weir"
	resp.Version = p.version
}

func (p *weirProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Manages projects, environments, API keys, database limits and prices of Weir, " +
			"a data proxy for serverless applications.",
		Attributes: map[string]schema.Attribute{
			"url": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Address of the control plane, for example `https://weir.example.com:4470`. " +
					"Default: the environment variable `WEIR_URL`.",
			},
			"token": schema.StringAttribute{
				Optional: true, Sensitive: true,
				MarkdownDescription: "Bearer token of the management API. Default: the environment variable `WEIR_TOKEN`.",
			},
			"billing_url": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Address of the billing meter, for usage, prices and budgets. " +
					"Default: the environment variable `WEIR_BILLING_URL`, else the one that the control plane names.",
			},
			"billing_token": schema.StringAttribute{
				Optional: true, Sensitive: true,
				MarkdownDescription: "Bearer token of the billing meter. " +
					"Default: the environment variable `WEIR_BILLING_TOKEN`, else `token`.",
			},
		},
	}
}

func (p *weirProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var config providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if config.URL.IsUnknown() || config.Token.IsUnknown() {
		// The control plane is made in the same run: what is planned before it answers is planned without it.
		return
	}
	settings := api.Settings{
		URL:        given(config.URL, "WEIR_URL"),
		Token:      given(config.Token, "WEIR_TOKEN"),
		BillingURL: given(config.BillingURL, "WEIR_BILLING_URL"),
		UserAgent:  "terraform-provider-weir/" + p.version,
	}
	settings.BillingToken = given(config.BillingToken, "WEIR_BILLING_TOKEN")
	if settings.BillingToken == "" {
		settings.BillingToken = settings.Token
	}
	if settings.URL == "" {
		resp.Diagnostics.AddAttributeError(path.Root("url"), "No address of the control plane",
			"Set url in the provider block, or the environment variable WEIR_URL.")
	}
	if settings.Token == "" {
		resp.Diagnostics.AddAttributeError(path.Root("token"), "No token of the management API",
			"Set the environment variable WEIR_TOKEN, or token in the provider block from a sensitive variable.")
	}
	if resp.Diagnostics.HasError() {
		return
	}
	connection, err := api.New(settings)
	if err != nil {
		resp.Diagnostics.AddError("The provider's settings do not name a Weir", err.Error())
		return
	}
	resp.ResourceData = connection
	resp.DataSourceData = connection
	resp.EphemeralResourceData = connection
}

func given(value types.String, variable string) string {
	if value.ValueString() != "" {
		return value.ValueString()
	}
	return os.Getenv(variable)
}

func (p *weirProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{
		newProjectResource,
		newEnvironmentResource,
		newAPIKeyResource,
		newDatabaseResource,
		newRateCardResource,
		newRateCardAssignmentResource,
		newBudgetResource,
		newServiceTokenResource,
		newNodeRetirementResource,
	}
}

func (p *weirProvider) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{
		newAccessTokenEphemeral,
		newConnectionStringEphemeral,
	}
}

func (p *weirProvider) Functions(context.Context) []func() function.Function {
	return []func() function.Function{
		newAPIKeyFunction,
		newConnectionStringFunction,
		newParseConnectionStringFunction,
	}
}

func (p *weirProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{
		newProjectDataSource,
		newProjectsDataSource,
		newEnvironmentDataSource,
		newEnvironmentsDataSource,
		newDatabaseDataSource,
		newDatabasesDataSource,
		newRegionDataSource,
		newRegionsDataSource,
		newClusterDataSource,
		newNodesDataSource,
		newPoolsDataSource,
		newUsageDataSource,
		newStatementDataSource,
		newServerDataSource,
	}
}
