// Package oauthclient is the portable core: what an OAuth client is, what a driver for servers that store clients must do,
// and what every driver gets for free.
//
// A [Client] maps [Field]s to values. The fields that a specification registers are declared here under their registered
// names; the fields that only one product knows are declared by that product's package. A field's declaration ([Spec]) says
// all that is known of it. The core knows no product by name, and it does not know Terraform.
//
// A [Profile] is what is known of one kind of server without asking one, and a [Judge] decides by it what configurations
// and answers mean. A [Driver] speaks to one server. Callers never use a driver directly but through a [Service], which
// refuses what the server cannot store, finds lost creations again, finds out what did not take, keeps secrets and private
// keys where they belong, and wraps errors.
//
// # Absent and empty
//
// A field that is absent from a Client is not set: it is null in Terraform, it is left out of a request, and the
// server's default applies. A field may also be present and empty ("", an empty set, an empty JSON object); servers
// treat that like an absent one, and so does every comparison here but for the fields of which a profile says otherwise
// (EmptyIsAStatement). See [IsEmpty].
package oauthclient
