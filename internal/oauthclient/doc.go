// Package oauthclient is the portable core: what an OAuth client is, what a backend that stores clients must do, and
// what every backend gets for free.
//
// A [Client] maps [Field]s to values. The fields that a specification registers are declared here under their
// registered names; the fields that only one product knows are declared by that product's package. The core knows no
// product by name, and it does not know Terraform.
//
// A driver implements [Backend]. Callers never use a driver directly but through a [Service], which refuses what the
// driver cannot store, compares values by meaning, finds out what did not take, and wraps errors.
//
// # Absent and empty
//
// A field that is absent from a Client is not set: it is null in Terraform, it is left out of a request, and the
// server's default applies. A field may also be present and empty ("", an empty set, an empty JSON object); servers
// treat that like an absent one, and so does every comparison here. See [IsEmpty].
package oauthclient
