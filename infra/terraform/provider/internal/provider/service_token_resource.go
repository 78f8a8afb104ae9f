package provider

import (
	"context"
	"regexp"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"weir.dev/terraform-provider-weir/internal/api"
	"weir.dev/terraform-provider-weir/internal/api/control"
)

var tokenForm = regexp.MustCompile(`^[A-Za-z0-9._~+/=-]{32,200}$`)

type serviceTokenResource struct {
	resourceBase
}

var (
	_ resource.ResourceWithConfigure   = (*serviceTokenResource)(nil)
	_ resource.ResourceWithImportState = (*serviceTokenResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*serviceTokenResource)(nil)
)

func newServiceTokenResource() resource.Resource { return &serviceTokenResource{} }

type serviceTokenModel struct {
	ID           types.String   `tfsdk:"id"`
	Name         types.String   `tfsdk:"name"`
	Roles        types.Set      `tfsdk:"roles"`
	Projects     types.Set      `tfsdk:"projects"`
	ExpiresAt    types.String   `tfsdk:"expires_at"`
	Token        types.String   `tfsdk:"token_wo"`
	TokenVersion types.Int64    `tfsdk:"token_wo_version"`
	Timeouts     timeouts.Value `tfsdk:"timeouts"`
}

var serviceTokenFields = map[string]path.Path{
	"name": path.Root("name"), "roles": path.Root("roles"), "projects": path.Root("projects"),
	"expiresAt": path.Root("expires_at"), "token": path.Root("token_wo"),
}

func (r *serviceTokenResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "weir_service_token"
}

func rolesValidators() []validator.Set {
	return []validator.Set{setvalidator.SizeAtLeast(1),
		setvalidator.ValueStringsAre(stringvalidator.OneOf("admin", "developer", "finance", "auditor"))}
}

func (r *serviceTokenResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A bearer token of the management API for a program. The caller brings its text, so that it lies in no state: " +
			"Weir keeps only a hash. Import id: the name.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{Computed: true, MarkdownDescription: "The id that Weir gave it.",
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()}},
			"name": schema.StringAttribute{Required: true, Validators: nameValidators(),
				MarkdownDescription: "Its holder's name in the audit log, unique, 1 to 100 characters."},
			"roles": schema.SetAttribute{Required: true, ElementType: types.StringType, Validators: rolesValidators(),
				MarkdownDescription: "What it may do: `admin`, `developer`, `finance`, `auditor`."},
			"projects": schema.SetAttribute{Optional: true, ElementType: types.StringType,
				Validators:          []validator.Set{setvalidator.SizeAtLeast(1), setvalidator.ValueStringsAre(nameValidators()...)},
				MarkdownDescription: "The only projects that exist for it, by name. Left out: all projects."},
			"expires_at": schema.StringAttribute{Optional: true, Validators: []validator.String{instant{}},
				MarkdownDescription: "From when on it opens nothing, for example `2027-01-01T00:00:00Z`. Left out: it stays until it is destroyed."},
			"token_wo": schema.StringAttribute{Optional: true, Sensitive: true, WriteOnly: true,
				Validators:          []validator.String{stringvalidator.RegexMatches(tokenForm, "must be 32 to 200 random letters, digits and . _ ~ + / = -")},
				MarkdownDescription: "The token's text: 32 to 200 random letters, digits and `. _ ~ + / = -`. Required to create the token."},
			"token_wo_version": schema.Int64Attribute{Optional: true, MarkdownDescription: "Raise it to set another `token_wo`."},
			"timeouts":         timeouts.Attributes(ctx, timeouts.Opts{Create: true, Update: true, Delete: true}),
		},
	}
}

func (m *serviceTokenModel) show(ctx context.Context, a *api.API, token control.Token) error {
	m.ID, m.Name, m.Token = types.StringValue(token.Id), types.StringValue(token.Name), types.StringNull()
	m.TokenVersion = types.Int64PointerValue(token.TokenVersion)
	m.ExpiresAt = types.StringNull()
	if token.ExpiresAt != nil {
		m.ExpiresAt = types.StringValue(token.ExpiresAt.UTC().Format(stampForm))
	}
	var roles, projects []attr.Value
	for _, role := range token.Roles {
		roles = append(roles, types.StringValue(string(role)))
	}
	for _, id := range token.Projects {
		project, err := a.Projects.Get(ctx, id)
		if api.IsMissing(err) {
			continue
		}
		if err != nil {
			return err
		}
		projects = append(projects, types.StringValue(project.Name))
	}
	m.Roles = types.SetValueMust(types.StringType, roles)
	m.Projects = types.SetNull(types.StringType)
	if len(token.Projects) > 0 {
		m.Projects = types.SetValueMust(types.StringType, projects)
	}
	return nil
}

func textsIn(ctx context.Context, set types.Set) []string {
	var texts []string
	if !set.IsNull() {
		set.ElementsAs(ctx, &texts, false)
	}
	slices.Sort(texts)
	return texts
}

func (m *serviceTokenModel) expiry() *time.Time {
	at, err := time.Parse(stampForm, m.ExpiresAt.ValueString())
	if err != nil {
		return nil // None: the schema has checked the form.
	}
	return &at
}

func (m *serviceTokenModel) projects(ctx context.Context) *[]string {
	if m.Projects.IsNull() {
		return nil
	}
	projects := textsIn(ctx, m.Projects)
	return &projects
}

