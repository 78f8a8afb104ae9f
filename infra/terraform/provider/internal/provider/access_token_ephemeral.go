package provider

import (
	"context"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"weir.dev/terraform-provider-weir/internal/api"
	"weir.dev/terraform-provider-weir/internal/api/control"
)

const (
	defaultLifetime = time.Hour
	tokenIDKey      = "token"
)

// accessTokenEphemeral is a token of the management API that lives as long as the run needs it.
type accessTokenEphemeral struct {
	api *api.API
}

var (
	_ ephemeral.EphemeralResourceWithConfigure = (*accessTokenEphemeral)(nil)
	_ ephemeral.EphemeralResourceWithClose     = (*accessTokenEphemeral)(nil)
)

func newAccessTokenEphemeral() ephemeral.EphemeralResource { return &accessTokenEphemeral{} }

type accessTokenModel struct {
	Roles    types.Set     `tfsdk:"roles"`
	Projects types.Set     `tfsdk:"projects"`
	Lifetime durationValue `tfsdk:"lifetime"`
	Name     types.String  `tfsdk:"name"`
	Token    types.String  `tfsdk:"token"`
}

func (e *accessTokenEphemeral) Configure(_ context.Context, req ephemeral.ConfigureRequest, resp *ephemeral.ConfigureResponse) {
	e.api = apiOf(req.ProviderData, &resp.Diagnostics)
}

func (e *accessTokenEphemeral) Metadata(_ context.Context, _ ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = "weir_access_token"
}

func (e *accessTokenEphemeral) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A short-lived token of the management API. It is made when a plan or an apply needs it, revoked when that ends, and " +
			"lies in no state. It is nothing to give to an application.",
		Attributes: map[string]schema.Attribute{
			"roles": schema.SetAttribute{Required: true, ElementType: types.StringType, Validators: rolesValidators(),
				MarkdownDescription: "What it may do: `admin`, `developer`, `finance`, `auditor`."},
			"projects": schema.SetAttribute{Optional: true, ElementType: types.StringType,
				MarkdownDescription: "The only projects that exist for it, by name. Left out: all projects."},
			"lifetime": schema.StringAttribute{Optional: true, CustomType: durationType{},
				MarkdownDescription: "How long it opens anything if it is not revoked. Default: `1h`."},
			"name":  schema.StringAttribute{Computed: true, MarkdownDescription: "Its name in the audit log."},
			"token": schema.StringAttribute{Computed: true, Sensitive: true, MarkdownDescription: "The token."},
		},
	}
}

func (e *accessTokenEphemeral) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	var model accessTokenModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() || !isReady(e.api, &resp.Diagnostics) {
		return
	}
	lifetime := defaultLifetime
	if parsed, err := time.ParseDuration(model.Lifetime.ValueString()); err == nil {
		lifetime = parsed
	}
	end := time.Now().Add(lifetime).UTC().Truncate(time.Second)
	once := api.Once()
	request := control.NewToken{Name: strings.ToLower(*once), ExpiresAt: &end}
	for _, role := range textsIn(ctx, model.Roles) {
		request.Roles = append(request.Roles, control.NewTokenRoles(role))
	}
	if !model.Projects.IsNull() {
		projects := textsIn(ctx, model.Projects)
		request.Projects = &projects
	}
	token, err := api.Decode[control.Token](e.api.Control.CreateToken(ctx, &control.CreateTokenParams{IdempotencyKey: once}, request))
	if err != nil {
		addProblem(&resp.Diagnostics, "The access token was not made", err, nil)
		return
	}
	resp.Diagnostics.Append(resp.Private.SetKey(ctx, tokenIDKey, []byte(`"`+token.Id+`"`))...)
	model.Name, model.Token = types.StringValue(token.Name), types.StringPointerValue(token.Token)
	resp.Diagnostics.Append(resp.Result.Set(ctx, model)...)
}

// Close revokes the token.
func (e *accessTokenEphemeral) Close(ctx context.Context, req ephemeral.CloseRequest, resp *ephemeral.CloseResponse) {
	id, diags := req.Private.GetKey(ctx, tokenIDKey)
	resp.Diagnostics.Append(diags...)
	if len(id) == 0 || !isReady(e.api, &resp.Diagnostics) {
		return
	}
	err := api.Done(e.api.Control.RevokeToken(ctx, strings.Trim(string(id), `"`)))
	if err != nil && !api.IsMissing(err) {
		resp.Diagnostics.Append(diag.NewWarningDiagnostic("The access token was not revoked", err.Error()+" It ends by itself."))
	}
}
