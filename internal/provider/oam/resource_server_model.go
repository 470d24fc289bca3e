package oam

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/answer"
)

type resourceServerModel struct {
	ID              types.String          `tfsdk:"id"`
	IdentityDomain  types.String          `tfsdk:"identity_domain"`
	Name            types.String          `tfsdk:"name"`
	Description     types.String          `tfsdk:"description"`
	Scopes          []scopeModel          `tfsdk:"scopes"`
	TokenAttributes []tokenAttributeModel `tfsdk:"token_attributes"`
}

type scopeModel struct {
	Name        string       `tfsdk:"name"`
	Description types.String `tfsdk:"description"`
}

type tokenAttributeModel struct {
	Name  string `tfsdk:"name"`
	Value string `tfsdk:"value"`
	Type  string `tfsdk:"type"`
}

// place returns the identity domain and the name that the ID says.
func (m resourceServerModel) place() (domain, name string) {
	domain, name, _ = strings.Cut(m.ID.ValueString(), "/")
	return domain, name
}

// sent returns the body to send. Prior is the state, empty for a creation.
func (m resourceServerModel) sent(domain string, prior resourceServerModel) answer.ResourceServer {
	return answer.ResourceServer{
		IDDomain: domain, Name: m.Name.ValueString(), Description: sentText(m.Description, prior.Description),
		Scopes: sentList(m.scopes(), prior.scopes()), TokenAttributes: sentList(m.tokenAttributes(), prior.tokenAttributes()),
	}
}

func (m resourceServerModel) scopes() []answer.Scope {
	var scopes []answer.Scope
	for _, s := range m.Scopes {
		scopes = append(scopes, answer.Scope{ScopeName: s.Name, Description: s.Description.ValueString()})
	}
	return scopes
}

func (m resourceServerModel) tokenAttributes() []answer.Attribute {
	var attributes []answer.Attribute
	for _, a := range m.TokenAttributes {
		attributes = append(attributes, answer.Attribute{AttrName: a.Name, AttrValue: a.Value, AttrType: a.Type})
	}
	return attributes
}

// settled returns the state of what the server shows: as it was configured where that says the same.
func (m resourceServerModel) settled(shown *answer.ResourceServer) resourceServerModel {
	m.Description = shownText(m.Description, shown.Description)
	if shown.Scopes != nil && !oam.SameScopes(shown.Scopes, m.scopes()) {
		own := oam.OwnScopes(shown.Scopes, m.scopes())
		m.Scopes = nil
		for _, s := range own {
			m.Scopes = append(m.Scopes, scopeModel{Name: s.ScopeName, Description: shownText(types.StringNull(), &s.Description)})
		}
	}
	if shown.TokenAttributes != nil && !oam.SameAttributes(shown.TokenAttributes, m.tokenAttributes()) {
		m.TokenAttributes = nil
		for _, a := range shown.TokenAttributes {
			m.TokenAttributes = append(m.TokenAttributes, tokenAttributeModel{Name: a.AttrName, Value: a.AttrValue, Type: a.AttrType})
		}
	}
	return m
}
