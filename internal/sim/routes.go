package sim

import (
	"maps"
	"slices"
	"strings"
)

// Methods are the HTTP methods of a resource.
type Methods map[string]Handler

// Allow returns the value of an Allow header field that names the methods, and more if there are.
func (m Methods) Allow(more ...string) string {
	return strings.Join(slices.Sorted(slices.Values(append(slices.Collect(maps.Keys(m)), more...))), ", ")
}

// Routes are the paths of a server. In a path, the segment "{}" stands for any that is not empty.
type Routes map[string]Methods

// Find returns the methods of a path that was split at its slashes, nil when there is no such path, and the segments in
// the places of "{}". Which of two paths that both fit is found is undefined.
func (routes Routes) Find(segments []string) (Methods, []string) {
	for path, methods := range routes {
		if found, ok := fit(strings.Split(path, "/"), segments); ok {
			return methods, found
		}
	}
	return nil, nil
}

func fit(pattern, segments []string) (found []string, ok bool) {
	if len(pattern) != len(segments) {
		return nil, false
	}
	for i, want := range pattern {
		switch {
		case want == "{}" && segments[i] != "":
			found = append(found, segments[i])
		case want != segments[i]:
			return nil, false
		}
	}
	return found, true
}
