package docs_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestTroubleshooting looks in the guide for the headline of every error and warning that the provider makes, and for headlines
// in the guide that it does not make.
func TestTroubleshooting(t *testing.T) {
	t.Parallel()
	page := read(t, filepath.Join(repository, "templates/guides/troubleshooting.md"))
	var explained []string
	for _, headline := range regexp.MustCompile(`\*\*(.+?)\*\*`).FindAllStringSubmatch(page, -1) {
		explained = append(explained, strings.ReplaceAll(headline[1], "...", "*"))
	}
	made := headlines(t)
	if len(made) < 40 {
		t.Fatalf("only %d headlines were found: %v", len(made), made)
	}
	for headline, at := range made {
		if !slices.ContainsFunc(explained, func(row string) bool { return match(headline, row) }) {
			t.Errorf("%s: the guide does not explain %q", at, headline)
		}
	}
	for _, row := range explained {
		fits := false
		for headline := range made {
			fits = fits || match(headline, row)
		}
		if !fits {
			t.Errorf("the guide explains %q, which nothing says", row)
		}
	}
}

// match reports whether two headlines may be one, with "*" for what is not constant.
func match(one, other string) bool {
	pattern := func(headline string) *regexp.Regexp {
		return regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(headline), `\*`, ".+") + "$")
	}
	return pattern(one).MatchString(other) || pattern(other).MatchString(one)
}

// summaryOf says which argument is the headline of a diagnostic, by the name of the function.
var summaryOf = map[string]int{
	"AddError": 0, "AddWarning": 0, "AddAttributeError": 1, "AddAttributeWarning": 1, "Attribute": 1, "Warn": 1, "add": 0, "report": 1,
}

// headlines reads those of all diagnostics from the source, with the place of one of each. The path of an attribute at the end
// is not in it.
func headlines(t *testing.T) map[string]string {
	t.Helper()
	files := token.NewFileSet()
	found := map[string]string{}
	for _, root := range []string{"internal/provider", "internal/backend", "internal/oauthclient", "internal/jsonwire"} {
		err := filepath.WalkDir(filepath.Join(repository, root), func(path string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.IsDir() && (strings.HasSuffix(entry.Name(), "sim") || entry.Name() == "backendtest"):
				return filepath.SkipDir
			case entry.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go"):
				return nil
			}
			file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			for _, expression := range headlineExpressions(file) {
				if text := attributeAtEnd.ReplaceAllString(constant(expression, file), ""); regexp.MustCompile(`[A-Za-z]`).MatchString(text) {
					found[text] = fmt.Sprint(files.Position(expression.Pos()))
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return found
}

var attributeAtEnd = regexp.MustCompile(`: [a-z_*]+$`)

// headlineExpressions returns what a file has as headlines.
func headlineExpressions(file *ast.File) []ast.Expr {
	var found []ast.Expr
	ast.Inspect(file, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.CallExpr:
			if i, ok := summaryOf[lastName(node.Fun)]; ok && i < len(node.Args) {
				found = append(found, node.Args[i])
			}
		case *ast.CompositeLit:
			if lastName(node.Type) == "Definition" {
				return false // of a function, and no diagnostic
			}
			for _, element := range node.Elts {
				if member, ok := element.(*ast.KeyValueExpr); ok && lastName(member.Key) == "Summary" {
					found = append(found, member.Value)
				}
			}
		case *ast.AssignStmt:
			for i, left := range node.Lhs {
				if lastName(left) == "summary" && i < len(node.Rhs) {
					found = append(found, node.Rhs[i])
				}
			}
		case *ast.FuncDecl:
			if strings.HasPrefix(node.Name.Name, "summary") {
				ast.Inspect(node, func(inner ast.Node) bool {
					if result, ok := inner.(*ast.ReturnStmt); ok {
						found = append(found, result.Results...)
					}
					return true
				})
			}
		}
		return true
	})
	return found
}

// lastName returns the name of x, or of y in x.y.
func lastName(expression ast.Expr) string {
	switch expression := expression.(type) {
	case *ast.Ident:
		return expression.Name
	case *ast.SelectorExpr:
		return expression.Sel.Name
	}
	return ""
}

// constant returns a text as far as it is constant, with "*" for the rest.
func constant(expression ast.Expr, file *ast.File) string {
	switch expression := expression.(type) {
	case *ast.BasicLit:
		if text, err := strconv.Unquote(expression.Value); err == nil && expression.Kind == token.STRING {
			return text
		}
	case *ast.BinaryExpr:
		return strings.ReplaceAll(constant(expression.X, file)+constant(expression.Y, file), "**", "*")
	case *ast.Ident:
		if value := declared(expression.Name, file); value != nil {
			return constant(value, file)
		}
	}
	return "*"
}

// declared returns the value of a constant of the file, nil for what is none.
func declared(name string, file *ast.File) (value ast.Expr) {
	ast.Inspect(file, func(node ast.Node) bool {
		declaration, ok := node.(*ast.GenDecl)
		if !ok || declaration.Tok != token.CONST {
			return true
		}
		for _, spec := range declaration.Specs {
			spec, _ := spec.(*ast.ValueSpec)
			for i, ident := range spec.Names {
				if ident.Name == name && i < len(spec.Values) {
					value = spec.Values[i]
				}
			}
		}
		return true
	})
	return value
}
