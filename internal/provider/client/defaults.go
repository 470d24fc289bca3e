package client

import "github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"

// useDefaults puts the provider's defaults into the place of what the configuration leaves out. The attributes of these fields
// are computed, since a provider may plan nothing else that is not configured.
func (p *planner) useDefaults(defaults setup.Defaults) {
	for f, v := range defaults.Known {
		if !p.config.configured(f) {
			p.config.client[f], p.planned.client[f] = v, v
		}
	}
	for f := range defaults.Unknown {
		if !p.config.configured(f) {
			p.config.unknown.Add(f)
			p.planned.unknown.Add(f)
		}
	}
}
