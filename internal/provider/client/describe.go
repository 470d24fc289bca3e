package client

import (
	"fmt"
	"slices"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
)

// describe returns the text for a field of the resource.
func describe(f oauthclient.Field) string {
	texts := []string{meaning(f), choices(f), f.Spec().Writing}
	if setup.HasDefault(f) {
		texts = append(texts, "Left out: that of `defaults` in the provider configuration, if it has one.")
	}
	if !f.Spec().Issued && !strings.Contains(f.Spec().Writing, "Left out,") {
		texts = append(texts, leftOut(f))
	}
	return join(append(texts, backendsOf(f))...)
}

// describeObserved returns the text for a field of the data source, which shows whatever a server has.
func describeObserved(f oauthclient.Field) string {
	var shows []string
	for _, backend := range setup.Backends() {
		if p := propertyOf(backend, f); !p.Field.IsZero() && p.Behaviour != oauthclient.Withheld {
			shows = append(shows, backend.Name())
		}
	}
	if !isShared(f) || len(shows) == 0 {
		return meaning(f)
	}
	return join(meaning(f), "Shown by: "+strings.Join(shows, ", ")+".")
}

func join(texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(text string) bool { return text == "" }), " ")
}

// meaning says what a value means, where that is defined, and which values there are.
func meaning(f oauthclient.Field) string {
	spec := f.Spec()
	text := spec.Doc
	if spec.Ref != "" {
		text = strings.TrimSuffix(text, ".") + " (" + spec.Ref + ")."
	}
	if len(spec.Values) > 0 {
		text += " Values: " + listOf(spec.Values) + "."
	}
	return text
}

// choices says what becomes of values that are not listed, and which backend takes fewer.
func choices(f oauthclient.Field) string {
	text := ""
	if spec := f.Spec(); len(spec.Values) > 0 && !spec.Closed && !spec.Issued {
		text = "Others are passed on with a warning."
	}
	for _, backend := range setup.Backends() {
		if values := propertyOf(backend, f).Values; len(values) > 0 && isShared(f) {
			text += " " + backend.Profile().Title + " takes `" + strings.Join(values, "`, `") + "`."
		}
	}
	return strings.TrimSpace(text)
}

func listOf(values []oauthclient.Value) string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = "`" + v.Value + "`"
		if v.Doc != "" {
			texts[i] += " (" + v.Doc + ")"
		}
	}
	return strings.Join(texts, ", ")
}

// leftOut says what servers do when a field is left out, as far as that is known.
func leftOut(f oauthclient.Field) string {
	var texts []string
	for _, backend := range setup.Backends() {
		if text := defaultOf(propertyOf(backend, f)); text != "" {
			if isShared(f) {
				text = backend.Name() + " " + text
			}
			texts = append(texts, text)
		}
	}
	if len(texts) == 0 {
		return ""
	}
	return "Left out: " + strings.Join(texts, ", ") + "."
}

func defaultOf(p oauthclient.Property) string {
	value := ""
	if p.Default != nil {
		value = "`" + oauthclient.ShowValue(p.Field, p.Default) + "`"
	}
	switch {
	case p.Behaviour == oauthclient.Inherited:
		return "the server's setting"
	case p.Behaviour == oauthclient.Stamped && value != "":
		return value + " unless the server is set otherwise"
	case p.Behaviour == oauthclient.Fixed:
		return value
	}
	return ""
}

// backendsOf says which backends take a field, and which only show it. The fields of a product do not repeat whose they are.
func backendsOf(f oauthclient.Field) string {
	var takes, shows, since []string
	for _, backend := range setup.Backends() {
		p := propertyOf(backend, f)
		switch {
		case p.Field.IsZero(), p.Behaviour == oauthclient.Withheld:
			continue
		case p.Behaviour == oauthclient.Issued:
			shows = append(shows, backend.Name())
		default:
			takes = append(takes, backend.Name())
		}
		if p.Since != "" {
			since = append(since, fmt.Sprintf("Needs %s %s or newer.", backend.Profile().Title, p.Since))
		}
	}
	if !isShared(f) || f == oauthclient.ID {
		return strings.Join(since, " ")
	}
	var text string
	switch {
	case len(takes) == 0 && len(shows) == 0:
		text = "No backend has it."
	case len(takes) == 0:
		text = "Shown by: " + strings.Join(shows, ", ") + "."
	case len(shows) == 0:
		text = "Backends: " + strings.Join(takes, ", ") + "."
	default:
		text = "Backends: " + strings.Join(takes, ", ") + "; only shown by: " + strings.Join(shows, ", ") + "."
	}
	return join(append([]string{text}, since...)...)
}

// isShared reports whether several backends may have the field.
func isShared(f oauthclient.Field) bool {
	return !slices.ContainsFunc(setup.Backends(), func(b setup.Backend) bool { return b.Name() == f.Block() })
}

// propertyOf returns what a backend does with a field, the zero Property when it has no place for it.
func propertyOf(backend setup.Backend, f oauthclient.Field) oauthclient.Property {
	p, _ := backend.Judge().Property(f)
	return p
}
