package provider

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"weir.dev/terraform-provider-weir/internal/api"
)

// defaultTimeout bounds a change with all its retries where the configuration gives no other bound.
const defaultTimeout = 5 * time.Minute

// planTimeout bounds what a plan asks of an API beside the refresh, so that a plan without an API does not wait long.
const planTimeout = 5 * time.Second

// maxAttempts bounds how often a change starts again because the object got a new version meanwhile.
const maxAttempts = 5

// resourceBase is what all resources have in common. The API is nil while the provider's address is not known.
type resourceBase struct {
	api *api.API
}

func (b *resourceBase) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	b.api = apiOf(req.ProviderData, &resp.Diagnostics)
}

// ready adds a diagnostic and says false while there is no API to ask.
func (b *resourceBase) ready(diags *diag.Diagnostics) bool { return isReady(b.api, diags) }

// dataSourceBase is what all data sources have in common.
type dataSourceBase struct {
	api *api.API
}

func (b *dataSourceBase) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	b.api = apiOf(req.ProviderData, &resp.Diagnostics)
}

func (b *dataSourceBase) ready(diags *diag.Diagnostics) bool { return isReady(b.api, diags) }

func apiOf(data any, diags *diag.Diagnostics) *api.API {
	if data == nil {
		return nil
	}
	connection, ok := data.(*api.API)
	if !ok {
		diags.AddError("A defect of the provider", fmt.Sprintf("The provider was configured with a %T. Please report it.", data))
	}
	return connection
}

func isReady(connection *api.API, diags *diag.Diagnostics) bool {
	if connection == nil {
		diags.AddError("The address of Weir is not known yet",
			"The provider's url or token depends on something that is created later. Give a fixed address, "+
				"or create Weir itself in a root of its own.")
	}
	return connection != nil
}

// addProblem puts an error on the attribute that it is about, as far as `fields` names it.
func addProblem(diags *diag.Diagnostics, summary string, err error, fields map[string]path.Path) {
	var problem *api.Problem
	if errors.As(err, &problem) {
		if attribute, ok := fields[problem.Field()]; ok {
			// The API's name of the field is not the attribute's.
			named := *problem
			named.Detail = strings.Replace(problem.Detail, problem.Field(), attribute.String(), 1)
			diags.AddAttributeError(attribute, summary, named.Error())
			return
		}
	}
	diags.AddError(summary, err.Error())
}

// errChanged says that an object is no longer as it was when the plan was made.
var errChanged = errors.New("changed since the plan")

// change makes a change to the object that was planned for, or none. A new version alone is no obstacle, since grants
// and keys give an object new versions, too: the attributes decide.
func change[T any](read func() (T, error), asPlanned func(T) bool, write func(T) (T, error)) (T, error) {
	for attempt := 1; ; attempt++ {
		current, err := read()
		if err != nil {
			return current, err
		}
		if !asPlanned(current) {
			return current, errChanged
		}
		written, err := write(current)
		if err == nil || !api.IsStale(err) || attempt == maxAttempts {
			return written, err
		}
	}
}

// addChangeProblem explains why a change was not made.
func addChangeProblem(ctx context.Context, diags *diag.Diagnostics, connection *api.API, what, id string, err error, fields map[string]path.Path) {
	if !errors.Is(err, errChanged) && !api.IsStale(err) {
		addProblem(diags, what+" was not changed", err, fields)
		return
	}
	who := connection.LastChangedBy(ctx, id)
	if who == "" {
		who = "the audit log names who it was"
	}
	diags.AddError(what+" was changed by another hand after this plan was made",
		"Last change: "+who+". Nothing was overwritten. Plan again, and apply when both changes agree.")
}

// addCreateProblem explains a creation that was refused because the name is in use.
func addCreateProblem(diags *diag.Diagnostics, what, address, importID string, exists bool, err error, fields map[string]path.Path) {
	if exists {
		diags.AddError(what+" exists already",
			fmt.Sprintf("%s Adopt it with: terraform import %s.<name> '%s', or choose another name.", err, address, importID))
		return
	}
	addProblem(diags, what+" was not created", err, fields)
}

// addMissing explains an import of something that is not there.
func addMissing(diags *diag.Diagnostics, what, id, form string) {
	diags.AddError("There is no "+what+" '"+id+"'",
		"The import id is "+form+", as `terraform plan` and the management API show the names.")
}

// nameOrID gives the object that was found by its name, or else the one with the id that stands in the name's place.
func nameOrID[T any](found *T, err error, get func() (T, error)) (*T, error) {
	if found != nil || err != nil {
		return found, err
	}
	object, err := get()
	if api.IsMissing(err) {
		return nil, nil
	}
	return &object, err
}

// orElse gives the error, or one that says the text.
func orElse(err error, text string) error {
	if err != nil {
		return err
	}
	return errors.New(text)
}
