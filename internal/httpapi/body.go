package httpapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
)

const (
	maxBody = 10 << 20
	// smallBody is what nearly every answer about one client fits into.
	smallBody = 64 << 10
	// largeBodies is how many larger answers are read at the same time. There may be 1000 requests at a time, and 10 GiB of
	// answers to them are more than a machine has.
	largeBodies = 2
	partSize    = 512 << 10
)

var errBodyTooLong = fmt.Errorf("the answer is longer than %d MiB", maxBody>>20)

// bodies reads the bodies of answers, all of them together within bounds: it holds an element for each large one.
type bodies chan struct{}

func newBodies() bodies { return make(bodies, largeBodies) }

// read reads a body to its end and closes it. A large one waits for its turn.
func (b bodies) read(ctx context.Context, body io.ReadCloser) ([]byte, error) {
	defer func() { _ = body.Close() }() // reading has already said what is wrong
	var content bytes.Buffer
	if _, err := content.ReadFrom(io.LimitReader(body, smallBody)); err != nil || content.Len() < smallBody {
		return content.Bytes(), err
	}
	select {
	case b <- struct{}{}:
		defer func() { <-b }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return readLarge(body, content.Bytes())
}

// readLarge reads the rest of a body. It does so part by part: a buffer that grows would leave several times as much behind.
func readLarge(body io.Reader, beginning []byte) ([]byte, error) {
	parts := [][]byte{beginning}
	for length := len(beginning); ; {
		part, err := readPart(body)
		parts, length = append(parts, part), length+len(part)
		switch {
		case length > maxBody:
			return nil, errBodyTooLong
		case errors.Is(err, io.EOF):
			return bytes.Join(parts, nil), nil
		case err != nil:
			return nil, err
		}
	}
}

// readPart reads as much as fits into a part.
func readPart(body io.Reader) ([]byte, error) {
	part, length := make([]byte, partSize), 0
	for length < len(part) {
		n, err := body.Read(part[length:])
		if length += n; err != nil {
			return part[:length], err
		}
	}
	return part, nil
}
