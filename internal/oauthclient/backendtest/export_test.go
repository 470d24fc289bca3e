package backendtest

// CaseNames returns the names of the suite's tests.
func CaseNames() []string {
	names := make([]string, len(cases))
	for i, c := range cases {
		names[i] = c.name
	}
	return names
}

// UnknownField is a field that no backend knows.
var UnknownField = unknownField
