package export

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// A managed client is one in a state.
type managed struct {
	id string
	// server is the server that it is on, "" when the state does not say it.
	server string
}

// states are the clients that are in states.
type states map[managed]bool

// has reports whether a client is in a state. One of which the state does not say where it is counts for any server.
func (s states) has(server, id string) bool {
	return s[managed{id: id}] || s[managed{id: id, server: server}]
}

// A stateFile is what is read of a state, in the format version 4, which is that of all supported engines.
type stateFile struct {
	Version   int             `json:"version"`
	Encrypted json.RawMessage `json:"encrypted_data"`
	Resources []struct {
		Mode      string `json:"mode"`
		Type      string `json:"type"`
		Instances []struct {
			Attributes struct {
				ID string `json:"id"`
			} `json:"attributes"`
			Identity struct {
				Server string `json:"server"`
			} `json:"identity"`
		} `json:"instances"`
	} `json:"resources"`
}

// readStates reads state files; "-" stands for the standard input.
func (p Program) readStates(names []string) (states, error) {
	all := states{}
	for _, name := range names {
		text, err := p.readInput(name)
		if err != nil {
			return nil, err
		}
		if err := all.add(text); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return all, nil
}

func (p Program) readInput(name string) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(p.In)
	}
	return os.ReadFile(name) //nolint:gosec // The user names the file.
}

func (s states) add(text []byte) error {
	var file stateFile
	switch err := json.Unmarshal(text, &file); {
	case err != nil:
		return errors.New("this is not a state: no JSON object that has the form of one")
	case file.Encrypted != nil:
		return errors.New("the state is encrypted; the output of tofu state pull is not")
	case file.Version != 4:
		return errors.New("this is not a state of the format version 4, as a state file and the output of terraform state pull are")
	}
	for _, resource := range file.Resources {
		if resource.Mode != "managed" || resource.Type != "oauth_client" {
			continue
		}
		for _, instance := range resource.Instances {
			s[managed{instance.Attributes.ID, instance.Identity.Server}] = true
		}
	}
	return nil
}
