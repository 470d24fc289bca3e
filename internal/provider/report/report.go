// Package report is what is common to the diagnostics of all resources.
package report

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Path returns the path of an attribute, or of one in a block behind a dot; the empty path for "".
func Path(dotted string) path.Path {
	if dotted == "" {
		return path.Empty()
	}
	block, name, nested := strings.Cut(dotted, ".")
	if !nested {
		return path.Root(dotted)
	}
	return path.Root(block).AtName(name)
}

// naming makes sure that summary and text name the attribute: an engine shows the line, a log and a user interface may not,
// and warnings with the same summary are folded into one.
func naming(at, summary, detail string) (named, text string) {
	if at == "" {
		return summary, detail
	}
	if !names(summary, at) {
		summary += ": " + at
	}
	if !names(detail, at) {
		detail = at + ": " + detail
	}
	return summary, detail
}

// about puts what a warning is about into its summary: an engine shows one of the warnings with the same summary, and counts
// the others.
func about(summary, noun, name string) string {
	if name == "" {
		return summary
	}
	return fmt.Sprintf("%s (%s %q)", summary, noun, name)
}

// merge makes one problem of all that is unusual about a field, for the same reason.
func merge(problems []*oauthclient.Error) []*oauthclient.Error {
	var merged []*oauthclient.Error
	first := map[oauthclient.Field]*oauthclient.Error{}
	for _, problem := range problems {
		if !errors.Is(problem.Kind, oauthclient.ErrUnusual) {
			merged = append(merged, problem)
			continue
		}
		if known := first[problem.Field]; known != nil {
			known.Message += "\n\n" + problem.Message
			if !strings.Contains(known.Advice, problem.Advice) {
				known.Advice = strings.TrimSpace(known.Advice + "\n\n" + problem.Advice)
			}
			continue
		}
		one := *problem
		first[problem.Field] = &one
		merged = append(merged, &one)
	}
	return merged
}

// names reports whether a text names an attribute: "Invalid value" does not name "id".
func names(text, at string) bool {
	partOfName := func(c byte) bool {
		return c == '_' || c == '-' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
	}
	for from := 0; ; {
		i := strings.Index(text[from:], at)
		if i < 0 {
			return false
		}
		start, end := from+i, from+i+len(at)
		before := start == 0 || !partOfName(text[start-1]) && text[start-1] != '.'
		after := end == len(text) || !partOfName(text[end]) && !strings.HasPrefix(text[end:], ".")
		if before && (after || endsSentence(text[end:])) {
			return true
		}
		from = end
	}
}

// endsSentence reports whether a text begins with the full stop of a sentence, and not with one between two names.
func endsSentence(text string) bool {
	return text == "." || strings.HasPrefix(text, ". ") || strings.HasPrefix(text, ".\n")
}

// advice is what can be done about a kind of error when the error itself says nothing about that.
var advice = []struct {
	kind error
	text string
}{
	{oauthclient.ErrDenied, "Check the credentials in the provider configuration and the rights they give. Nothing was removed from the state."},
	{oauthclient.ErrUnavailable, "Check the server and its address in the provider configuration, then apply again."},
	{oauthclient.ErrOutcomeUnknown, "Apply again: the next plan shows what the server has."},
}

// Detail returns the text of an error: what is wrong, what to do about it, and the cause. The hint is what to do when the
// error does not say it; when it is empty too, its kind decides.
func Detail(e *oauthclient.Error, hint string) string {
	detail := e.Message
	if detail == "" && e.Kind != nil {
		detail = e.Kind.Error() + "."
	}
	if e.Advice != "" {
		hint = e.Advice
	}
	for _, general := range advice {
		if hint == "" && errors.Is(e.Kind, general.kind) {
			hint = general.text
		}
	}
	if hint != "" {
		detail += "\n\n" + hint
	}
	if e.Err != nil {
		detail += "\n\nCause: " + e.Err.Error()
	}
	return detail
}

// split takes a joined error apart, and those that are joined in it.
func split(err error) []error {
	if err == nil {
		return nil
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if _, single := err.(*oauthclient.Error); single || !ok { //nolint:errorlint // A joined error is taken apart, not searched.
		return []error{err}
	}
	var parts []error
	for _, part := range joined.Unwrap() {
		parts = append(parts, split(part)...)
	}
	return parts
}
