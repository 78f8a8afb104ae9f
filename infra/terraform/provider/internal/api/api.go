// Package api reaches Weir's control plane and its billing meter: retries, refusals as errors, and lists that are
// fetched once in a run.
package api

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"weir.dev/terraform-provider-weir/internal/api/billing"
	"weir.dev/terraform-provider-weir/internal/api/control"
)

// Settings say where Weir is and who asks.
type Settings struct {
	URL          string
	Token        string
	BillingURL   string
	BillingToken string
	UserAgent    string
}

// API is one run's connection.
type API struct {
	Control  *control.Client
	settings Settings
	client   *http.Client
	// meter is nil until a billing meter is known.
	meter      *billing.Client
	meterMutex sync.Mutex
	currency   struct {
		sync.Mutex
		known string
	}

	Projects     *List[control.Project]
	Environments *List[control.Environment]
	Databases    *List[control.Database]
	Regions      *List[control.Region]
	Tokens       *List[control.Token]
	keys         map[string]*List[control.Key]
	keysMutex    sync.Mutex
	// RateCards holds the newest version of each.
	RateCards   *List[billing.RateCard]
	Assignments *List[billing.Assignment]
	Budgets     *List[billing.Budget]
}

// New checks the settings and connects to nothing yet.
func New(settings Settings) (*API, error) {
	client := newClient()
	controlURL, err := baseURL(settings.URL)
	if err != nil {
		return nil, fmt.Errorf("url: %w", err)
	}
	a := &API{settings: settings, client: client}
	a.Control, err = control.NewClient(controlURL, control.WithHTTPClient(client),
		control.WithRequestEditorFn(as(settings.Token, settings.UserAgent)))
	if err != nil {
		return nil, err
	}
	if settings.BillingURL != "" {
		if a.meter, err = a.meterAt(settings.BillingURL); err != nil {
			return nil, fmt.Errorf("billing_url: %w", err)
		}
	}
	a.remember()
	a.rememberPrices()
	return a, nil
}

func (a *API) meterAt(address string) (*billing.Client, error) {
	address, err := baseURL(address)
	if err != nil {
		return nil, err
	}
	return billing.NewClient(address, billing.WithHTTPClient(a.client),
		billing.WithRequestEditorFn(as(a.settings.BillingToken, a.settings.UserAgent)))
}

func baseURL(text string) (string, error) {
	parsed, err := url.Parse(text)
	if err != nil || (parsed.Scheme != "http" && parsed.Scheme != "https") || parsed.Host == "" {
		return "", fmt.Errorf("must be an address such as https://weir.example.com:4470")
	}
	if parsed.User != nil || parsed.RawQuery != "" {
		return "", fmt.Errorf("must hold neither credentials nor a query: give the token apart")
	}
	return strings.TrimRight(text, "/"), nil
}

func as(token, userAgent string) func(context.Context, *http.Request) error {
	return func(_ context.Context, request *http.Request) error {
		request.Header.Set("authorization", "Bearer "+token)
		request.Header.Set("user-agent", userAgent)
		return nil
	}
}

func (a *API) remember() {
	size := pageSize
	a.Projects = &List[control.Project]{
		id: func(item control.Project) string { return item.Id },
		one: func(ctx context.Context, id string) (control.Project, error) {
			return Decode[control.Project](a.Control.GetProject(ctx, id))
		},
		page: func(ctx context.Context, after *string) ([]control.Project, *string, error) {
			page, err := Decode[control.ProjectPage](a.Control.ListProjects(ctx,
				&control.ListProjectsParams{Limit: &size, After: after}))
			return page.Items, page.Next, err
		},
	}
	a.Environments = &List[control.Environment]{
		id: func(item control.Environment) string { return item.Id },
		one: func(ctx context.Context, id string) (control.Environment, error) {
			return Decode[control.Environment](a.Control.GetEnvironment(ctx, id))
		},
		page: func(ctx context.Context, after *string) ([]control.Environment, *string, error) {
			page, err := Decode[control.EnvironmentPage](a.Control.ListEnvironments(ctx,
				&control.ListEnvironmentsParams{Limit: &size, After: after}))
			return page.Items, page.Next, err
		},
	}
	a.Databases = &List[control.Database]{
		id: func(item control.Database) string { return item.Id },
		one: func(ctx context.Context, id string) (control.Database, error) {
			return Decode[control.Database](a.Control.GetDatabase(ctx, id))
		},
		page: func(ctx context.Context, after *string) ([]control.Database, *string, error) {
			page, err := Decode[control.DatabasePage](a.Control.ListDatabases(ctx,
				&control.ListDatabasesParams{Limit: &size, After: after}))
			return page.Items, page.Next, err
		},
	}
	a.Tokens = &List[control.Token]{
		id: func(item control.Token) string { return item.Id },
		one: func(ctx context.Context, id string) (control.Token, error) {
			return Decode[control.Token](a.Control.GetToken(ctx, id))
		},
		page: func(ctx context.Context, after *string) ([]control.Token, *string, error) {
			page, err := Decode[control.TokenPage](a.Control.ListTokens(ctx, &control.ListTokensParams{Limit: &size, After: after}))
			return page.Items, page.Next, err
		},
	}
	a.Regions = &List[control.Region]{
		id: func(item control.Region) string { return item.Id },
		page: func(ctx context.Context, _ *string) ([]control.Region, *string, error) {
			list, err := Decode[control.RegionList](a.Control.ListRegions(ctx))
			return list.Items, nil, err
		},
	}
}

