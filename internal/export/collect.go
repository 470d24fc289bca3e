package export

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
)

// parallelReads is how many clients are read at the same time where the list does not say all of them.
const parallelReads = 10

// A client is a client to be written.
type client struct {
	id string
	// name is the name of the resource.
	name string
	// values are what is configured.
	values oauthclient.Client
	// problems are why the provider would refuse the configuration.
	problems []*oauthclient.Error
	notices  []oauthclient.Notice
}

func (c *client) address() string { return "oauth_client." + c.name }

// parseFilters reads filters of the form "attribute=value".
func parseFilters(judge *oauthclient.Judge, texts []string) (oauthclient.Client, error) {
	filter := oauthclient.Client{}
	for _, text := range texts {
		path, value, ok := strings.Cut(text, "=")
		if !ok {
			return nil, fmt.Errorf("the filter %q is not of the form attribute=value", text)
		}
		f, ok := oauthclient.FieldAt(setup.Fields(), path)
		if !ok || f.Spec().Secret {
			return nil, fmt.Errorf("clients have no attribute %q to filter by", path)
		}
		if _, known := judge.Property(f); !known {
			return nil, fmt.Errorf("%s has no place for %s", judge.Title(), f)
		}
		switch f.Kind() {
		case oauthclient.String:
			filter[f] = value
		case oauthclient.Bool:
			flag, err := strconv.ParseBool(value)
			if err != nil {
				return nil, fmt.Errorf("%s is true or false, and not %q", f, value)
			}
			filter[f] = flag
		default:
			return nil, fmt.Errorf("%s is neither a text nor a flag, so clients cannot be filtered by it", f)
		}
	}
	return filter, nil
}

// collect returns the clients that the filter lets pass and that are not managed, ordered by id. Those that are gone when
// they are read are left out.
func collect(ctx context.Context, service *oauthclient.Service, filter oauthclient.Client, managed states) ([]*client, error) {
	var listed []oauthclient.Listed
	err := service.List(ctx, oauthclient.Filter{Equal: filter}, func(l oauthclient.Listed) bool {
		if !managed.has(service.Server(), l.ID) {
			listed = append(listed, l)
		}
		return true
	})
	if err != nil {
		return nil, err
	}
	found := make([]*client, len(listed))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(parallelReads)
	for i, l := range listed {
		group.Go(func() error {
			read, err := service.ReadListed(ctx, l)
			switch {
			case errors.Is(err, oauthclient.ErrNotFound):
				return nil
			case err != nil:
				return err
			case service.Passes(filter, read.Client):
				found[i] = configured(service.Judge, l.ID, read)
			}
			return nil
		})
	}
	err = group.Wait()
	found = slices.DeleteFunc(found, func(c *client) bool { return c == nil })
	slices.SortFunc(found, func(a, b *client) int { return strings.Compare(a.id, b.id) })
	return found, err
}

// configured returns what a configuration says of a client, so that a plan after its import is empty.
func configured(judge *oauthclient.Judge, id string, read oauthclient.Result) *client {
	c := &client{id: id, values: oauthclient.Client{}, notices: read.Notices}
	for f, v := range judge.Imported(read.Client) {
		if judge.Supports(f) && !f.Spec().Secret {
			c.values[f] = v
		}
	}
	c.problems = setup.Refused(judge, id, c.values)
	return c
}
