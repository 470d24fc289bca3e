// Package backendtest is the conformance suite for backends: what package oauthclient demands of an
// [oauthclient.Driver] and its [oauthclient.Profile], as tests. A backend's own test needs only a [Harness] and a call of [Run]:
//
//	func TestConformance(t *testing.T) {
//		backendtest.Run(t, func(t *testing.T) backendtest.Harness { ... })
//	}
//
// The suite uses a backend as the provider does, through an [oauthclient.Service] and with a state that it keeps
// between operations. It runs on simulators and on real servers alike: every client has a name of its own, is removed
// at the end, and nothing is assumed about other clients.
//
// [Memory] is a backend that passes the suite. The tests of this package prove on it that the suite finds defects.
package backendtest

import (
	"context"
	"slices"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A Harness gives the suite a backend, and ways around it to its server. Judge, Driver, Samples and Variants are required.
// A nil function or Wire says that this harness cannot do that; the tests that need it are skipped, and say so.
type Harness struct {
	// Judge is that of the backend's profile, and Driver the driver under test, which was given that judge.
	Judge  *oauthclient.Judge
	Driver oauthclient.Driver

	// Minimal returns the least that the backend takes for a client, with the text unique in it where Count finds it.
	// Nil means that a client needs nothing.
	Minimal func(unique string) oauthclient.Client
	// Required are the fields that no client can be without.
	Required oauthclient.FieldSet
	// Samples returns valid clients that together have every supported field, each with a value that is neither empty
	// nor the server's default: a default seems to survive a driver that drops it. One client is enough unless fields
	// exclude each other; see [Alternatives]. Whatever must differ between clients has the text unique in it, which is
	// made of lower-case letters and digits.
	Samples func(unique string) []oauthclient.Client
	// Variants returns what Samples returns, as valid, with another value in each field but ClientID.
	Variants func(unique string) []oauthclient.Client
	// Companions names the fields that must stand beside a field to make a valid client of it, as redirect_uris beside
	// post_logout_redirect_uris.
	Companions map[oauthclient.Field][]oauthclient.Field

	// Dropped are supported fields that this version of the server takes without a word and does not keep. For them
	// the suite checks that it is reported, and nothing else.
	Dropped oauthclient.FieldSet
	// Undisclosed are supported fields that this server keeps and its answers have no place for: nobody can see what
	// others do to them, and an import does not bring them.
	Undisclosed oauthclient.FieldSet
	// Unfilled are fields that the profile says are filled in, and that the server at hand does not show unless they are set.
	Unfilled oauthclient.FieldSet
	// Sticky are supported fields that this server keeps when an update takes them out. For them the suite checks that this
	// is reported and goes on showing.
	Sticky oauthclient.FieldSet
	// GoneIsDenied says that the server answers for a client that is gone as it does for a bad credential: the backend
	// must say oauthclient.ErrDenied then, where oauthclient.ErrNotFound or success would be a guess.
	GoneIsDenied bool
	// CannotList says that the server at hand does not list its clients, although others of its kind do: the backend must
	// say oauthclient.ErrUnsupported then.
	CannotList bool
	// Unlisted are issued fields that this server shows of a single client, and not in a list.
	Unlisted oauthclient.FieldSet
	// Unmanaged says that this server makes clients, and shows, changes and deletes none. Only the tests that need no more
	// than that are run.
	Unmanaged bool
	// RefusesPrivateKeys says that nobody can put a private key into a client on this server.
	RefusesPrivateKeys bool
	// CannotSet are supported fields that the server at hand cannot be made to take, each with the reason.
	CannotSet map[oauthclient.Field]string

	// Edit changes a client on the server behind the driver's back. Known is its state, and a nil value takes the
	// field out. What changes leaves out stays as it is.
	Edit func(ctx context.Context, known, changes oauthclient.Client) error
	// Remove removes a client from the server behind the driver's back.
	Remove func(ctx context.Context, known oauthclient.Client) error
	// Count returns how many clients the server has that were made from Minimal with that text.
	Count func(ctx context.Context, unique string) (int, error)
	// HasSecret reports whether the server accepts that secret of a client made from Minimal.
	HasSecret func(ctx context.Context, known oauthclient.Client, secret string) (bool, error)
	// Wire lies between the backend and its server; [Proxy] is one for backends that speak HTTP.
	Wire Wire
}

var cases = []testCase{
	{"Samples", testSamples},
	{"Declarations", testDeclarations},
	{"Validate", testValidate},
	{"Canonical", testCanonical},

	{"CreateMinimal", testCreateMinimal},
	{"CreateFull", testCreateFull},
	{"CreateWithEmptyValues", testCreateWithEmptyValues},
	{"CreateExisting", testCreateExisting},
	{"Fills", testFills},
	{"Dropped", testDropped},
	{"Unsupported", testUnsupported},

	{"FieldSetAndRemoved", testFieldSetAndRemoved},
	{"FieldChanged", testFieldChanged},
	{"FieldChangedByOthers", testFieldChangedByOthers},
	{"FieldAddedByOthers", testFieldAddedByOthers},
	{"EmptyIsAStatement", testEmptyIsAStatement},
	{"UpdateEverything", testUpdateEverything},
	{"UpdateKeepsOtherFields", testUpdateKeepsOtherFields},
	{"UpdateTwice", testUpdateTwice},
	{"UpdateNothing", testUpdateNothing},

	{"LeftOutIsKept", testLeftOutIsKept},
	{"Inherited", testInherited},
	{"Sticky", testSticky},

	{"Inspect", testInspect},
	{"Replaced", testReplaced},
	{"Import", testImport},
	{"ImportKeeps", testImportKeeps},
	{"ReadByClientID", testReadByClientID},
	{"List", testList},
	{"ListedIsRead", testListedIsRead},
	{"Delete", testDelete},
	{"Missing", testMissing},

	{"SecretGiven", testSecretGiven},
	{"SecretGenerated", testSecretGenerated},
	{"SecretChanged", testSecretChanged},
	{"SecretChangedByOthers", testSecretChangedByOthers},
	{"SecretMasked", testSecretMasked},
	{"SecretRotated", testSecretRotated},
	{"SecretInErrors", testSecretInErrors},
	{"PrivateKeys", testPrivateKeys},

	{"Denied", testDenied},
	{"ForeignNotFound", testForeignNotFound},
	{"OtherClientRead", testOtherClientRead},
	{"OtherClientUpdated", testOtherClientUpdated},
	{"OtherClientDeleted", testOtherClientDeleted},
	{"Garbled", testGarbled},
	{"LostCreate", testLostCreate},
	{"LostCreateWithID", testLostCreateWithID},
	{"LostConflict", testLostConflict},
	{"RepeatedCreate", testRepeatedCreate},
	{"LostTwins", testLostTwins},
	{"LostUpdate", testLostUpdate},
	{"LostDelete", testLostDelete},
	{"Canceled", testCanceled},
	{"CanceledRead", testCanceledRead},
	{"CanceledCreate", testCanceledCreate},
	{"CanceledLostCreate", testCanceledLostCreate},
	{"CanceledUpdate", testCanceledUpdate},
	{"CanceledDelete", testCanceledDelete},
	{"Concurrent", testConcurrent},
}

// withCreationOnly are the tests for a server that only makes clients.
var withCreationOnly = []string{
	"Samples", "Declarations", "Validate", "Canonical", "CreateMinimal", "CreateFull", "CreateExisting", "Fills",
	"Dropped", "Unsupported", "Inspect", "LostCreate", "LostCreateWithID", "CanceledCreate",
}

// Run runs the suite. NewHarness is called for each of its tests; the harnesses may share a server, and are used at the
// same time. What is inside of a test runs one after the other: were it parallel too, the harnesses of all tests would be
// there at once, thousands with a backend that has many simulators.
func Run(t *testing.T, newHarness func(t *testing.T) Harness) {
	t.Helper()
	for _, c := range cases {
		c.in(t, newHarness)
	}
}

type testCase struct {
	name string
	run  func(t *testing.T, s *suite)
}

func (c testCase) in(t *testing.T, newHarness func(t *testing.T) Harness) {
	t.Helper()
	t.Run(c.name, func(t *testing.T) {
		t.Parallel()
		h := newHarness(t)
		if h.Unmanaged && !slices.Contains(withCreationOnly, c.name) {
			t.Skip("the server shows, changes and deletes no clients")
		}
		s := newSuite(h)
		// Package testing keeps what parallel tests have cleaned up until their parent ends: with many simulators gigabytes.
		t.Cleanup(func() { *s = suite{} })
		c.run(t, s)
	})
}
