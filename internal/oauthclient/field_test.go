package oauthclient_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

func TestField(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		field             oauthclient.Field
		path, block, name string
	}{
		{oauthclient.ClientName, "client_name", "", "client_name"},
		{oauthclient.UseMTLSEndpointAliases, "fapi.use_mtls_endpoint_aliases", "fapi", "use_mtls_endpoint_aliases"},
		{oauthclient.Field{}, "", "", ""},
	} {
		got := []string{tc.field.String(), tc.field.Block(), tc.field.Name()}
		if diff := cmp.Diff([]string{tc.path, tc.block, tc.name}, got); diff != "" {
			t.Errorf("path, block and name (-want +got):\n%s", diff)
		}
		if tc.field.IsZero() != (tc.path == "") {
			t.Errorf("%q: IsZero is %t", tc.path, tc.field.IsZero())
		}
	}
	spec := oauthclient.Spec{Path: "client_name", Kind: oauthclient.String}
	if first, second := oauthclient.NewField(spec), oauthclient.NewField(spec); first == second {
		t.Error("fields are not equal when, and only when, they come from the same declaration")
	}
}

func TestFieldSet(t *testing.T) {
	t.Parallel()
	var none oauthclient.FieldSet
	if none.Has(oauthclient.ClientName) || len(none.Sorted()) != 0 {
		t.Error("the nil set is not empty")
	}
	fields := oauthclient.NewFieldSet(oauthclient.SubjectType, oauthclient.ClientName)
	fields.Add(oauthclient.LogoURI)
	fields.Add(oauthclient.LogoURI)
	if got := fmt.Sprint(fields.Sorted()); got != "[client_name logo_uri subject_type]" {
		t.Errorf("the set is %s", got)
	}
}

// TestStandard finds the fields that are declared as variables and missing in Standard, or not in the order of their declaration.
func TestStandard(t *testing.T) {
	t.Parallel()
	declared := append(declaredFields(t, "metadata.go"), declaredFields(t, "specifications.go")...)
	var standard, ofVariables []string
	for _, f := range oauthclient.Standard() {
		standard = append(standard, f.String())
		if slices.Contains(declared, f.String()) {
			ofVariables = append(ofVariables, f.String())
		}
	}
	if diff := cmp.Diff(declared, ofVariables); diff != "" || len(declared) == 0 {
		t.Errorf("Standard (-declared +returned):\n%s", diff)
	}
	slices.Sort(standard)
	if len(slices.Compact(slices.Clone(standard))) != len(standard) {
		t.Error("a path is declared twice")
	}
}

// declaredFields returns the paths of the package variables that are fields, those of blocks in the order of the blocks.
func declaredFields(t *testing.T, name string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var declared []string
	for _, decl := range file.Decls {
		general, ok := decl.(*ast.GenDecl)
		if !ok || general.Tok != token.VAR {
			continue
		}
		for _, spec := range general.Specs {
			value, _ := spec.(*ast.ValueSpec)
			for _, v := range value.Values {
				if call, isCall := v.(*ast.CallExpr); isCall {
					declared = append(declared, declaredPath(call)...)
				}
			}
		}
	}
	slices.SortStableFunc(declared, func(a, b string) int { return strings.Compare(blockOf(a), blockOf(b)) })
	return declared
}

func blockOf(path string) string {
	block, _, nested := strings.Cut(path, ".")
	if !nested {
		return ""
	}
	return block
}

// declaredPath returns the path that a call declares: the Path of a Spec, or else the first text, as in signing("...").
func declaredPath(call *ast.CallExpr) []string {
	var path []string
	ast.Inspect(call, func(n ast.Node) bool {
		member, isMember := n.(*ast.KeyValueExpr)
		if isMember {
			if key, ok := member.Key.(*ast.Ident); !ok || key.Name != "Path" {
				return false
			}
		}
		if text, ok := n.(*ast.BasicLit); ok && len(path) == 0 {
			path = append(path, strings.Trim(text.Value, `"`))
		}
		return true
	})
	return path
}

// TestSpecs checks what is said of every field.
func TestSpecs(t *testing.T) {
	t.Parallel()
	for _, f := range oauthclient.Standard() {
		spec := f.Spec()
		if !strings.HasSuffix(spec.Doc, ".") || spec.Writing != "" && !strings.HasSuffix(spec.Writing, ".") {
			t.Errorf("%s: the text is no sentence: %q %q", f, spec.Doc, spec.Writing)
		}
		if spec.Ref == "" && f != oauthclient.ID {
			t.Errorf("%s has no reference", f)
		}
		if secret := f == oauthclient.ClientSecret || f == oauthclient.RegistrationAccessToken; spec.Secret != secret {
			t.Errorf("%s: Secret is %t", f, spec.Secret)
		}
		if spec.Closed && len(spec.Values) == 0 {
			t.Errorf("%s is closed and lists no values", f)
		}
		for i, v := range spec.Values {
			if v.Value == "" || slices.ContainsFunc(spec.Values[:i], func(other oauthclient.Value) bool { return other.Value == v.Value }) {
				t.Errorf("%s lists an empty value, or %q twice", f, v.Value)
			}
		}
	}
}

func TestBlocks(t *testing.T) {
	t.Parallel()
	var names []string
	for _, block := range oauthclient.Blocks() {
		names = append(names, block.Name)
		for _, f := range block.Fields {
			if f.Block() != block.Name {
				t.Errorf("the block %s has the field %s", block.Name, f)
			}
		}
	}
	if !slices.IsSorted(names) || len(names) == 0 {
		t.Errorf("the blocks are %v", names)
	}
	for _, f := range oauthclient.Registered() {
		if f.Block() != "" {
			t.Errorf("%s is not at the top level", f)
		}
	}
}
