// Command show prints the clients that a Hydra admin API lists, for the demo: a clean machine may have no curl.
// Members that hold nothing ("", [], {}, null, false) are left out, since most of a client's do.
//
// Usage: show ADMIN_URL
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: show ADMIN_URL")
		os.Exit(2)
	}
	if err := show(os.Stdout, os.Args[1]); err != nil {
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
