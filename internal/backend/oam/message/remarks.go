package message

import (
	"encoding/json"
	"maps"
	"slices"
)

// Remarks say of an answer what its properties do not.
type Remarks struct {
	// Null names the properties that a JSON answer shows as null: the server says that it has none, whereas a property
	// that is left out says nothing. Nil for text, which has a place for what it shows and prints it always.
	Null []string
	// Garbled names the properties that are shown in a form that is not known.
	Garbled []string
}

// Said returns the remarks, for code that does not know whose they are.
func (r Remarks) Said() Remarks { return r }

// IsGarbled reports whether anything is shown in a form that is not known.
func (r Remarks) IsGarbled() bool { return len(r.Garbled) > 0 }

// isNameless reports whether an object has no name, in whatever form: then it is not what was asked for.
func (r Remarks) isNameless(name string) bool {
	return name == "" && !slices.Contains(r.Garbled, "name")
}

// read hands the members of an object one by one to a function, as objects of their own. A member that it cannot read is in
// nobody's way.
func (r *Remarks) read(data []byte, one func(member []byte) error) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if string(members[name]) == null {
			r.Null = append(r.Null, name)
			continue
		}
		member, err := json.Marshal(map[string]json.RawMessage{name: members[name]})
		if err == nil {
			err = one(member)
		}
		if err != nil {
			r.Garbled = append(r.Garbled, name)
		}
	}
	return nil
}
