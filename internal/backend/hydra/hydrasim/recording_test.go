package hydrasim_test

import (
	"fmt"
	"strings"
)

// An exchange is a request and what the real server answered.
type exchange struct {
	// line is where it is in its file, name what it shows.
	line int
	name string
	// method, path, header ("Name: value") and body are the request; variables in them start with "$".
	method, path string
	header       []string
	body         string
	// contains are texts that the answer has to contain byte for byte.
	contains []string
	// answer is the answer in normal form: the status, some header fields and the body.
	answer []string
}

// parseExchanges reads exchanges. A line that starts with "#" begins one and says what it shows; ">" marks the lines of the
// request, "~" a text that the answer must contain as it is, and "<" the lines of the answer, which are recorded:
//
//	# What is not sent has its default.
//	> POST /admin/clients
//	> {"client_id": "$ID"}
//	~ "metadata":{}
//	< 201
//	< {...}
//
// Lines of the request between the first and the body are header fields; "User: name:password" stands for basic
// authentication.
func parseExchanges(text string) ([]exchange, error) {
	var exchanges []exchange
	for i, line := range strings.Split(text, "\n") {
		kind, rest, _ := strings.Cut(line, " ")
		if kind == "#" {
			exchanges = append(exchanges, exchange{line: i + 1, name: rest})
			continue
		}
		if kind == "" {
			continue
		}
		if len(exchanges) == 0 {
			return nil, fmt.Errorf("line %d: no exchange has begun", i+1)
		}
		ex := &exchanges[len(exchanges)-1]
		switch kind {
		case ">":
			ex.addRequestLine(rest)
		case "~":
			ex.contains = append(ex.contains, rest)
		case "<":
			ex.answer = append(ex.answer, rest)
		default:
			return nil, fmt.Errorf("line %d: unknown mark %q", i+1, kind)
		}
	}
	return exchanges, nil
}

func (ex *exchange) addRequestLine(line string) {
	switch {
	case ex.method == "":
		ex.method, ex.path, _ = strings.Cut(line, " ")
	case ex.body == "" && strings.Contains(line, ": ") && !strings.HasPrefix(line, "{") && !strings.HasPrefix(line, "["):
		ex.header = append(ex.header, line)
	case ex.body == "":
		ex.body = line
	default:
		ex.body += "\n" + line
	}
}

// writeTo writes the exchange as parseExchanges reads it.
func (ex *exchange) writeTo(text *strings.Builder) {
	if text.Len() > 0 {
		text.WriteString("\n")
	}
	fmt.Fprintf(text, "# %s\n> %s %s\n", ex.name, ex.method, ex.path)
	for _, line := range ex.header {
		fmt.Fprintf(text, "> %s\n", line)
	}
	if ex.body != "" {
		for line := range strings.SplitSeq(ex.body, "\n") {
			fmt.Fprintf(text, "> %s\n", line)
		}
	}
	for _, part := range ex.contains {
		fmt.Fprintf(text, "~ %s\n", part)
	}
	for _, line := range ex.answer {
		fmt.Fprintf(text, "< %s\n", line)
	}
}
