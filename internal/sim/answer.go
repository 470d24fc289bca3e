package sim

import (
	"encoding/json"
	"net/http"
)

// An Answer is what one request gets.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Text returns an answer with a body of some type.
func Text(status int, contentType, body string) Answer {
	return Answer{Status: status, Body: []byte(body)}.With("Content-Type", contentType)
}

// JSON returns an answer that is JSON. It panics when v cannot be encoded, which is a defect of the simulator: all that
// it answers was decoded before.
func JSON(status int, v any) Answer {
	return Text(status, "application/json", string(Encode(v)))
}

// Encode returns v as JSON. It panics when v cannot be encoded.
func Encode(v any) []byte {
	body, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return body
}

// Copy returns a deep copy of what jsontext.Decode made of JSON.
func Copy(v any) any {
	switch v := v.(type) {
	case map[string]any:
		copied := make(map[string]any, len(v))
		for name, member := range v {
			copied[name] = Copy(member)
		}
		return copied
	case []any:
		copied := make([]any, len(v))
		for i, element := range v {
			copied[i] = Copy(element)
		}
		return copied
	}
	return v
}

// With returns the answer with a header field set.
func (a Answer) With(name string, values ...string) Answer {
	a.Header = a.Header.Clone()
	if a.Header == nil {
		a.Header = http.Header{}
	}
	a.Header[http.CanonicalHeaderKey(name)] = values
	return a
}

func (a Answer) writeTo(w http.ResponseWriter) {
	for name, values := range a.Header {
		w.Header()[http.CanonicalHeaderKey(name)] = values
	}
	w.WriteHeader(a.Status)
	_, _ = w.Write(a.Body) // A caller who has gone does not miss the rest.
}
