package registrationsim

import "github.com/oauth-clients/terraform-provider-oauth/internal/sim"

// A Fault is something that goes wrong with one request.
type Fault = sim.Fault

// A Request is a request that the simulator got.
type Request = sim.Request
