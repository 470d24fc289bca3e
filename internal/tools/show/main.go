// Command show prints the clients that a Hydra admin API lists, for the demo: a clean machine may have no curl.
// Members that hold nothing ("", [], {}, null, false) are left out, since most of a client's do.
//
// With -token it asks for a token by the client credentials grant instead, with the secret in CLIENT_SECRET, and says what
// came. The simulator has the token endpoint at the same address.
//
// Usage: show [-token CLIENT_ID] ADMIN_URL
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

func main() {
	clientID := flag.String("token", "", "ask for a token for this client")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: show [-token CLIENT_ID] ADMIN_URL")
		os.Exit(2)
	}
	act := func() error { return show(os.Stdout, flag.Arg(0)) }
	if *clientID != "" {
		act = func() error { return token(os.Stdout, flag.Arg(0), *clientID, os.Getenv("CLIENT_SECRET")) }
	}
	if err := act(); err != nil {
		fmt.Fprintln(os.Stderr, "show:", err)
		os.Exit(1)
	}
}

// show writes the clients as an indented JSON list, "[]" when there are none.
func show(w io.Writer, adminURL string) error {
	client := http.Client{Timeout: 10 * time.Second}
	resp, err := client.Get(adminURL + "/admin/clients")
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answered %s", resp.Request.URL, resp.Status)
	}

	var clients []map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&clients); err != nil {
		return fmt.Errorf("%s answered no list of clients: %w", resp.Request.URL, err)
	}
	for _, c := range clients {
		for name, value := range c {
			if isEmpty(value) {
				delete(c, name)
			}
		}
	}

	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(clients)
}

// token asks for a token and writes what came, without the token.
func token(w io.Writer, address, clientID, secret string) error {
	body := strings.NewReader(url.Values{"grant_type": {"client_credentials"}, "scope": {"orders.read"}}.Encode())
	req, err := http.NewRequest(http.MethodPost, address+"/oauth2/token", body)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(url.QueryEscape(clientID), url.QueryEscape(secret)) // RFC 6749 section 2.3.1
	client := http.Client{Timeout: 10 * time.Second}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	var answer struct {
		AccessToken string `json:"access_token"`
		ExpiresIn   int    `json:"expires_in"`
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answered %s", resp.Request.URL, resp.Status)
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return err
	}
	if answer.AccessToken == "" {
		return fmt.Errorf("%s answered without a token", resp.Request.URL)
	}
	_, err = fmt.Fprintf(w, "%s got a token that lives %d seconds\n", clientID, answer.ExpiresIn)
	return err
}

// isEmpty tells whether a decoded JSON value holds nothing.
func isEmpty(value any) bool {
	switch v := value.(type) {
	case nil:
		return true
	case bool:
		return !v
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return false
}
