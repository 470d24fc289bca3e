package hydrasim

import (
	"encoding/json"
	"slices"
)

// setDefaults gives the members that are empty the server's default, and client_secret_expires_at the only value it can
// have.
func (s *Simulator) setDefaults(c *client) {
	setDefault(&c.AuthMethod, "client_secret_basic")
	setDefault(&c.Scope, s.opts.DefaultScope)
	setDefault(&c.UserinfoAlg, "none")
	if slices.Contains(s.opts.SubjectTypes, "public") {
		setDefault(&c.SubjectType, "public")
	}
	setDefault(&c.SubjectType, s.opts.SubjectTypes[0])
	c.SecretExpiresAt = 0
}

func setDefault(member *string, value string) {
	if *member == "" {
		*member = value
	}
}

// fill gives the members that the server stores in a form of their own, when they are null, that form. They are the same
// in the answer to a write and in what is read later.
func (s *Simulator) fill(c *client) {
	if c.JWKS == nil {
		c.JWKS = &keySet{}
	}
	if c.Metadata == nil {
		c.Metadata = json.RawMessage("{}")
	}
	for _, list := range []*[]string{&c.Audience, &c.AllowedCORSOrigins} {
		if *list == nil {
			*list = []string{}
		}
	}
	for _, lifespan := range []**nullDuration{&c.DeviceAccess, &c.DeviceID, &c.DeviceRefresh} {
		switch {
		case s.opts.Release == V230:
			*lifespan = nil
		case *lifespan == nil:
			*lifespan = &nullDuration{}
		}
	}
}
