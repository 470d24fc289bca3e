package docs_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

const repository = "../.."

// TestLinks follows the relative links of every page, and the links into pages, since nobody notices a dead one.
func TestLinks(t *testing.T) {
	t.Parallel()
	pages := markdown(t)
	if !slices.Contains(pages, filepath.Join(repository, "README.md")) {
		t.Fatal("no pages found")
	}
	for _, page := range pages {
		t.Run(page, func(t *testing.T) {
			t.Parallel()
			for _, link := range links(read(t, page)) {
				if err := follow(page, link); err != nil {
					t.Errorf("link %s: %v", link, err)
				}
			}
		})
	}
}

func TestFollow(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	page := filepath.Join(dir, "page.md")
	content := "# The page\n\n## What's new, `x_y`?\n\n## Twice\n\n## Twice\n\n<a id=\"here\"></a>\n\n```\n# Not a heading\n```\n"
	if err := os.WriteFile(page, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	for link, alive := range map[string]bool{
		"page.md":                          true,
		"page.md#the-page":                 true,
		"#whats-new-x_y":                   true,
		"#twice-1":                         true,
		"#here":                            true,
		".":                                true,
		"https://example.com":              true,
		ownPages + "README.md#development": true,
		ownPages + "no-such-file.md":       false,
		"other.md":                         false,
		"#there":                           false,
		"#twice-2":                         false,
		"#not-a-heading":                   false,
		"page.md#nowhere":                  false,
	} {
		if err := follow(page, link); (err == nil) != alive {
			t.Errorf("follow(%q) = %v, want alive = %t", link, err, alive)
		}
	}
}

// TestExternalLinks asks other hosts for the pages that links lead to. The workflow "Security" runs it weekly; otherwise a test
// would depend on them. What this project has only once it is published is left out.
func TestExternalLinks(t *testing.T) {
	t.Parallel()
	if os.Getenv("OAUTH_CHECK_LINKS") == "" {
		t.Skip("OAUTH_CHECK_LINKS is not set")
	}
	asked := map[string]bool{}
	for _, page := range markdown(t) {
		for _, link := range links(read(t, page)) {
			if !strings.HasPrefix(link, "http") || strings.HasPrefix(link, "https://github.com/oauth-clients/") || asked[link] {
				continue
			}
			asked[link] = true
			if err := ask(t.Context(), link); err != nil {
				t.Errorf("%s: link %s: %v", page, link, err)
			}
		}
	}
	if len(asked) == 0 {
		t.Error("there are no links to other hosts")
	}
}

func ask(ctx context.Context, link string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, link, http.NoBody)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode >= http.StatusBadRequest && resp.StatusCode != http.StatusTooManyRequests {
		return errors.New(resp.Status)
	}
	return nil
}

// markdown lists the pages of the repository, but not those of things that were installed or built.
func markdown(t *testing.T) []string {
	t.Helper()
	var pages []string
	err := filepath.WalkDir(repository, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && slices.Contains([]string{".git", "bin", "dist", "node_modules", "templates"}, entry.Name()) {
			return filepath.SkipDir
		}
		if filepath.Ext(path) == ".md" {
			pages = append(pages, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

func read(t *testing.T, page string) string {
	t.Helper()
	content, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

var (
	codeBlock = regexp.MustCompile("(?ms)^\\s*```.*?^\\s*```$")
	codeSpan  = regexp.MustCompile("`[^`\n]*`")
	inline    = regexp.MustCompile(`\]\(([^)\s]+)\)|<(https?://[^>\s]+)>`)
	heading   = regexp.MustCompile(`(?m)^#+ +(.+?) *$`)
	anchorID  = regexp.MustCompile(`<a (?:id|name)="([^"]+)"`)
	notInSlug = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

func links(content string) []string {
	content = codeSpan.ReplaceAllString(codeBlock.ReplaceAllString(content, ""), "")
	var targets []string
	for _, match := range inline.FindAllStringSubmatch(content, -1) {
		targets = append(targets, match[1]+match[2])
	}
	return targets
}

// ownPages is where the files of the repository are on the web, for pages that are read elsewhere.
const ownPages = "https://github.com/oauth-clients/terraform-provider-oauth/blob/main/"

// follow looks a link up, as seen from a page: a relative one, or one to a file of this repository. Other hosts are not asked;
// see TestExternalLinks.
func follow(page, link string) error {
	if file, own := strings.CutPrefix(link, ownPages); own {
		page, link = filepath.Join(repository, "README.md"), file
	}
	target, err := url.Parse(link)
	if err != nil {
		return err
	}
	if target.IsAbs() {
		return nil
	}
	file := page
	if target.Path != "" {
		file = filepath.Join(filepath.Dir(page), filepath.FromSlash(target.Path))
	}
	if _, err := os.Stat(file); err != nil {
		return err
	}
	if target.Fragment == "" {
		return nil
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if !slices.Contains(anchors(string(content)), target.Fragment) {
		return fmt.Errorf("%s has no heading #%s", file, target.Fragment)
	}
	return nil
}

// anchors lists what a fragment can name in a page: its headings as GitHub and the registries write them, and its
// explicit anchors.
func anchors(content string) []string {
	content = codeBlock.ReplaceAllString(content, "")
	var names []string
	seen := map[string]int{}
	for _, match := range heading.FindAllStringSubmatch(content, -1) {
		slug := strings.ReplaceAll(notInSlug.ReplaceAllString(strings.ToLower(match[1]), ""), " ", "-")
		name := slug
		if n := seen[slug]; n > 0 {
			name = fmt.Sprintf("%s-%d", slug, n)
		}
		seen[slug]++
		names = append(names, name)
	}
	for _, match := range anchorID.FindAllStringSubmatch(content, -1) {
		names = append(names, match[1])
	}
	return names
}
