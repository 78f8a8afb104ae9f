package provider

import (
	"context"
	"regexp"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
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

var secretForm = regexp.MustCompile(`^[0-9A-Za-z]{32,86}$`)

type apiKeyResource struct {
	resourceBase
}

var (
	_ resource.ResourceWithConfigure   = (*apiKeyResource)(nil)
	_ resource.ResourceWithImportState = (*apiKeyResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*apiKeyResource)(nil)
)

func newAPIKeyResource() resource.Resource { return &apiKeyResource{} }

type apiKeyModel struct {
	ID            types.String   `tfsdk:"id"`
	Environment   types.String   `tfsdk:"environment"`
	EnvironmentID types.String   `tfsdk:"environment_id"`
	Name          types.String   `tfsdk:"name"`
	ExpiresAt     types.String   `tfsdk:"expires_at"`
	Secret        types.String   `tfsdk:"secret_wo"`
	SecretVersion types.Int64    `tfsdk:"secret_wo_version"`
	Prefix        types.String   `tfsdk:"prefix"`
	Timeouts      timeouts.Value `tfsdk:"timeouts"`
}

var apiKeyFields = map[string]path.Path{
	"name":      path.Root("name"),
	"secret":    path.Root("secret_wo"),
	"expiresAt": path.Root("expires_at"),
}

func (r *apiKeyResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "weir_api_key"
}

func (r *apiKeyResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	kept := []planmodifier.String{stringplanmodifier.UseStateForUnknown()}
	resp.Schema = schema.Schema{
		MarkdownDescription: "An API key, with which applications reach an environment. The caller brings its secret, so that it lies in " +
			"no state: Weir keeps only a hash. The key's text is `provider::weir::api_key(prefix, secret)`. Import id: `project/environment/key`.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{Computed: true, PlanModifiers: kept, MarkdownDescription: "The id that Weir gave it."},
			"environment": schema.StringAttribute{Required: true, Validators: pathValidators(),
				MarkdownDescription: "The environment: `project/environment`, the `path` of weir_environment. Another environment replaces the key."},
			"environment_id": schema.StringAttribute{Computed: true, PlanModifiers: kept, MarkdownDescription: "The environment's id."},
			"name":           schema.StringAttribute{Required: true, Validators: nameValidators(), MarkdownDescription: "What it is for, 1 to 100 characters."},
			"expires_at": schema.StringAttribute{Optional: true, Validators: []validator.String{instant{}},
				MarkdownDescription: "When it is revoked, for example `2027-01-01T00:00:00Z`. Left out: it stays until it is destroyed."},
			"secret_wo": schema.StringAttribute{Optional: true, Sensitive: true, WriteOnly: true,
				Validators:          []validator.String{stringvalidator.RegexMatches(secretForm, "must be 32 to 86 random letters and digits")},
				MarkdownDescription: "The secret part of the key: 32 to 86 random letters and digits, from a secret manager or an ephemeral resource. Required to create the key."},
			"secret_wo_version": schema.Int64Attribute{Optional: true,
				MarkdownDescription: "Raise it to set another `secret_wo`. The old secret ends within two seconds; for a rotation without an outage create a second key."},
			"prefix": schema.StringAttribute{Computed: true, PlanModifiers: kept,
				MarkdownDescription: "The beginning of the key's text, before its secret."},
			"timeouts": timeouts.Attributes(ctx, timeouts.Opts{Create: true, Update: true, Delete: true}),
		},
	}
}

// instant holds a time to UTC and whole seconds, the form in which it comes back.
type instant struct{}

func (instant) Description(context.Context) string { return "a time in UTC" }

func (v instant) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (instant) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	at, err := time.Parse(stampForm, req.ConfigValue.ValueString())
	if err != nil || at.UTC().Format(stampForm) != req.ConfigValue.ValueString() {
		resp.Diagnostics.AddAttributeError(req.Path, "Not a time in UTC",
			"'"+req.ConfigValue.ValueString()+"' must be a time such as 2027-01-01T00:00:00Z.")
	}
}