// rememberPrices sets up the lists of the billing meter, which answers each of them whole.
func (a *API) rememberPrices() {
	a.RateCards = &List[billing.RateCard]{
		id: func(item billing.RateCard) string { return item.Id },
		page: func(ctx context.Context, _ *string) ([]billing.RateCard, *string, error) {
			cards, err := a.rateCards(ctx)
			newest := map[string]billing.RateCard{}
			for _, card := range cards.RateCards {
				if newest[card.Id].Version < card.Version {
					newest[card.Id] = card
				}
			}
			return slices.Collect(maps.Values(newest)), nil, err
		},
	}
	a.Assignments = &List[billing.Assignment]{
		id: AssignmentID,
		page: func(ctx context.Context, _ *string) ([]billing.Assignment, *string, error) {
			cards, err := a.rateCards(ctx)
			return cards.Assignments, nil, err
		},
	}
	a.Budgets = &List[billing.Budget]{
		id: func(item billing.Budget) string { return item.Id },
		page: func(ctx context.Context, _ *string) ([]billing.Budget, *string, error) {
			meter, err := a.Billing(ctx)
			if err != nil {
				return nil, nil, err
			}
			list, err := Decode[billing.Budgets](meter.GetBudgets(ctx, &billing.GetBudgetsParams{}))
			return list.Budgets, nil, err
		},
	}
}

func (a *API) rateCards(ctx context.Context) (billing.RateCards, error) {
	meter, err := a.Billing(ctx)
	if err != nil {
		return billing.RateCards{}, err
	}
	return Decode[billing.RateCards](meter.GetRateCards(ctx, &billing.GetRateCardsParams{}))
}

// AssignmentID tells assignments apart: the project's id, or "*" for all others, and the time.
func AssignmentID(item billing.Assignment) string {
	project := "*"
	if item.Project != nil {
		project = *item.Project
	}
	return project + "/" + item.EffectiveFrom.UTC().Format("2006-01-02T15:04:05Z")
}

// Currency gives the currency of all prices, asked once in a run.
func (a *API) Currency(ctx context.Context) (string, error) {
	a.currency.Lock()
	defer a.currency.Unlock()
	if a.currency.known == "" {
		cards, err := a.rateCards(ctx)
		if err != nil {
			return "", err
		}
		a.currency.known = cards.Currency
	}
	return a.currency.known, nil
}

// Nodes gives all nodes as they are now.
func (a *API) Nodes(ctx context.Context) ([]control.Node, error) {
	size := pageSize
	list := &List[control.Node]{page: func(ctx context.Context, after *string) ([]control.Node, *string, error) {
		page, err := Decode[control.NodeList](a.Control.ListNodes(ctx, &control.ListNodesParams{Limit: &size, After: after}))
		return page.Items, page.Next, err
	}}
	return list.All(ctx)
}

// Pools gives all pools as they are now.
func (a *API) Pools(ctx context.Context) ([]control.Pool, error) {
	size := pageSize
	list := &List[control.Pool]{page: func(ctx context.Context, after *string) ([]control.Pool, *string, error) {
		page, err := Decode[control.PoolList](a.Control.ListPools(ctx, &control.ListPoolsParams{Limit: &size, After: after}))
		return page.Items, page.Next, err
	}}
	return list.All(ctx)
}