// ModifyPlan checks that a text comes with a new token or a new version of it.
func (r *serviceTokenResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		return
	}
	var plan, config, state serviceTokenModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	fresh := req.State.Raw.IsNull()
	if !fresh {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	if !resp.Diagnostics.HasError() && config.Token.IsNull() && (fresh || !plan.TokenVersion.Equal(state.TokenVersion)) {
		resp.Diagnostics.AddAttributeError(path.Root("token_wo"), "No token",
			"A new token, or a changed token_wo_version, needs token_wo: 32 to 200 random letters, digits and . _ ~ + / = -")
	}
}

func (r *serviceTokenResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan, config serviceTokenModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() || !r.ready(&resp.Diagnostics) {
		return
	}
	timeout, diags := plan.Timeouts.Create(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	name := plan.Name.ValueString()
	request := control.NewToken{Name: name, ExpiresAt: plan.expiry(), Projects: plan.projects(ctx),
		Token: config.Token.ValueStringPointer(), TokenVersion: plan.TokenVersion.ValueInt64Pointer()}
	for _, role := range textsIn(ctx, plan.Roles) {
		request.Roles = append(request.Roles, control.NewTokenRoles(role))
	}
	token, err := api.Decode[control.Token](r.api.Control.CreateToken(ctx, &control.CreateTokenParams{IdempotencyKey: api.Once()}, request))
	if err != nil {
		r.api.Tokens.Forget()
		same, _ := r.api.Tokens.Find(ctx, func(token control.Token) bool { return token.Name == name })
		if api.IsConflict(err) && same == nil {
			resp.Diagnostics.AddAttributeError(path.Root("token_wo"), "The text of the service token '"+name+"' is that of another token",
				err.Error()+" A text opens one token, also after that was revoked: bring another text, and raise token_wo_version.")
			return
		}
		addCreateProblem(&resp.Diagnostics, "The service token '"+name+"'", "weir_service_token", name, api.IsConflict(err), err, serviceTokenFields)
		return
	}
	r.keep(ctx, &plan, token, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

func (r *serviceTokenResource) keep(ctx context.Context, plan *serviceTokenModel, token control.Token, diags *diag.Diagnostics) {
	token.Token = nil
	r.api.Tokens.Put(token)
	if err := plan.show(ctx, r.api, token); err != nil {
		addProblem(diags, "The projects of the service token were not read", err, serviceTokenFields)
	}
}

func (r *serviceTokenResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state serviceTokenModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() || !r.ready(&resp.Diagnostics) {
		return
	}
	token, err := r.api.Tokens.Get(ctx, state.ID.ValueString())
	if api.IsMissing(err) {
		resp.State.RemoveResource(ctx)
		return
	}
	if err == nil {
		err = state.show(ctx, r.api, token)
	}
	if err != nil {
		addProblem(&resp.Diagnostics, "The service token was not read", err, serviceTokenFields)
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

func (r *serviceTokenResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state, config serviceTokenModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() || !r.ready(&resp.Diagnostics) {
		return
	}
	timeout, diags := plan.Timeouts.Update(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	id := state.ID.ValueString()
	update := control.TokenUpdate{Name: plan.Name.ValueString(), ExpiresAt: plan.expiry(), Projects: plan.projects(ctx)}
	for _, role := range textsIn(ctx, plan.Roles) {
		update.Roles = append(update.Roles, control.TokenUpdateRoles(role))
	}
	if !plan.TokenVersion.Equal(state.TokenVersion) {
		update.Token, update.TokenVersion = config.Token.ValueStringPointer(), plan.TokenVersion.ValueInt64Pointer()
	}
	read := func() (control.Token, error) { return api.Decode[control.Token](r.api.Control.GetToken(ctx, id)) }
	asPlanned := func(current control.Token) bool {
		seen := state
		return seen.show(ctx, r.api, current) == nil && seen.Name.Equal(state.Name) && seen.Roles.Equal(state.Roles) &&
			seen.ExpiresAt.Equal(state.ExpiresAt) && seen.TokenVersion.Equal(state.TokenVersion)
	}
	token, err := change(read, asPlanned, func(current control.Token) (control.Token, error) {
		return api.Decode[control.Token](r.api.Control.UpdateToken(ctx, id,
			&control.UpdateTokenParams{IfMatch: api.IfMatch(current.Version)}, update))
	})
	if err != nil {
		addChangeProblem(ctx, &resp.Diagnostics, r.api, "The service token '"+state.Name.ValueString()+"'", id, err, serviceTokenFields)
		return
	}
	r.keep(ctx, &plan, token, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

func (r *serviceTokenResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state serviceTokenModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() || !r.ready(&resp.Diagnostics) {
		return
	}
	timeout, diags := state.Timeouts.Delete(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	err := api.Done(r.api.Control.RevokeToken(ctx, state.ID.ValueString()))
	if err != nil && !api.IsMissing(err) {
		addProblem(&resp.Diagnostics, "The service token '"+state.Name.ValueString()+"' was not revoked", err, serviceTokenFields)
		return
	}
	r.api.Tokens.Drop(state.ID.ValueString())
}

func (r *serviceTokenResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	if !r.ready(&resp.Diagnostics) {
		return
	}
	token, err := r.api.Tokens.Find(ctx, func(token control.Token) bool { return token.Name == req.ID || token.Id == req.ID })
	if err != nil {
		addProblem(&resp.Diagnostics, "The service token was not read", err, serviceTokenFields)
		return
	}
	if token == nil {
		addMissing(&resp.Diagnostics, "service token", req.ID, "the token's name, or its id")
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), token.Id)...)
}
