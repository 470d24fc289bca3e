package backendtest

import (
	"fmt"
	"slices"
	"strconv"
	"sync"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A derivation makes values of a field's declaration.
type derivation struct {
	// unique is in every text.
	unique string
	flag   bool
	number int64
	// elements is how many a set, list or map has.
	elements                          int
	duration, instant, document, keys string
	// favourites are the listed values to take, where the declaration has one of them.
	favourites []string
}

func (d derivation) value(f oauthclient.Field) any {
	switch f.Kind() {
	case oauthclient.Bool:
		return d.flag
	case oauthclient.Int:
		return d.bounded(f.Spec())
	case oauthclient.Duration:
		return d.duration
	case oauthclient.Time:
		return d.instant
	case oauthclient.JSON:
		return d.document
	case oauthclient.JWKS:
		return d.keys
	case oauthclient.Set, oauthclient.List:
		return d.texts(f)
	case oauthclient.Map:
		return d.named(f)
	case oauthclient.Objects:
		return d.objects(f)
	default:
		return d.texts(f)[0]
	}
}

func (d derivation) bounded(spec *oauthclient.Spec) int64 {
	n := max(d.number, spec.Min)
	if spec.Max > 0 {
		n = min(n, spec.Max)
	}
	return n
}

// texts returns the elements of a set, or the texts of which the first is one.
func (d derivation) texts(f oauthclient.Field) []string {
	listed := f.Spec().Values
	if len(listed) == 0 {
		texts := make([]string, d.elements)
		for i := range texts {
			texts[i] = d.free(f, i)
		}
		return texts
	}
	for _, v := range listed {
		if slices.Contains(d.favourites, v.Value) {
			return []string{v.Value}
		}
	}
	texts := make([]string, 0, d.elements)
	for i := min(d.elements, len(listed)) - 1; i >= 0; i-- {
		texts = append(texts, listed[i].Value)
	}
	return texts
}

// forms are the texts to try where the declaration lists none: words, a name, a URL.
var forms = []func(f oauthclient.Field, i int, unique string) string{
	func(f oauthclient.Field, i int, unique string) string {
		return f.Name() + " <&> " + strconv.Itoa(i) + " of " + unique
	},
	func(f oauthclient.Field, i int, unique string) string {
		return f.Name() + "-" + strconv.Itoa(i) + "-" + unique
	},
	func(f oauthclient.Field, i int, unique string) string {
		return "https://" + unique + ".example.com/" + f.Name() + "/" + strconv.Itoa(i)
	},
}

// fineForms has the index of the first of the forms that a field's checks let pass. It is the same for every unique text, and
// checks take long.
var fineForms sync.Map

// free returns a text that the field's checks let pass.
func (d derivation) free(f oauthclient.Field, i int) string {
	known, _ := fineForms.Load(f)
	if form, ok := known.(int); ok {
		return forms[form](f, i+1, d.unique)
	}
	for form, text := range forms {
		if free := text(f, i+1, d.unique); isFine(f, free) {
			fineForms.Store(f, form)
			return free
		}
	}
	panic(fmt.Sprintf("no text is known that %s may be: it needs an explicit sample", f))
}

func isFine(f oauthclient.Field, text string) bool {
	var v any = text
	if f.Kind() == oauthclient.Set || f.Kind() == oauthclient.List {
		v = []string{text}
	}
	return len(oauthclient.CheckValue(f, v)) == 0
}

func (d derivation) named(f oauthclient.Field) map[string]string {
	values := make(map[string]string, d.elements)
	for i := range d.elements {
		values[fmt.Sprintf("name-%d", i+1)] = d.free(f, i)
	}
	return values
}

func (d derivation) objects(f oauthclient.Field) []map[string]string {
	objects := make([]map[string]string, d.elements)
	for i := range objects {
		objects[i] = map[string]string{}
		for _, member := range f.Spec().Members {
			objects[i][member.Name] = fmt.Sprintf("%s %d of %s", member.Name, i+1, d.unique)
			if len(member.Values) > 0 {
				objects[i][member.Name] = member.Values[(i+d.elements-1)%len(member.Values)]
			}
		}
	}
	return objects
}
