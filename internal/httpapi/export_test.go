package httpapi

import (
	"context"
	"net"
)

// ConnectBy has the client's connections made by dial.
func (c *Client) ConnectBy(dial func(ctx context.Context, network, address string) (net.Conn, error)) {
	c.transport.DialContext = dial
}
