package docs_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var functionPattern = regexp.MustCompile("`([A-Za-z]+(?:\\.[A-Za-z]+)?)`")

// TestWalks finds every function that the walks in the design name.
func TestWalks(t *testing.T) {
	t.Parallel()
	_, walks, found := strings.Cut(read(t, filepath.Join(repository, "internal/docs/design.md")), "\n## Two walks\n")
	if !found {
		t.Fatal("the design has no walks")
	}
	functions := declaredFunctions(t)
	named := functionPattern.FindAllStringSubmatch(walks, -1)
	if len(named) < 50 {
		t.Errorf("only %d functions found in the walks", len(named))
	}
	for _, name := range named {
		if !functions[name[1]] {
			t.Errorf("there is no function %s", name[1])
		}
	}
}

// declaredFunctions returns the names of the project's functions: of a method with its type, of others with and without the
// package.
func declaredFunctions(t *testing.T) map[string]bool {
	t.Helper()
	functions := map[string]bool{}
	err := filepath.WalkDir(filepath.Join(repository, "internal"), func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, declaration := range file.Decls {
			function, ok := declaration.(*ast.FuncDecl)
			switch {
			case !ok:
			case function.Recv == nil:
				functions[function.Name.Name] = true
				functions[file.Name.Name+"."+function.Name.Name] = true
			default:
				functions[receiver(function.Recv.List[0].Type)+"."+function.Name.Name] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return functions
}

func receiver(of ast.Expr) string {
	switch of := of.(type) {
	case *ast.StarExpr:
		return receiver(of.X)
	case *ast.IndexExpr:
		return receiver(of.X)
	case *ast.Ident:
		return of.Name
	}
	return ""
}
