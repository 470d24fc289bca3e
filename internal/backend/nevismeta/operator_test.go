package nevismeta_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// An operator works on a simulator behind the driver's back.
type operator struct{ sim *nevissim.Simulator }

// internalID returns nevisMeta's id of a client.
func internalID(known oauthclient.Client) string {
	id := known.Text(oauthclient.ID)
	return id[strings.LastIndexByte(id, '/')+1:]
}

func (o operator) remove(_ context.Context, known oauthclient.Client) error {
	return o.sim.Delete(internalID(known))
}

func (o operator) count(_ context.Context, unique string) (int, error) {
	n := 0
	for id, body := range o.sim.Clients() {
		if body["name"] == unique && !o.sim.States(id)[0].SoftDeleted {
			n++
		}
	}
	return n, nil
}

func (o operator) hasSecret(_ context.Context, known oauthclient.Client, secret string) (bool, error) {
	body, ok := o.sim.Client(internalID(known))
	return ok && body["client_secret"] == secret, nil
}

// edit changes the state that a configuration with the known valid_from describes. A change of valid_from moves it, and
// nil puts it in force.
func (o operator) edit(ctx context.Context, known, changes oauthclient.Client) error {
	id := internalID(known)
	states := o.sim.States(id)
	state := states[len(states)-1]
	body := state.Body
	for f, v := range changes {
		if f == nevismeta.ValidFrom {
			continue
		}
		member := memberOf(f)
		switch value, isText := v.(string); {
		case v == nil:
			delete(body, member)
		case f.Kind() == oauthclient.JWKS && isText:
			body[member] = json.RawMessage(value)
		default:
			body[member] = v
		}
	}
	at, moved := changes[nevismeta.ValidFrom]
	if !known.Has(nevismeta.ValidFrom) && moved {
		return o.postpone(id, at, body)
	}
	if !known.Has(nevismeta.ValidFrom) {
		return o.sim.Edit(id, func(current map[string]any) {
			clear(current)
			maps.Copy(current, body)
		})
	}
	switch {
	case !moved:
		return o.replace(ctx, known, state, body, state.ValidFrom)
	case at == nil:
		return o.replace(ctx, known, state, body, time.Now())
	}
	t, err := time.Parse(time.RFC3339, at.(string))
	if err != nil {
		return err
	}
	return o.replace(ctx, known, state, body, t)
}

// postpone deactivates a client and schedules it anew, as the web console can.
func (o operator) postpone(id string, at any, body map[string]any) error {
	t, err := time.Parse(time.RFC3339, at.(string))
	if err != nil {
		return err
	}
	if err := o.sim.SoftDelete(id); err != nil {
		return err
	}
	_, err = o.sim.AddFuture(id, t, body)
	return err
}

// replace adds a state and deletes another one, which is still to come.
func (o operator) replace(ctx context.Context, known oauthclient.Client, old nevissim.State, body map[string]any, at time.Time) error {
	if _, err := o.sim.AddFuture(internalID(known), at, body); err != nil {
		return err
	}
	parts := strings.Split(known.Text(oauthclient.ID), "/")
	path := fmt.Sprintf("%s/v2/modules/%s/setups/%s/clients/%s/snapshots/%s", nevissim.BasePath,
		moduleOf(parts), parts[len(parts)-2], parts[len(parts)-1], url.PathEscape(old.SnapshotID))
	request := httptest.NewRequestWithContext(ctx, http.MethodDelete, path, nil)
	request.SetBasicAuth(nevissim.Username, nevissim.Password)
	answer := httptest.NewRecorder()
	o.sim.ServeHTTP(answer, request)
	if answer.Code != http.StatusNoContent {
		return fmt.Errorf("DELETE %s: %d %s", path, answer.Code, answer.Body)
	}
	return nil
}

func moduleOf(parts []string) string {
	if len(parts) == 2 {
		return nevissim.Module
	}
	return parts[0]
}

// memberOf returns the documented name of a field.
func memberOf(f oauthclient.Field) string {
	if p, ok := judge.Property(f); ok {
		return p.Name
	}
	panic("no member holds " + f.String())
}
