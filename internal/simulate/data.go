package simulate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsontext"
	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// A document is the content of a data file.
type document struct {
	Backend string          `json:"backend"`
	Data    json.RawMessage `json:"data"`
}

// keep restores a simulator from a file, if there is one, and writes the file after every change, before the answer that
// tells of it.
func keep(simulator sim.Simulator, backend, file string) error {
	content, err := os.ReadFile(file) //nolint:gosec // The user named it.
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return err
	default:
		if err := restore(simulator, backend, content); err != nil {
			return fmt.Errorf("%s cannot be used: %w; move it away to start empty", file, err)
		}
	}
	var mu sync.Mutex
	written := content
	save := func() error {
		mu.Lock()
		defer mu.Unlock()
		current := append(sim.Encode(document{backend, simulator.Snapshot()}), '\n')
		if bytes.Equal(written, current) {
			return nil
		}
		if err := writeFile(file, current); err != nil {
			return err
		}
		written = current
		return nil
	}
	simulator.BeforeAnswer(save)
	return save() // So that a file that cannot be written is noticed now.
}

func restore(simulator sim.Simulator, backend string, content []byte) error {
	var stored document
	if err := jsontext.Decode(content, &stored); err != nil {
		return fmt.Errorf("no data of a simulator: %w", err)
	}
	if stored.Backend != backend {
		return fmt.Errorf("it has data of the backend %q, not of %q", stored.Backend, backend)
	}
	if err := simulator.Restore(stored.Data); err != nil {
		return fmt.Errorf("no data of the backend %q: %w", backend, err)
	}
	return nil
}

// writeFile replaces a file as a whole: at every moment it has the old content or the new one.
func writeFile(file string, content []byte) (err error) {
	temporary, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*.tmp")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(temporary.Name())
		}
	}()
	_, err = temporary.Write(content)
	if err = errors.Join(err, temporary.Sync(), temporary.Close()); err != nil {
		return err
	}
	return os.Rename(temporary.Name(), file)
}
