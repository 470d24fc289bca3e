package nevissim

import "strings"

// A variant is one setting of one or more switches, with the name it has in [Options].Name.
type variant struct {
	name string
	set  func(*Options)
}

// documented is the setting of an axis that changes nothing.
var documented = variant{set: func(*Options) {}}

// axes are the switches that change the same answers and may therefore hide each other's defects.
var axes = [][]variant{
	{documented, {"nulls", func(o *Options) { o.Unset = UnsetNull }}},
	{
		documented,
		{"secret masked", func(o *Options) { o.Secret = SecretMasked }},
		{"secret omitted", func(o *Options) { o.Secret = SecretOmitted }},
	},
	{documented, {"ttls filled", func(o *Options) { o.FillTTLs = true }}},
	{documented, {"reordered", func(o *Options) { o.ReorderArrays = true }}},
	{documented, {"strings for arrays", func(o *Options) { o.StringsForArrays = true }}},
	{
		documented,
		{"errors message", func(o *Options) { o.Errors = ErrorMessage }},
		{"errors empty", func(o *Options) { o.Errors = ErrorEmpty }},
		{"errors text", func(o *Options) { o.Errors = ErrorText }},
		{"errors html", func(o *Options) { o.Errors = ErrorHTML }},
	},
}

// singles are the switches that stand alone, and the few pairs that were worth a case of their own.
var singles = []variant{
	{"empty for unset", func(o *Options) { o.Unset = UnsetEmpty }},
	{"empty for unset, none for encryption", func(o *Options) { o.Unset, o.NoneForUnsetEncryption = UnsetEmpty, true }},
	{"unknown members", func(o *Options) { o.UnknownMembers = true }},
	{"none for encryption", func(o *Options) { o.NoneForUnsetEncryption = true }},
	{"none for encryption, pair required", func(o *Options) { o.NoneForUnsetEncryption, o.RequireEncryptionPair = true, true }},
	{"time offset", func(o *Options) { o.TimeFormat = TimeOffset }},
	{"time offset without colon", func(o *Options) { o.TimeFormat = TimeOffsetWithoutColon }},
	{"time epoch", func(o *Options) { o.TimeFormat = TimeEpochMillis }},
	{"bean jwks", func(o *Options) { o.BeanJWKS = true }},
	{"bean jwks, nulls, reordered", func(o *Options) { o.BeanJWKS, o.Unset, o.ReorderArrays = true, UnsetNull, true }},
	{"echo on create", func(o *Options) { o.EchoOnCreate = true }},
	{"echo on create, secret masked", func(o *Options) { o.EchoOnCreate, o.Secret = true, SecretMasked }},
	{"put 204", func(o *Options) { o.PutAnswer = PutNoContent }},
	{"cache control", func(o *Options) { o.CacheControl = true }},
	{"timestamp snapshot ids", func(o *Options) { o.TimestampSnapshotIDs = true }},
	{"request in errors", func(o *Options) { o.EchoRequestInErrors = true }},
	{"strict redirect uris", func(o *Options) { o.StrictRedirectURIs = true }},
	{"unknown rejected", func(o *Options) { o.RejectUnknown = true }},
	{"jwks with uri accepted", func(o *Options) { o.AcceptJWKSWithURI = true }},
	{"encryption pair required", func(o *Options) { o.RequireEncryptionPair = true }},
	{"duplicate client id 409", func(o *Options) { o.DuplicateClientID = DuplicateConflict }},
	{"secret cleared on put", func(o *Options) { o.SecretOnPUT = SecretCleared }},
	{"secret regenerated on put", func(o *Options) { o.SecretOnPUT = SecretRegenerated }},
	{"client id regenerated on put", func(o *Options) { o.RegenerateClientIDOnPUT = true }},
	{"client id change rejected", func(o *Options) { o.RejectClientIDChange = true }},
	{"past valid_from rejected", func(o *Options) { o.PastValidFrom = PastRejected }},
	{"past valid_from kept", func(o *Options) { o.PastValidFrom = PastKept }},
	{"same instant added", func(o *Options) { o.SameInstant = SameAdds }},
	{"same instant conflicts", func(o *Options) { o.SameInstant = SameConflicts }},
	{"edit drops scheduled", func(o *Options) { o.EditDropsScheduled = true }},
	{"delete soft", func(o *Options) { o.SoftDelete = true }},
	{"snapshots at now", func(o *Options) { o.SnapshotsAtNow = true }},
	{"snapshots key", func(o *Options) { o.SnapshotsKey = "snapshots" }},
}

// Combinations returns the servers a correct backend must get along with: every combination of the switches that
// interact (unset, secret, inherited values, order, strings for arrays, error shape), the first being the zero value,
// and then each of the others. The ways to authenticate and DuplicateAccepted are not among them, because the first
// need another configuration of the backend and the last another expectation of the test.
func Combinations() []Options {
	all := []Options{{}}
	for _, axis := range axes {
		var next []Options
		for _, base := range all {
			for _, v := range axis {
				next = append(next, base.with(v))
			}
		}
		all = next
	}
	for _, v := range singles {
		all = append(all, Options{}.with(v))
	}
	all[0].Name = "documented"
	return all
}

// with returns o changed by v, which is added to its name.
func (o Options) with(v variant) Options {
	v.set(&o)
	o.Name = strings.TrimPrefix(strings.TrimSuffix(o.Name+", "+v.name, ", "), ", ")
	return o
}
