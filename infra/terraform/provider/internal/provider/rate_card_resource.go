package provider

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"weir.dev/terraform-provider-weir/internal/api"
	"weir.dev/terraform-provider-weir/internal/api/billing"
)

const maxTiers = 20

type rateCardResource struct {
	resourceBase
}

var (
	_ resource.ResourceWithConfigure      = (*rateCardResource)(nil)
	_ resource.ResourceWithImportState    = (*rateCardResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*rateCardResource)(nil)
	_ resource.ResourceWithValidateConfig = (*rateCardResource)(nil)
)

func newRateCardResource() resource.Resource { return &rateCardResource{} }

type rateCardModel struct {
	ID            types.String   `tfsdk:"id"`
	Name          types.String   `tfsdk:"name"`
	Title         types.String   `tfsdk:"title"`
	Currency      types.String   `tfsdk:"currency"`
	EffectiveFrom types.String   `tfsdk:"effective_from"`
	Minimum       decimalValue   `tfsdk:"minimum"`
	Components    types.Set      `tfsdk:"components"`
	Version       types.Int64    `tfsdk:"version"`
	Timeouts      timeouts.Value `tfsdk:"timeouts"`
}

type componentModel struct {
	Meter       types.String `tfsdk:"meter"`
	Form        types.String `tfsdk:"form"`
	UnitPrice   decimalValue `tfsdk:"unit_price"`
	Included    decimalValue `tfsdk:"included"`
	PackageSize decimalValue `tfsdk:"package_size"`
	Tiers       types.List   `tfsdk:"tiers"`
}

type tierModel struct {
	UpTo      decimalValue `tfsdk:"up_to"`
	UnitPrice decimalValue `tfsdk:"unit_price"`
}

func (r *rateCardResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "weir_rate_card"
}

func (r *rateCardResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Prices. A published version never changes: a change of this resource publishes the next one, " +
			"which needs a later `effective_from`. Published versions stay when the resource is destroyed. Import id: the name.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{Computed: true, MarkdownDescription: "The same as `name`.",
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()}},
			"name": schema.StringAttribute{Required: true, Validators: idValidators(),
				MarkdownDescription: "Its name, unique: 1 to 40 of a-z, 0-9 and inner hyphens. A change makes another rate card.",
				PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()}},
			"title": schema.StringAttribute{Optional: true, Computed: true, Default: stringdefault.StaticString("Rate card"),
				MarkdownDescription: "How statements name it, 1 to 100 characters. Default: `Rate card`.",
				Validators:          []validator.String{stringvalidator.LengthBetween(1, maxName)}},
			"currency": schema.StringAttribute{Computed: true, MarkdownDescription: "The billing meter's currency.",
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()}},
			"effective_from": schema.StringAttribute{Required: true, Validators: []validator.String{wholeHour{}},
				MarkdownDescription: "When this version begins: a whole hour such as `2027-01-01T00:00:00Z`, in no closed month, and after that of the version before."},
			"minimum": schema.StringAttribute{Optional: true, CustomType: decimalType{},
				MarkdownDescription: "The least that a month costs."},
			"components": schema.SetNestedAttribute{Required: true, MarkdownDescription: "What is charged, one component for each meter.",
				Validators:   []validator.Set{setvalidator.SizeAtLeast(1)},
				NestedObject: schema.NestedAttributeObject{Attributes: componentAttributes()}},
			"version":  schema.Int64Attribute{Computed: true, MarkdownDescription: "The newest version's number."},
			"timeouts": timeouts.Attributes(ctx, timeouts.Opts{Create: true, Update: true}),
		},
	}
}

func componentAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"meter": schema.StringAttribute{Required: true, MarkdownDescription: "`cpu` (core-seconds), `queries`, `rows`, `bytes-out`, `database-busy` or `environment`.",
			Validators: []validator.String{stringvalidator.OneOf("cpu", "queries", "rows", "bytes-out", "database-busy", "environment")}},
		"form": schema.StringAttribute{Required: true,
			MarkdownDescription: "`flat`: a fixed price. `per-unit`: each unit costs the same. `package`: each begun package of `package_size` units. " +
				"`graduated`: each tier's units at its price. `volume`: all units at the price of the tier that they reach.",
			Validators: []validator.String{stringvalidator.OneOf("flat", "per-unit", "graduated", "volume", "package")}},
		"unit_price": schema.StringAttribute{Optional: true, CustomType: decimalType{},
			MarkdownDescription: "The price of `flat`, of a unit or of a package."},
		"included": schema.StringAttribute{Optional: true, CustomType: decimalType{},
			MarkdownDescription: "How many units of a month cost nothing. Default: none."},
		"package_size": schema.StringAttribute{Optional: true, CustomType: decimalType{},
			MarkdownDescription: "Units of a package."},
		"tiers": schema.ListNestedAttribute{Optional: true, MarkdownDescription: "Tiers of `graduated` and `volume`, rising.",
			Validators: []validator.List{listvalidator.SizeBetween(1, maxTiers)},
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"up_to": schema.StringAttribute{Optional: true, CustomType: decimalType{},
					MarkdownDescription: "Where the tier ends, inclusive. Left out in the last tier."},
				"unit_price": schema.StringAttribute{Required: true, CustomType: decimalType{}, MarkdownDescription: "The price of a unit in it."},
			}}},
	}
}

// wholeHour holds a time to the form in which the billing meter answers.
type wholeHour struct{}

func (wholeHour) Description(context.Context) string { return "a whole hour in UTC" }

func (v wholeHour) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (wholeHour) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	at, err := time.Parse(stampForm, req.ConfigValue.ValueString())
	if err != nil || at.Format(stampForm) != req.ConfigValue.ValueString() || !at.Equal(at.Truncate(time.Hour)) || !strings.HasSuffix(req.ConfigValue.ValueString(), "Z") {
		resp.Diagnostics.AddAttributeError(req.Path, "Not a whole hour in UTC",
			"'"+req.ConfigValue.ValueString()+"' must be a time such as 2027-01-01T00:00:00Z.")
	}
}

// ValidateConfig checks in each component what its form needs, and that tiers neither overlap nor leave a gap.
func (r *rateCardResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config rateCardModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() || config.Components.IsUnknown() {
		return
	}
	var components []componentModel
	resp.Diagnostics.Append(config.Components.ElementsAs(ctx, &components, false)...)
	if resp.Diagnostics.HasError() {
		return
	}
	seen := map[string]bool{}
	for _, component := range components {
		if component.Meter.IsUnknown() || component.Form.IsUnknown() || component.Tiers.IsUnknown() {
			continue
		}
		meter := component.Meter.ValueString()
		if seen[meter] {
			resp.Diagnostics.AddAttributeError(path.Root("components"), "Two components for '"+meter+"'",
				"A rate card has one component for each meter. Put both into one.")
		}
		seen[meter] = true
		if problem := component.problem(ctx); problem != "" {
			resp.Diagnostics.AddAttributeError(path.Root("components"), "The component for '"+meter+"' is not whole", problem)
		}
	}
}

// problem says what is wrong with a component, or "".
func (c componentModel) problem(ctx context.Context) string {
	form := c.Form.ValueString()
	tiered := form == "graduated" || form == "volume"
	switch {
	case tiered && c.Tiers.IsNull():
		return "The form " + form + " needs tiers."
	case tiered && !c.UnitPrice.IsNull():
		return "The form " + form + " takes its prices from tiers: remove unit_price."
	case !tiered && !c.Tiers.IsNull():
		return "The form " + form + " has no tiers: use graduated or volume."
	case !tiered && c.UnitPrice.IsNull():
		return "The form " + form + " needs unit_price."
	case (form == "package") == c.PackageSize.IsNull():
		return "package_size is given with the form package, and with no other."
	case form == "flat" && !c.Included.IsNull():
		return "A flat price includes nothing: remove included."
	case tiered:
		return tierProblem(c.tiers(ctx))
	}
	return ""
}

func (c componentModel) tiers(ctx context.Context) []tierModel {
	var tiers []tierModel
	if !c.Tiers.IsNull() {
		c.Tiers.ElementsAs(ctx, &tiers, false)
	}
	return tiers
}

func tierProblem(tiers []tierModel) string {
	before := "0"
	for number, tier := range tiers {
		last := number == len(tiers)-1
		if tier.UpTo.IsUnknown() {
			return ""
		}
		if last != tier.UpTo.IsNull() {
			return fmt.Sprintf("Tier %d: every tier but the last has up_to, and the last has none, so that every amount has a price.", number+1)
		}
		if !last && !less(before, tier.UpTo.ValueString()) {
			return fmt.Sprintf("Tier %d: up_to must rise, and %s does not follow %s.", number+1, tier.UpTo.ValueString(), before)
		}
		before = tier.UpTo.ValueString()
	}
	return ""
}