// Once is a new idempotency key: what it creates is created once, however often the request is repeated.
func Once() *string {
	key := "terraform-" + rand.Text()
	return &key
}

// IfMatch is the condition under which a change is made. Version 0 means any.
func IfMatch(version int64) *string {
	if version == 0 {
		return nil
	}
	tag := fmt.Sprintf("%q", fmt.Sprint(version))
	return &tag
}

// Billing gives the billing meter: the one of the settings, or the one that the control plane names.
func (a *API) Billing(ctx context.Context) (*billing.Client, error) {
	a.meterMutex.Lock()
	defer a.meterMutex.Unlock()
	if a.meter == nil {
		server, err := Decode[control.Installation](a.Control.GetServer(ctx))
		if err != nil {
			return nil, err
		}
		if server.BillingUrl != nil {
			a.meter, err = a.meterAt(*server.BillingUrl)
			if err != nil {
				return nil, fmt.Errorf("the control plane names the billing meter '%s': %w", *server.BillingUrl, err)
			}
		}
	}
	if a.meter == nil {
		return nil, errors.New("No billing meter is known. Set billing_url in the provider block, or the environment variable WEIR_BILLING_URL.")
	}
	return a.meter, nil
}

// Keys gives the keys of an environment.
func (a *API) Keys(environment string) *List[control.Key] {
	a.keysMutex.Lock()
	defer a.keysMutex.Unlock()
	if a.keys == nil {
		a.keys = map[string]*List[control.Key]{}
	}
	if a.keys[environment] == nil {
		size := pageSize
		a.keys[environment] = &List[control.Key]{
			id: func(item control.Key) string { return item.Id },
			one: func(ctx context.Context, id string) (control.Key, error) {
				return Decode[control.Key](a.Control.GetKey(ctx, environment, id))
			},
			page: func(ctx context.Context, after *string) ([]control.Key, *string, error) {
				page, err := Decode[control.KeyPage](a.Control.ListKeys(ctx, environment, &control.ListKeysParams{Limit: &size, After: after}))
				return page.Items, page.Next, err
			},
		}
	}
	return a.keys[environment]
}

// ProjectNamed gives the project with the name, or nil.
func (a *API) ProjectNamed(ctx context.Context, name string) (*control.Project, error) {
	found, err := a.Projects.Find(ctx, func(item control.Project) bool { return item.Name == name })
	if found != nil || err != nil || a.Projects.Complete() {
		return found, err
	}
	page, err := Decode[control.ProjectPage](a.Control.ListProjects(ctx, &control.ListProjectsParams{Name: &name}))
	if err != nil || len(page.Items) == 0 {
		return nil, err
	}
	return &page.Items[0], nil
}

// EnvironmentNamed gives the environment of `project/environment`, or nil.
func (a *API) EnvironmentNamed(ctx context.Context, path string) (*control.Environment, error) {
	projectName, name, _ := strings.Cut(path, "/")
	project, err := a.ProjectNamed(ctx, projectName)
	if err != nil || project == nil {
		return nil, err
	}
	found, err := a.Environments.Find(ctx, func(item control.Environment) bool {
		return item.Project == project.Id && item.Name == name
	})
	if found != nil || err != nil || a.Environments.Complete() {
		return found, err
	}
	page, err := Decode[control.EnvironmentPage](a.Control.ListProjectEnvironments(ctx, project.Id,
		&control.ListProjectEnvironmentsParams{Name: &name}))
	if err != nil || len(page.Items) == 0 {
		return nil, err
	}
	return &page.Items[0], nil
}

// DatabaseAt gives the database on the server, or nil.
func (a *API) DatabaseAt(ctx context.Context, host string, port int64) (*control.Database, error) {
	return a.Databases.Find(ctx, func(item control.Database) bool {
		return item.Host == host && int64(item.Port) == port
	})
}

// LastChangedBy names who changed an object last, as far as the token may see that; else "".
func (a *API) LastChangedBy(ctx context.Context, id string) string {
	size := pageSize
	page, err := Decode[control.AuditEntryPage](a.Control.ListAudit(ctx, &control.ListAuditParams{Limit: &size}))
	if err != nil {
		return ""
	}
	at := slices.IndexFunc(page.Items, func(entry control.AuditEntry) bool { return entry.Subject == id })
	if at < 0 {
		return ""
	}
	return fmt.Sprintf("%s (%s, %s)", page.Items[at].Actor, page.Items[at].Action, page.Items[at].At.Format("2006-01-02 15:04:05Z07:00"))
}