func (m *apiKeyModel) show(key control.Key) {
	m.ID = types.StringValue(key.Id)
	m.EnvironmentID = types.StringValue(key.Environment)
	m.Name = types.StringValue(key.Name)
	m.ExpiresAt = types.StringNull()
	if key.ExpiresAt != nil {
		m.ExpiresAt = types.StringValue(key.ExpiresAt.UTC().Format(stampForm))
	}
	m.Secret = types.StringNull()
	m.SecretVersion = types.Int64PointerValue(key.SecretVersion)
	m.Prefix = types.StringValue(key.Prefix)
}

// expiry reads when the key ends.
func (m *apiKeyModel) expiry() *time.Time {
	at, err := time.Parse(stampForm, m.ExpiresAt.ValueString())
	if err != nil {
		return nil // None: the schema has checked the form.
	}
	return &at
}

// ModifyPlan checks that a secret comes with a new key or a new version of it.
func (r *apiKeyResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	ctx, cancel := context.WithTimeout(ctx, planTimeout)
	defer cancel()
	if req.Plan.Raw.IsNull() {
		return
	}
	var plan, config, state apiKeyModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	fresh := req.State.Raw.IsNull()
	if !fresh {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if config.Secret.IsNull() && (fresh || !plan.SecretVersion.Equal(state.SecretVersion)) {
		resp.Diagnostics.AddAttributeError(path.Root("secret_wo"), "No secret",
			"A new key, or a changed secret_wo_version, needs secret_wo: 32 to 86 random letters and digits.")
	}
	if fresh || r.api == nil || plan.Environment.IsUnknown() || plan.Environment.Equal(state.Environment) {
		return
	}
	// A path that leads nowhere is one that this run makes by renaming. Update makes sure of it.
	environment, err := r.api.EnvironmentNamed(ctx, plan.Environment.ValueString())
	if err == nil && environment != nil && environment.Id != state.EnvironmentID.ValueString() {
		resp.RequiresReplace = append(resp.RequiresReplace, path.Root("environment"))
	}
}

// environment gives the environment that the plan names.
func (r *apiKeyResource) environment(ctx context.Context, plan apiKeyModel, diags *diag.Diagnostics) control.Environment {
	environment, err := r.api.EnvironmentNamed(ctx, plan.Environment.ValueString())
	if err != nil {
		addProblem(diags, "The environment was not read", err, nil)
		return control.Environment{}
	}
	if environment == nil {
		diags.AddAttributeError(path.Root("environment"), "There is no environment '"+plan.Environment.ValueString()+"'",
			"Create it with weir_environment, and refer to its path: environment = weir_environment.<name>.path.")
		return control.Environment{}
	}
	return *environment
}

func (r *apiKeyResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan, config apiKeyModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() || !r.ready(&resp.Diagnostics) {
		return
	}
	timeout, diags := plan.Timeouts.Create(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	environment := r.environment(ctx, plan, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	name := plan.Name.ValueString()
	full := plan.Environment.ValueString() + "/" + name
	if same, err := r.named(ctx, environment.Id, name); err != nil || same != nil {
		addCreateProblem(&resp.Diagnostics, "The key '"+full+"'", "weir_api_key", full, same != nil,
			orElse(err, "A key of that name opens the environment."), apiKeyFields)
		return
	}
	key, err := api.Decode[control.Key](r.api.Control.CreateKey(ctx, environment.Id,
		&control.CreateKeyParams{IdempotencyKey: api.Once()},
		control.NewKey{Name: name, ExpiresAt: plan.expiry(), Secret: config.Secret.ValueStringPointer(),
			SecretVersion: plan.SecretVersion.ValueInt64Pointer()}))
	if err != nil {
		addProblem(&resp.Diagnostics, "The key '"+full+"' was not created", err, apiKeyFields)
		return
	}
	key.Key = nil
	r.api.Keys(environment.Id).Put(key)
	plan.show(key)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

// named gives the key of the environment with the name, or nil.
func (r *apiKeyResource) named(ctx context.Context, environment, name string) (*control.Key, error) {
	return r.api.Keys(environment).Find(ctx, func(key control.Key) bool { return key.Name == name })
}

func (r *apiKeyResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state apiKeyModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() || !r.ready(&resp.Diagnostics) {
		return
	}
	environment, err := r.api.Environments.Get(ctx, state.EnvironmentID.ValueString())
	var key control.Key
	if err == nil {
		key, err = r.api.Keys(environment.Id).Get(ctx, state.ID.ValueString())
	}
	if api.IsMissing(err) {
		resp.State.RemoveResource(ctx)
		return
	}
	var project control.Project
	if err == nil {
		project, err = r.api.Projects.Get(ctx, environment.Project)
	}
	if err != nil {
		addProblem(&resp.Diagnostics, "The key was not read", err, apiKeyFields)
		return
	}
	state.show(key)
	state.Environment = types.StringValue(project.Name + "/" + environment.Name)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

func (r *apiKeyResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state, config apiKeyModel
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
	environment := r.environment(ctx, plan, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if environment.Id != state.EnvironmentID.ValueString() {
		resp.Diagnostics.AddAttributeError(path.Root("environment"), "A key cannot move to another environment",
			"When this was planned, there was no environment of that path. Plan again: the key is replaced then.")
		return
	}
	update := control.KeyUpdate{Name: plan.Name.ValueString(), ExpiresAt: plan.expiry()}
	if !plan.SecretVersion.Equal(state.SecretVersion) {
		update.Secret, update.SecretVersion = config.Secret.ValueStringPointer(), plan.SecretVersion.ValueInt64Pointer()
	}
	id := state.ID.ValueString()
	read := func() (control.Key, error) {
		return api.Decode[control.Key](r.api.Control.GetKey(ctx, environment.Id, id))
	}
	asPlanned := func(current control.Key) bool {
		seen := state
		seen.show(current)
		return seen.Name.Equal(state.Name) && seen.ExpiresAt.Equal(state.ExpiresAt) && seen.SecretVersion.Equal(state.SecretVersion)
	}
	key, err := change(read, asPlanned, func(current control.Key) (control.Key, error) {
		return api.Decode[control.Key](r.api.Control.UpdateKey(ctx, environment.Id, id,
			&control.UpdateKeyParams{IfMatch: api.IfMatch(current.Version)}, update))
	})
	if err != nil {
		addChangeProblem(ctx, &resp.Diagnostics, r.api, "The key '"+state.Name.ValueString()+"'", id, err, apiKeyFields)
		return
	}
	key.Key = nil
	r.api.Keys(environment.Id).Put(key)
	plan.show(key)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

func (r *apiKeyResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state apiKeyModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() || !r.ready(&resp.Diagnostics) {
		return
	}
	timeout, diags := state.Timeouts.Delete(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	environment, id := state.EnvironmentID.ValueString(), state.ID.ValueString()
	err := api.Done(r.api.Control.RevokeKey(ctx, environment, id))
	if err != nil && !api.IsMissing(err) {
		addProblem(&resp.Diagnostics, "The key '"+state.Name.ValueString()+"' was not revoked", err, apiKeyFields)
		return
	}
	r.api.Keys(environment).Drop(id)
}

func (r *apiKeyResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	if !r.ready(&resp.Diagnostics) {
		return
	}
	const form = "project/environment/key, all by name, or environment/key, both by id"
	end := strings.LastIndex(req.ID, "/")
	if end < 0 {
		addMissing(&resp.Diagnostics, "key", req.ID, form)
		return
	}
	named, err := r.api.EnvironmentNamed(ctx, req.ID[:end])
	environment, err := nameOrID(named, err, func() (control.Environment, error) { return r.api.Environments.Get(ctx, req.ID[:end]) })
	var key *control.Key
	if err == nil && environment != nil {
		key, err = r.named(ctx, environment.Id, req.ID[end+1:])
		key, err = nameOrID(key, err, func() (control.Key, error) { return r.api.Keys(environment.Id).Get(ctx, req.ID[end+1:]) })
	}
	if err != nil {
		addProblem(&resp.Diagnostics, "The key was not read", err, apiKeyFields)
		return
	}
	if key == nil {
		addMissing(&resp.Diagnostics, "key", req.ID, form)
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), key.Id)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("environment_id"), environment.Id)...)
}
