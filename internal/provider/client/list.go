package client

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	listschema "github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/entity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/identity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/report"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
)

type clientList struct {
	connection *setup.Connection
}

var (
	_ list.ListResource                   = (*clientList)(nil)
	_ list.ListResourceWithConfigure      = (*clientList)(nil)
	_ list.ListResourceWithValidateConfig = (*clientList)(nil)
)

// NewListResource returns the list resource oauth_client.
func NewListResource() list.ListResource { return &clientList{} }

func (l *clientList) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = TypeName
}

func (l *clientList) Configure(_ context.Context, req resource.ConfigureRequest, _ *resource.ConfigureResponse) {
	if c, ok := req.ProviderData.(*setup.Connection); ok {
		l.connection = c
	}
}

// listSchema has the fields that lists can be filtered by.
var listSchema = sync.OnceValue(func() listschema.Schema {
	attributes := map[string]listschema.Attribute{}
	blocks := map[string]listschema.Block{}
	for _, f := range filterFields() {
		attribute := filterAttribute(f)
		if f.Block() == "" {
			attributes[f.Name()] = attribute
			continue
		}
		block, _ := blocks[f.Block()].(listschema.SingleNestedBlock)
		if block.Attributes == nil {
			block = listschema.SingleNestedBlock{
				MarkdownDescription: "Filters that only this backend has.", Attributes: map[string]listschema.Attribute{},
			}
		}
		block.Attributes[f.Name()] = attribute
		blocks[f.Block()] = block
	}
	return listschema.Schema{
		MarkdownDescription: "The OAuth clients of the authorization server that the provider is configured for. " +
			"Backends that cannot list their clients say so.",
		Attributes: attributes, Blocks: blocks,
	}
})

// filterAttribute returns the attribute of a filter: a text, or the objects that a client must have among its own.
func filterAttribute(f oauthclient.Field) listschema.Attribute {
	if f.Kind() != oauthclient.Objects {
		return listschema.StringAttribute{Optional: true, MarkdownDescription: describeFilter(f)}
	}
	members := map[string]listschema.Attribute{}
	for _, member := range f.Spec().Members {
		members[member.Name] = listschema.StringAttribute{Required: member.Required, Optional: !member.Required, MarkdownDescription: entity.DescribeMember(member)}
	}
	return listschema.ListNestedAttribute{
		Optional: true, MarkdownDescription: describeFilter(f), NestedObject: listschema.NestedAttributeObject{Attributes: members},
	}
}

// filterFields returns the fields that any backend's list can be filtered by, in the order of the documentation.
func filterFields() []oauthclient.Field {
	filters := oauthclient.FieldSet{}
	for _, backend := range setup.Backends() {
		for _, f := range backend.Profile().Filters {
			filters.Add(f)
		}
	}
	var fields []oauthclient.Field
	for _, f := range setup.Fields() {
		if filters.Has(f) {
			fields = append(fields, f)
		}
	}
	return fields
}

func describeFilter(f oauthclient.Field) string {
	if f.Kind() == oauthclient.Objects {
		return "Only clients with these among others: " + lowered(f.Spec().Doc)
	}
	return "Only clients with this value: " + lowered(f.Spec().Doc)
}

func lowered(text string) string {
	if text == "" || text[0] < 'A' || text[0] > 'Z' {
		return text
	}
	return string(text[0]-'A'+'a') + text[1:]
}

func (l *clientList) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = listSchema()
}

func (l *clientList) ValidateListResourceConfig(_ context.Context, req list.ValidateConfigRequest, resp *list.ValidateConfigResponse) {
	config, err := decode(req.Config.Raw)
	r := newReporter(&resp.Diagnostics)
	r.Report(report.Checking, err)
	if judge := l.connection.JudgeOrNil(); judge != nil {
		checkFilter(judge, config, r)
	}
}

// checkFilter reports filters that the configured backend does not have.
func checkFilter(judge *oauthclient.Judge, config values, r report.Reporter) {
	for f := range config.client {
		if _, known := judge.Property(f); known {
			continue
		}
		r.Report(report.Checking, &oauthclient.Error{
			Kind: oauthclient.ErrUnsupported, Field: f,
			Message: fmt.Sprintf("%s has no place for %s, so its clients cannot be filtered by it.", judge.Title(), f),
			Advice:  "Remove the attribute.",
		})
	}
}

// List streams the clients, page by page.
func (l *clientList) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var diags diag.Diagnostics
	service := l.connection.Connected(&diags)
	config, err := decode(req.Config.Raw)
	r := newReporter(&diags)
	r.Report(report.Listing, err)
	if service != nil {
		checkFilter(service.Judge, config, r)
	}
	if diags.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	stream.Results = func(push func(list.ListResult) bool) {
		walk := listing{service: service, filter: config.client, details: req.IncludeResource, limit: int(req.Limit)}
		walk.visit = func(listed oauthclient.Listed, read oauthclient.Result) bool {
			return push(l.result(ctx, req, service, listed, read))
		}
		var problems diag.Diagnostics
		newReporter(&problems).Report(report.Listing, walk.walk(ctx))
		l.connection.TellWait(&problems)
		if len(problems) > 0 {
			push(list.ListResult{Diagnostics: problems})
		}
	}
}

func (l *clientList) result(ctx context.Context, req list.ListRequest, service *oauthclient.Service, listed oauthclient.Listed, read oauthclient.Result) list.ListResult {
	result := req.NewListResult(ctx)
	client := oauthclient.Client{oauthclient.ID: listed.ID}
	result.Identity.Raw = identity.Of(service.Server(), client.Text(oauthclient.ID))
	result.DisplayName = displayName(listed, read.Client)
	if !req.IncludeResource {
		return result
	}
	found := imported(service, read, result.Resource.Raw)
	result.Resource.Raw = found.State
	result.Diagnostics.Append(found.Diags...)
	result.Diagnostics.Append(refusals(service, result.DisplayName, listed.ID, read.Client)...)
	return result
}

// refusals says that the configuration which is generated for a client would be refused.
func refusals(service *oauthclient.Service, name, id string, server oauthclient.Client) diag.Diagnostics {
	var diags diag.Diagnostics
	state := service.Imported(server)
	maps.DeleteFunc(state, func(f oauthclient.Field, _ any) bool { return !service.Supports(f) || f.Spec().Secret })
	for _, problem := range setup.Refused(service.Judge, id, state) {
		diags.AddWarning("Client with a configuration that would be refused: "+name, "Change or remove what is generated for the client. "+problem.Error())
	}
	return diags
}

// displayName is the client's name, with its client_id where names may be the same.
func displayName(listed oauthclient.Listed, read oauthclient.Client) string {
	name := cmp.Or(read.Text(oauthclient.ClientName), listed.Name)
	id := cmp.Or(read.Text(oauthclient.ClientID), listed.ClientID)
	if name == "" || id == "" {
		return cmp.Or(name, id, listed.ID)
	}
	return name + " (" + id + ")"
}
