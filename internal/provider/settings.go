package provider

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
)

const invalidConfiguration = "Invalid provider configuration"

// settings reads the settings of one block: from the configuration, and from the environment what that leaves out.
// Problems gather in diags, so that all of them are reported at once.
type settings struct {
	path        path.Path
	environment string
	values      map[string]attr.Value
	diags       diag.Diagnostics
	// unknown says that a setting that was asked for has no value yet.
	unknown bool
}

func newSettings(at path.Path, environment string, block attr.Value) *settings {
	s := &settings{path: at, environment: environment}
	if object, ok := block.(types.Object); ok {
		s.values = object.Attributes()
		s.unknown = object.IsUnknown()
	}
	return s
}

// nested returns the settings of a block within the block.
func (s *settings) nested(name string) *settings {
	return newSettings(s.path.AtName(name), s.environment+"_"+strings.ToUpper(name), s.values[name])
}

// configured reports whether the configuration has one of the settings, known or not.
func (s *settings) configured(names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		value, ok := s.values[name]
		return ok && !value.IsNull()
	})
}

// inEnvironment reports whether the environment has one of the settings. A variable that is set to nothing, as CI systems
// do with what is not defined, is not set.
func (s *settings) inEnvironment(names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		return os.Getenv(s.environment+"_"+strings.ToUpper(name)) != ""
	})
}

// lookup returns the configured value, or the environment's text when there is none in the configuration.
func (s *settings) lookup(name string) (value attr.Value, environment string) {
	value, ok := s.values[name]
	if !ok || value.IsNull() {
		return nil, os.Getenv(s.environment + "_" + strings.ToUpper(name))
	}
	if value.IsUnknown() {
		s.unknown = true
		return nil, ""
	}
	return value, ""
}

// text returns a string setting, "" when it is not set.
func (s *settings) text(name string) string {
	value, environment := s.lookup(name)
	if text, ok := value.(types.String); ok {
		return text.ValueString()
	}
	return environment
}

// texts returns a setting that is a list or set of strings; in the environment they are separated by blanks.
func (s *settings) texts(name string) []string {
	value, environment := s.lookup(name)
	set, ok := value.(types.Set)
	if !ok {
		return strings.Fields(environment)
	}
	var texts []string
	for _, element := range set.Elements() {
		if element.IsUnknown() {
			s.unknown = true
		}
		if text, ok := element.(types.String); ok {
			texts = append(texts, text.ValueString())
		}
	}
	return texts
}

// textMap returns a setting that is a map of strings; in the environment it is lines of "name: value".
func (s *settings) textMap(name string) map[string]string {
	value, environment := s.lookup(name)
	configured, ok := value.(types.Map)
	if !ok {
		return s.lines(name, environment)
	}
	texts := map[string]string{}
	for key, element := range configured.Elements() {
		if element.IsUnknown() {
			s.unknown = true
		}
		if text, ok := element.(types.String); ok {
			texts[key] = text.ValueString()
		}
	}
	return texts
}

func (s *settings) lines(name, text string) map[string]string {
	texts := map[string]string{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		key, value, ok := strings.Cut(line, ":")
		switch {
		case ok:
			texts[key] = strings.TrimSpace(value)
		case line != "":
			s.problem(name, "%q is not a line of the form \"Name: value\".", line)
		}
	}
	return texts
}

// flag returns a boolean setting, false when it is not set.
func (s *settings) flag(name string) bool {
	value, environment := s.lookup(name)
	if flag, ok := value.(types.Bool); ok {
		return flag.ValueBool()
	}
	if environment == "" {
		return false
	}
	flag, err := strconv.ParseBool(environment)
	if err != nil {
		s.problem(name, "%q is neither true nor false.", environment)
	}
	return flag
}

// number returns a whole number between lowest and highest, or fallback when it is not set.
func (s *settings) number(name string, fallback, lowest, highest int) int {
	value, environment := s.lookup(name)
	number, err := fallback, error(nil)
	if configured, ok := value.(types.Int64); ok {
		number = int(configured.ValueInt64())
	} else if environment != "" {
		number, err = strconv.Atoi(environment)
	}
	switch {
	case err != nil:
		s.problem(name, "%q is not a whole number.", environment)
	case number < lowest || number > highest:
		s.problem(name, "%d is not between %d and %d.", number, lowest, highest)
	}
	return number
}

// duration returns a time span, or 0 when it is not set.
func (s *settings) duration(name string) time.Duration {
	text := s.text(name)
	if text == "" {
		return 0
	}
	span, err := time.ParseDuration(text)
	if err != nil || span <= 0 {
		s.problem(name, "%q is not a time span such as \"30s\" or \"2m\".", text)
	}
	return span
}

// require returns a string setting and reports it when it is missing.
func (s *settings) require(name, meaning string) string {
	text := s.text(name)
	if text == "" && !s.unknown {
		s.problem(name, "%s is missing: set it in the configuration or in the environment variable %s.",
			meaning, s.environment+"_"+strings.ToUpper(name))
	}
	return text
}

// problem reports what is wrong with a setting.
func (s *settings) problem(name, format string, args ...any) {
	s.diags.AddAttributeError(s.path.AtName(name), invalidConfiguration, fmt.Sprintf(format, args...))
}

// failed reports an error of httpapi.New at the setting that it names: one of the http block, or one of this block,
// where the server's address may have another name than httpapi's "base_url".
func (s *settings) failed(err error, address string) {
	var config *httpapi.ConfigError
	if !errors.As(err, &config) {
		s.diags.AddAttributeError(s.path, invalidConfiguration, err.Error())
		return
	}
	at := s.path
	if _, common := httpBlock().Attributes[config.Setting]; common {
		at = path.Root(httpBlockName)
	}
	setting := strings.Replace(config.Setting, "base_url", address, 1)
	for step := range strings.SplitSeq(setting, ".") {
		at = at.AtName(step)
	}
	s.diags.AddAttributeError(at, invalidConfiguration, setting+" "+config.Message)
}
