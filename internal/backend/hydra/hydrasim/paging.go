package hydrasim

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// listClients answers with one page of the clients that the query asks for.
func (s *Simulator) listClients(call *sim.Call) sim.Answer {
	if s.opts.Release >= V262 {
		return s.listByKey(call)
	}
	return s.listByOffset(call)
}

// matching returns the ids of the clients that the filters let through, in order.
func (s *Simulator) matching(query url.Values) []string {
	name, owner := query.Get("client_name"), query.Get("owner")
	if name == "" && owner == "" {
		return s.ids()
	}
	var ids []string
	for _, id := range s.ids() {
		c, _ := s.load(id)
		if (name == "" || c.Name == name) && (owner == "" || c.Owner == owner) {
			ids = append(ids, id)
		}
	}
	return ids
}

func (s *Simulator) pageAnswer(ids []string, links []string) sim.Answer {
	clients := make([]*client, len(ids))
	for i, id := range ids {
		clients[i], _ = s.load(id)
		clients[i].Secret = ""
	}
	return jsonAnswer(http.StatusOK, clients).With("Link", strings.Join(links, ","))
}

// link returns one link of a Link header field (RFC 8288). It is relative to the server, and repeats the filters.
func link(call *sim.Call, rel string, size int, token string) string {
	query := call.URL.Query()
	query.Set("page_size", strconv.Itoa(size))
	query.Set("page_token", token)
	return fmt.Sprintf("<%s?%s>; rel=%q", call.URL.EscapedPath(), query.Encode(), rel)
}

// listByOffset pages as v2.3.0 does: the token is an offset, whatever cannot be read is the first page in the default
// size, and the links and the total count all clients, whichever of them the filters let through.
func (s *Simulator) listByOffset(call *sim.Call) sim.Answer {
	query := call.URL.Query()
	size, err := strconv.Atoi(query.Get("page_size"))
	if err != nil {
		size = 250
	}
	size = min(max(size, 1), 1000)
	page := decodeOffset(query.Get("page_token")) / size

	ids := s.matching(query)
	first := min(page*size, len(ids))
	ids = ids[first:min(first+size, len(ids))]
	return s.pageAnswer(ids, offsetLinks(call, len(s.rows), page, size)).With("X-Total-Count", strconv.Itoa(len(s.rows)))
}

// offsetLinks are the links of v2.3.0, oddities included (ory/x at v0.0.675, pagination/header.go).
func offsetLinks(call *sim.Call, total, page, size int) []string {
	to := func(rel string, page int) string { return link(call, rel, size, encodeOffset(page*size)) }
	lastPage := max(total-1, 0) / size
	switch {
	case page >= lastPage && total == 0:
		return []string{to("first", 0), to("next", page+1), to("prev", page-1)}
	case page >= lastPage && total <= size:
		return []string{link(call, "first", total, encodeOffset(0))}
	case page >= lastPage:
		return []string{to("first", 0), to("prev", lastPage-1)}
	case page == 0:
		return []string{to("next", 1), to("last", lastPage)}
	default:
		return []string{to("first", 0), to("next", page+1), to("prev", page-1), to("last", lastPage)}
	}
}

func encodeOffset(offset int) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, `{"offset":"%d","v":2}`, offset))
}

func decodeOffset(token string) int {
	text, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return 0
	}
	var fields struct {
		Offset int `json:"offset,string"`
	}
	if err := json.Unmarshal(text, &fields); err != nil {
		return 0
	}
	return max(fields.Offset, 0)
}

// keyPrefix marks the page tokens of v26.2.0, which are encrypted there.
const keyPrefix = "after:"

// listByKey pages as v26.2.0 does: the token says after which client the page begins, and what cannot be read is an
// error.
func (s *Simulator) listByKey(call *sim.Call) sim.Answer {
	query := call.URL.Query()
	size := 0
	if text := query.Get("page_size"); text != "" {
		var err error
		if size, err = strconv.Atoi(text); err != nil {
			return errBadRequest("Unable to parse page_size: %s", err).answer()
		}
	}
	if size < 1 {
		size = 100
	}
	size = min(size, 500)
	after, err := decodeKey(query.Get("page_token"))
	if err != nil {
		return errBadRequest("Unable to parse page_token: %s", err).answer()
	}

	links := []string{link(call, "first", size, encodeKey(""))}
	var page []string
	for _, id := range s.matching(query) {
		switch {
		case id <= after:
		case len(page) < size:
			page = append(page, id)
		default:
			links = append(links, link(call, "next", size, encodeKey(page[size-1])))
			return s.pageAnswer(page, links)
		}
	}
	return s.pageAnswer(page, links)
}

func encodeKey(id string) string { return base64.RawURLEncoding.EncodeToString([]byte(keyPrefix + id)) }

// decodeKey returns the id in a page token; the empty id, before all others, for an empty token.
func decodeKey(token string) (id string, err error) {
	if token == "" {
		return "", nil
	}
	text, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return "", err
	}
	id, ok := strings.CutPrefix(string(text), keyPrefix)
	if !ok {
		return "", fmt.Errorf("not a page token: %q", token)
	}
	return id, nil
}
