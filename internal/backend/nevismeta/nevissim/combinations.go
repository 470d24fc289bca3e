package nevissim

import (
	"cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

type setting = sim.Setting[Options]

// documented is the position of a switch that changes nothing.
var documented setting

// secrets are the ways to show a secret, and bodies are the other switches that change the same answers: they may hide each
// other's defects.
var (
	secrets = []setting{
		documented,
		sim.On("secret masked", func(o *Options) { o.Secret = SecretMasked }),
		sim.On("secret omitted", func(o *Options) { o.Secret = SecretOmitted }),
	}
	bodies = [][]setting{
		{documented, sim.On("nulls", func(o *Options) { o.Unset = UnsetNull })},
		{documented, sim.On("ttls filled", func(o *Options) { o.FillTTLs = true })},
		{documented, sim.On("reordered", func(o *Options) { o.ReorderArrays = true })},
		{documented, sim.On("strings for arrays", func(o *Options) { o.StringsForArrays = true })},
	}
)

// errorShapes are the shapes of errors that are not documented.
var errorShapes = []setting{
	sim.On("errors message", func(o *Options) { o.Errors = ErrorMessage }),
	sim.On("errors empty", func(o *Options) { o.Errors = ErrorEmpty }),
	sim.On("errors text", func(o *Options) { o.Errors = ErrorText }),
	sim.On("errors html", func(o *Options) { o.Errors = ErrorHTML }),
}

// singles are the switches that stand alone, and the few pairs that were worth a case of their own.
var singles = []setting{
	sim.On("empty for unset", func(o *Options) { o.Unset = UnsetEmpty }),
	sim.On("empty for unset, none for encryption", func(o *Options) { o.Unset, o.NoneForUnsetEncryption = UnsetEmpty, true }),
	sim.On("unknown members", func(o *Options) { o.UnknownMembers = true }),
	sim.On("none for encryption", func(o *Options) { o.NoneForUnsetEncryption = true }),
	sim.On("none for encryption, pair required", func(o *Options) { o.NoneForUnsetEncryption, o.RequireEncryptionPair = true, true }),
	sim.On("time offset", func(o *Options) { o.TimeFormat = TimeOffset }),
	sim.On("time offset without colon", func(o *Options) { o.TimeFormat = TimeOffsetWithoutColon }),
	sim.On("time epoch", func(o *Options) { o.TimeFormat = TimeEpochMillis }),
	sim.On("bean jwks", func(o *Options) { o.BeanJWKS = true }),
	sim.On("bean jwks, nulls, reordered", func(o *Options) { o.BeanJWKS, o.Unset, o.ReorderArrays = true, UnsetNull, true }),
	sim.On("echo on create", func(o *Options) { o.EchoOnCreate = true }),
	sim.On("echo on create, secret masked", func(o *Options) { o.EchoOnCreate, o.Secret = true, SecretMasked }),
	sim.On("put 204", func(o *Options) { o.PutAnswer = PutNoContent }),
	sim.On("cache control", func(o *Options) { o.CacheControl = true }),
	sim.On("timestamp snapshot ids", func(o *Options) { o.TimestampSnapshotIDs = true }),
	sim.On("request in errors", func(o *Options) { o.EchoRequestInErrors = true }),
	sim.On("strict redirect uris", func(o *Options) { o.StrictRedirectURIs = true }),
	sim.On("unknown rejected", func(o *Options) { o.RejectUnknown = true }),
	sim.On("put merges until null", func(o *Options) { o.Merge = MergeUntilNull }),
	sim.On("jwks with uri accepted", func(o *Options) { o.AcceptJWKSWithURI = true }),
	sim.On("encryption pair required", func(o *Options) { o.RequireEncryptionPair = true }),
	sim.On("duplicate client id 409", func(o *Options) { o.DuplicateClientID = DuplicateConflict }),
	sim.On("secret cleared on put", func(o *Options) { o.SecretOnPUT = SecretCleared }),
	sim.On("secret regenerated on put", func(o *Options) { o.SecretOnPUT = SecretRegenerated }),
	sim.On("client id regenerated on put", func(o *Options) { o.RegenerateClientIDOnPUT = true }),
	sim.On("client id change rejected", func(o *Options) { o.RejectClientIDChange = true }),
	sim.On("past valid_from rejected", func(o *Options) { o.PastValidFrom = PastRejected }),
	sim.On("past valid_from kept", func(o *Options) { o.PastValidFrom = PastKept }),
	sim.On("same instant added", func(o *Options) { o.SameInstant = SameAdds }),
	sim.On("same instant conflicts", func(o *Options) { o.SameInstant = SameConflicts }),
	sim.On("edit drops scheduled", func(o *Options) { o.EditDropsScheduled = true }),
	sim.On("delete soft", func(o *Options) { o.SoftDelete = true }),
	sim.On("snapshots at now", func(o *Options) { o.SnapshotsAtNow = true }),
	sim.On("snapshots key", func(o *Options) { o.SnapshotsKey = "snapshots" }),
}

// Combinations returns the servers a correct backend must get along with: every combination of the switches that change the
// body of a client (unset, secret, inherited values, order, strings for arrays), the first being the zero value; each
// shape of errors with each of these settings; and then each of the other switches. The ways to authenticate, DuplicateAccepted and MergeUntilEmpty are not among them,
// because the first need another configuration of the backend and the others another expectation of the test.
func Combinations() []Options {
	rows := sim.Product(append([][]setting{secrets}, bodies...)...)
	rows = append(rows, sim.Pairwise([][]setting{errorShapes, secrets}, bodies)...)
	for _, single := range singles {
		rows = append(rows, []setting{single})
	}
	var all []Options
	for _, row := range rows {
		o, name := sim.Apply(Options{}, row...)
		o.Name = cmp.Or(name, "documented")
		all = append(all, o)
	}
	return all
}