// ModifyPlan plans no new version where only the text of a price differs.
func (r *rateCardResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() || req.State.Raw.IsNull() {
		return
	}
	var plan, state rateCardModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() || plan.Components.IsUnknown() || !plan.wanted(ctx).equals(state.wanted(ctx)) {
		return
	}
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("components"), state.Components)...)
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("minimum"), state.Minimum)...)
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("version"), state.Version)...)
}

func (r *rateCardResource) publish(ctx context.Context, plan *rateCardModel) error {
	meter, err := r.api.Billing(ctx)
	if err != nil {
		return err
	}
	card, err := api.Decode[billing.RateCard](meter.PublishRateCard(ctx, plan.wanted(ctx).request(plan.EffectiveFrom.ValueString())))
	if err != nil {
		return err
	}
	r.api.RateCards.Forget()
	return plan.show(ctx, r.api, card)
}

func (m *rateCardModel) show(ctx context.Context, a *api.API, card billing.RateCard) error {
	currency, err := a.Currency(ctx)
	if err != nil {
		return err
	}
	m.Currency = types.StringValue(currency)
	m.ID = types.StringValue(card.Id)
	there := priceListOf(card)
	if m.Components.IsNull() || !m.wanted(ctx).equals(there) {
		m.Components = there.components()
		m.Minimum = optionalDecimal(card.Minimum)
	}
	m.Name = types.StringValue(card.Id)
	m.Title = types.StringValue(card.Name)
	m.EffectiveFrom = types.StringValue(card.EffectiveFrom.UTC().Format(stampForm))
	m.Version = types.Int64Value(int64(card.Version))
	return nil
}

func (r *rateCardResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan rateCardModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() || !r.ready(&resp.Diagnostics) {
		return
	}
	timeout, diags := plan.Timeouts.Create(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	name := plan.Name.ValueString()
	card, err := r.api.RateCards.Get(ctx, name)
	switch {
	case err == nil && plan.wanted(ctx).equals(priceListOf(card)) && plan.EffectiveFrom.ValueString() == card.EffectiveFrom.UTC().Format(stampForm):
		// Published before, by a run that was cut off or by this configuration before it was destroyed.
		err = plan.show(ctx, r.api, card)
	case err == nil:
		addCreateProblem(&resp.Diagnostics, "The rate card '"+name+"'", "weir_rate_card", name, true,
			errors.New("It is published with other prices or another begin."), nil)
		return
	case api.IsMissing(err):
		err = r.publish(ctx, &plan)
	}
	if err != nil {
		addProblem(&resp.Diagnostics, "The rate card '"+name+"' was not published", err, nil)
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

func (r *rateCardResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state rateCardModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() || !r.ready(&resp.Diagnostics) {
		return
	}
	card, err := r.api.RateCards.Get(ctx, state.ID.ValueString())
	if api.IsMissing(err) {
		resp.State.RemoveResource(ctx)
		return
	}
	if err == nil {
		err = state.show(ctx, r.api, card)
	}
	if err != nil {
		addProblem(&resp.Diagnostics, "The rate card '"+state.ID.ValueString()+"' was not read", err, nil)
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

func (r *rateCardResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state rateCardModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() || !r.ready(&resp.Diagnostics) {
		return
	}
	timeout, diags := plan.Timeouts.Update(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	if plan.wanted(ctx).equals(state.wanted(ctx)) && plan.EffectiveFrom.Equal(state.EffectiveFrom) {
		plan.Version = state.Version // Only the time-outs differ.
	} else if err := r.publish(ctx, &plan); err != nil {
		addProblem(&resp.Diagnostics, "The next version of the rate card '"+plan.Name.ValueString()+"' was not published", err, nil)
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

// Delete leaves what was published: statements refer to it.
func (r *rateCardResource) Delete(_ context.Context, _ resource.DeleteRequest, _ *resource.DeleteResponse) {
}

func (r *rateCardResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	if !r.ready(&resp.Diagnostics) {
		return
	}
	card, err := r.api.RateCards.Get(ctx, req.ID)
	if api.IsMissing(err) {
		addMissing(&resp.Diagnostics, "rate card", req.ID, "the rate card's name")
		return
	}
	if err != nil {
		addProblem(&resp.Diagnostics, "The rate card was not read", err, nil)
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), card.Id)...)
}
