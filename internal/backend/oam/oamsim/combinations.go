package oamsim

import (
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// staleFor is long enough for a first read to be stale, and short enough for a test.
const staleFor = 10 * time.Millisecond

// base is the position of a switch that is the zero value.
var base sim.Setting[Options]

// decisive are the switches that decide what a client of the API can know and has to send.
var decisive = [][]sim.Setting[Options]{
	{base, sim.On("json", func(o *Options) { o.JSON = true })},
	{
		base,
		sim.On("hashed", func(o *Options) { o.Secret = SecretHashed }),
		sim.On("plain", func(o *Options) { o.Secret = SecretPlain }),
	},
	{base, sim.On("replace", func(o *Options) { o.Replace = true })},
	{
		base,
		sim.On("stale-reads", func(o *Options) { o.StaleReads = 2 }),
		sim.On("stale-time", func(o *Options) { o.StaleFor = staleFor }),
	},
}

// formal are the switches that only change where something stands or how it is written.
var formal = [][]sim.Setting[Options]{
	{
		base,
		sim.On("put-by-query", func(o *Options) { o.Identity = IdentityQuery }),
		sim.On("put-by-body", func(o *Options) { o.Identity = IdentityBody }),
	},
	{
		base,
		sim.On("modify-name", func(o *Options) { o.Modify = ModifyShowsName }),
		sim.On("modify-nothing", func(o *Options) { o.Modify = ModifyShowsNothing }),
	},
	{base, sim.On("mended", func(o *Options) { o.MendedSpelling = true })},
	{base, sim.On("unknown", func(o *Options) { o.UnknownPairs = true })},
	{base, sim.On("empty-element", func(o *Options) { o.EmptyElement = true })},
	{base, sim.On("repeat", func(o *Options) { o.RepeatAttributes = true })},
	{base, sim.On("quoted", func(o *Options) { o.QuotedNames = true })},
	{base, sim.On("boolean", func(o *Options) { o.JSONBoolean = true })},
	{base, sim.On("plain-type", func(o *Options) { o.PlainContentType = true })},
	{base, sim.On("no-list", func(o *Options) { o.NoList = true })},
}

// Combinations returns the settings worth a test. All combinations of what decides how a client of the API has to
// behave are among them: text or JSON, the form of secrets, merge or replace, and staleness. The other switches are set
// such that any two settings of two switches meet in one of the combinations. The first is the zero value.
func Combinations() []Options {
	combinations := []Options{{Name: "zero"}}
	for _, settings := range sim.Pairwise(decisive, formal) {
		o, name := sim.Apply(Options{}, settings...)
		o.Name = name
		combinations = append(combinations, o)
	}
	return combinations
}
