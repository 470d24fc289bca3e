package nevissim

import "github.com/oauth-clients/terraform-provider-oauth/internal/sim"

// A Fault is something that goes wrong with one request. When ContentType and Body are both empty, the body has the shape
// of Options.Errors.
type Fault = sim.Fault

// A Request is a request that the simulator got.
type Request = sim.Request

// LoginPage returns the fault of a proxy whose session has ended: 200 with a login page in HTML.
func LoginPage() Fault {
	page := loginPage()
	return Fault{Status: page.Status, Header: page.Header, Body: string(page.Body)}
}
