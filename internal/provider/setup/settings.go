package setup

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

const invalidConfiguration = "Invalid provider configuration"

// Settings are those of one block. A setting that is null comes from the environment. They collect what is wrong, so that
// all of it is reported at once. The text of a problem never holds a value: a secret may stand at the wrong place.
type Settings struct {
	path   path.Path
	names  []string
	values map[string]tftypes.Value
	// present says that the block stands in the configuration.
	present bool
	diags   diag.Diagnostics
	// unknown says that a setting that was asked for has no value yet.
	unknown bool
}

// newSettings returns the settings of a block. The zero Value is a block that is not there.
func newSettings(at path.Path, names []string, block tftypes.Value) *Settings {
	s := &Settings{path: at, names: names}
	switch {
	case block.Type() == nil || block.IsNull():
	case !block.IsKnown():
		s.unknown = true
	default:
		s.present = true
		_ = block.As(&s.values) // A block is an object.
	}
	return s
}

func (s *Settings) nested(name string) *Settings {
	return newSettings(s.path.AtName(name), append(slices.Clone(s.names), name), s.values[name])
}

// usable reports whether every setting that was asked for is known and right.
func (s *Settings) usable() bool { return !s.unknown && !s.diags.HasError() }

// state is what the configuration says of a setting.
type state int

const (
	absent state = iota
	known
	unknown
)

func (s *Settings) stateOf(name string) state {
	value, ok := s.values[name]
	switch {
	case !ok || value.IsNull():
		return absent
	case !value.IsFullyKnown():
		return unknown
	}
	if _, isBlock := value.Type().(tftypes.Object); isBlock && !s.nested(name).says() {
		return absent
	}
	return known
}

// isDecided reports whether it is known if a setting has a value, and which.
func (s *Settings) isDecided(name string) bool {
	return s.stateOf(name) != unknown && (s.present || !s.unknown)
}

// says reports whether any setting of the block is configured.
func (s *Settings) says() bool {
	for name := range s.values {
		if s.stateOf(name) == known {
			return true
		}
	}
	return false
}

func (s *Settings) variable(name string) string {
	return EnvironmentName(append(slices.Clone(s.names), name)...)
}

func (s *Settings) inEnvironment(names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return os.Getenv(s.variable(name)) != "" })
}

// lookup returns a configured value, or else the text in the environment.
func (s *Settings) lookup(name string) (value tftypes.Value, configured bool, environment string) {
	switch s.stateOf(name) {
	case absent:
		return tftypes.Value{}, false, os.Getenv(s.variable(name))
	case unknown:
		s.unknown = true
		return tftypes.Value{}, false, ""
	}
	return s.values[name], true, ""
}

func (s *Settings) text(name string) string {
	value, configured, environment := s.lookup(name)
	if !configured {
		return environment
	}
	var text string
	_ = value.As(&text) // The schema says that it is one.
	return text
}

func (s *Settings) texts(name string) []string {
	value, configured, environment := s.lookup(name)
	if !configured {
		return strings.Fields(environment)
	}
	var elements []tftypes.Value
	_ = value.As(&elements)
	var texts []string
	for _, element := range elements {
		var text string
		if !element.IsNull() && element.As(&text) == nil {
			texts = append(texts, text)
		}
	}
	return texts
}

func (s *Settings) textMap(name string) map[string]string {
	value, configured, environment := s.lookup(name)
	if !configured {
		return s.lines(name, environment)
	}
	var elements map[string]tftypes.Value
	_ = value.As(&elements)
	texts := map[string]string{}
	for key, element := range elements {
		var text string
		if !element.IsNull() && element.As(&text) == nil {
			texts[key] = text
		}
	}
	return texts
}

// lines reads a map as an environment variable has it. A line may hold a secret, so it is named by its number.
func (s *Settings) lines(name, text string) map[string]string {
	texts := map[string]string{}
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSpace(line)
		key, value, ok := strings.Cut(line, ":")
		switch {
		case ok:
			texts[strings.TrimSpace(key)] = strings.TrimSpace(value)
		case line != "":
			s.problem(name, "Line %d of the environment variable %s is not of the form \"Name: value\".", number, s.variable(name))
		}
	}
	return texts
}

