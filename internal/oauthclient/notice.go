package oauthclient

import (
	"fmt"
	"strings"
)

// A Notice is something to know that is no error. It is shown as a warning and stops nothing.
type Notice struct {
	// Field is the property it is about, the zero Field for none in particular.
	Field Field
	// Summary is a headline without a full stop, and Detail the text below it.
	Summary, Detail string
	// Common says that it is the same for all clients of a server, so that one for all of them is enough.
	Common bool
	// Adjusted says that it tells of a value which the server adjusted. Once is enough; see [Judge.Untold].
	Adjusted bool
}

// NotSentAlong tells of members that an update left out since the server refuses them, although it shows them itself and
// they are to stay.
func NotSentAlong(names []string) Notice {
	return Notice{
		Summary: "Members of the client were not sent along",
		Detail: fmt.Sprintf("An update sends the whole client, and the server refused it with %s, which it shows itself and which no attribute has. "+
			"So it was sent without. Look whether the client still has what it needs of that.", strings.Join(names, ", ")),
	}
}
