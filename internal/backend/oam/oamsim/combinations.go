package oamsim

import (
	"math/rand/v2"
	"strings"
	"time"
)

// staleFor is long enough for a first read to be stale, and short enough for a test.
const staleFor = 10 * time.Millisecond

// seed decides which of the other settings go with which of the decisive ones.
const seed = 2

// A setting is one position of a switch. The first of each switch is the zero value, and has no name.
type setting struct {
	name string
	set  func(*Options)
}

func keep(*Options) {}

// decisive are the switches that decide what a client of the API can know and has to send.
var decisive = [][]setting{
	{{"", keep}, {"json", func(o *Options) { o.JSON = true }}},
	{
		{"", keep},
		{"hashed", func(o *Options) { o.Secret = SecretHashed }},
		{"plain", func(o *Options) { o.Secret = SecretPlain }},
	},
	{{"", keep}, {"replace", func(o *Options) { o.Replace = true }}},
	{
		{"", keep},
		{"stale-reads", func(o *Options) { o.StaleReads = 2 }},
		{"stale-time", func(o *Options) { o.StaleFor = staleFor }},
	},
}

// formal are the switches that only change where something stands or how it is written.
var formal = [][]setting{
	{
		{"", keep},
		{"put-by-query", func(o *Options) { o.Identity = IdentityQuery }},
		{"put-by-body", func(o *Options) { o.Identity = IdentityBody }},
	},
	{
		{"", keep},
		{"modify-name", func(o *Options) { o.Modify = ModifyShowsName }},
		{"modify-nothing", func(o *Options) { o.Modify = ModifyShowsNothing }},
	},
	{{"", keep}, {"mended", func(o *Options) { o.MendedSpelling = true }}},
	{{"", keep}, {"unknown", func(o *Options) { o.UnknownPairs = true }}},
	{{"", keep}, {"empty-element", func(o *Options) { o.EmptyElement = true }}},
	{{"", keep}, {"repeat", func(o *Options) { o.RepeatAttributes = true }}},
	{{"", keep}, {"quoted", func(o *Options) { o.QuotedNames = true }}},
	{{"", keep}, {"boolean", func(o *Options) { o.JSONBoolean = true }}},
	{{"", keep}, {"plain-type", func(o *Options) { o.PlainContentType = true }}},
	{{"", keep}, {"no-list", func(o *Options) { o.NoList = true }}},
}

// Combinations returns the settings worth a test. All combinations of what decides how a client of the API has to
// behave are among them: text or JSON, the form of secrets, merge or replace, and staleness. The other switches are set
// at random, the same way every time, such that any two settings of two switches meet in one of the combinations. The
// first is the zero value.
func Combinations() []Options {
	combinations := []Options{{Name: "zero"}}
	count := 1
	for _, positions := range decisive {
		count *= len(positions)
	}
	// With most seeds a pair or two do not meet; the test says when another one is needed.
	r := rand.New(rand.NewPCG(0, seed))
	for n := range count {
		var chosen []setting
		for _, positions := range decisive {
			chosen = append(chosen, positions[n%len(positions)])
			n /= len(positions)
		}
		for _, positions := range formal {
			chosen = append(chosen, positions[r.IntN(len(positions))])
		}
		combinations = append(combinations, combine(chosen))
	}
	return combinations
}

func combine(chosen []setting) Options {
	var o Options
	var names []string
	for _, s := range chosen {
		s.set(&o)
		if s.name != "" {
			names = append(names, s.name)
		}
	}
	o.Name = strings.Join(names, " ")
	return o
}