func (s *Settings) flag(name string) bool {
	value, configured, environment := s.lookup(name)
	var flag bool
	switch {
	case configured:
		_ = value.As(&flag)
	case environment != "":
		var err error
		if flag, err = strconv.ParseBool(environment); err != nil {
			s.problem(name, "The environment variable %s is neither true nor false.", s.variable(name))
		}
	}
	return flag
}

// number returns a number between two bounds, or the fallback when none is configured.
func (s *Settings) number(name string, fallback, lowest, highest float64) float64 {
	value, configured, environment := s.lookup(name)
	number := fallback
	switch {
	case configured:
		var exact big.Float
		_ = value.As(&exact)
		number, _ = exact.Float64()
	case environment != "":
		var err error
		if number, err = strconv.ParseFloat(environment, 64); err != nil || math.IsNaN(number) {
			s.problem(name, "The environment variable %s is no number.", s.variable(name))
			return fallback
		}
	}
	if number < lowest || number > highest {
		s.problem(name, "The number is not between %v and %v.", lowest, highest)
		return fallback
	}
	return number
}

// whole returns a whole number between two bounds, or the fallback when none is configured.
func (s *Settings) whole(name string, fallback, lowest, highest int) int {
	number := s.number(name, float64(fallback), float64(lowest), float64(highest))
	if number != float64(int(number)) {
		s.problem(name, "The number is not a whole one.")
	}
	return int(number)
}

func (s *Settings) span(name string) time.Duration {
	text := s.text(name)
	if text == "" {
		return 0
	}
	if err := oauthclient.CheckSpan(text, time.Millisecond); err != nil {
		s.problem(name, "The text %v.", err)
		return 0
	}
	span, _ := time.ParseDuration(text)
	return span
}

// oneOf returns a text that must be one of some values, the first of them when there is none.
func (s *Settings) oneOf(name string, values ...string) string {
	text := s.text(name)
	switch {
	case text == "":
		return values[0]
	case !slices.Contains(values, text):
		s.problem(name, "The text is none of %s.", strings.Join(values, ", "))
	}
	return text
}

// require returns a text that must not be empty. Meaning says what it is, as in "The URL of the server".
func (s *Settings) require(name, meaning string) string {
	text := s.text(name)
	if text == "" && !s.unknown {
		s.problem(name, "%s is missing: set %s in the configuration, or the environment variable %s.", meaning, name, s.variable(name))
	}
	return text
}

// problem reports what is wrong with a setting, and names the environment variable when it comes from there.
func (s *Settings) problem(name, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if variable := s.variable(name); s.stateOf(name) == absent && os.Getenv(variable) != "" && !strings.Contains(text, variable) {
		text += " It comes from the environment variable " + variable + "."
	}
	at := s.path.AtName(name)
	s.diags.AddAttributeError(at, invalidConfiguration+": "+at.String(), at.String()+": "+text)
}

// warning tells of a setting that is accepted and dangerous.
func (s *Settings) warning(name, summary, text string) {
	at := s.path.AtName(name)
	s.diags.AddAttributeWarning(at, summary+": "+at.String(), at.String()+" is true. "+text)
}

// driver returns what a function makes of the settings, nil when they are not known yet or wrong. Address is the setting that
// httpapi knows as the base URL.
func (s *Settings) driver(address string, open func() (oauthclient.Driver, error)) oauthclient.Driver {
	if !s.usable() {
		return nil
	}
	driver, err := open()
	if err != nil {
		s.failed(err, address)
		return nil
	}
	return driver
}

// failed reports why a driver could not be made. Address is the setting that httpapi knows as the base URL.
func (s *Settings) failed(err error, address string) {
	config, ok := errors.AsType[*httpapi.ConfigError](err)
	if !ok {
		s.diags.AddAttributeError(s.path, invalidConfiguration+": "+s.path.String(), err.Error())
		return
	}
	name := config.Setting
	if name == "base_url" {
		name = address
	}
	at := s.path
	if httpBlock.names()[name] {
		at = path.Root(httpBlock.Name)
	}
	for step := range strings.SplitSeq(name, ".") {
		at = at.AtName(step)
	}
	s.diags.AddAttributeError(at, invalidConfiguration+": "+at.String(), at.String()+" "+config.Message)
}
