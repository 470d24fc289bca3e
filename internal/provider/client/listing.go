package client

import (
	"context"
	"errors"
	"maps"

	"golang.org/x/sync/errgroup"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

const (
	// listingChunk is how many clients of a list are read before they are handed on.
	listingChunk = 50
	// listingReads is how many of them are read at the same time where the list does not say all of them.
	listingReads = 10
)

// A listing walks through the clients of a server.
type listing struct {
	service *oauthclient.Service
	// filter is what the clients must have.
	filter oauthclient.Client
	// details asks for each client as a whole.
	details bool
	// limit is how many clients are wanted; 0 means all.
	limit int
	// visit is called for each client that the filter lets pass, with no more than its names unless details are asked for or
	// known anyway. It returns false to stop.
	visit func(listed oauthclient.Listed, read oauthclient.Result) bool
}

// errEnough stops a walk.
var errEnough = errors.New("enough")

// walk visits the clients in the order of the list. Clients that are gone when they are read are passed over.
func (l *listing) walk(ctx context.Context) error {
	// A filter that is empty says the same as none.
	maps.DeleteFunc(l.filter, oauthclient.IsEmpty)
	var chunk []oauthclient.Listed
	var failed error
	err := l.service.List(ctx, oauthclient.Filter{Equal: l.filter}, func(listed oauthclient.Listed) bool {
		chunk = append(chunk, listed)
		if len(chunk) < listingChunk {
			return true
		}
		failed = l.flush(ctx, chunk)
		chunk = nil
		return failed == nil
	})
	if err == nil && failed == nil {
		failed = l.flush(ctx, chunk)
	}
	if err == nil && !errors.Is(failed, errEnough) {
		err = failed
	}
	return err
}

func (l *listing) flush(ctx context.Context, chunk []oauthclient.Listed) error {
	read := make([]oauthclient.Result, len(chunk))
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(listingReads)
	for i, listed := range chunk {
		if !l.mustRead(listed) {
			continue
		}
		group.Go(func() error {
			result, err := l.service.ReadListed(groupCtx, listed)
			if errors.Is(err, oauthclient.ErrNotFound) {
				return nil
			}
			read[i] = result
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for i, listed := range chunk {
		if l.mustRead(listed) && (read[i].Client == nil || !l.service.Passes(l.filter, read[i].Client)) {
			continue
		}
		if !l.visit(listed, read[i]) {
			return errEnough
		}
		if l.limit--; l.limit == 0 {
			return errEnough
		}
	}
	return nil
}

// mustRead reports whether a client has to be known as a whole: it is asked for, costs nothing, or the filter wants it.
func (l *listing) mustRead(listed oauthclient.Listed) bool {
	return l.details || listed.Fetched != nil || len(l.filter) > 0
}
