package export

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// An output is what is to be written.
type output struct{ files []file }

type file struct{ name, text string }

func (o *output) add(name, text string) { o.files = append(o.files, file{name, text}) }

// write writes into the folder, the file or the standard output. When a file is there already nothing is written.
func (o *output) write(opts *options, out io.Writer) error {
	if opts.directory != "" {
		return o.writeFiles(opts.directory)
	}
	texts := make([]string, len(o.files))
	for i, f := range o.files {
		texts[i] = f.text
	}
	all := strings.Join(texts, "\n")
	if opts.file == "" {
		_, err := io.WriteString(out, all)
		return err
	}
	return create(opts.file, all)
}

func (o *output) writeFiles(directory string) error {
	if err := os.MkdirAll(directory, 0o750); err != nil {
		return err
	}
	for _, f := range o.files {
		name := filepath.Join(directory, f.name)
		if _, err := os.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s is there already; nothing was written", name)
		}
	}
	for _, f := range o.files {
		if err := create(filepath.Join(directory, f.name), f.text); err != nil {
			return err
		}
	}
	return nil
}

// create writes a file that must not be there yet.
func create(name, text string) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640) //nolint:gosec // The user names the file.
	if err != nil {
		return err
	}
	_, err = io.WriteString(f, text)
	return errors.Join(err, f.Close())
}
