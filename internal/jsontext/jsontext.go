// Package jsontext reads and writes JSON texts so that nothing of what they say is lost, and compares them by that.
package jsontext

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math/big"
	"strconv"
	"strings"
)

// Decode reads a text that is one JSON value. Numbers in an any stay [json.Number], so that none loses digits.
func Decode(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one value")
	}
	return nil
}

// Encode is json.Marshal without the escapes that are for JSON in HTML, which would only make texts harder to read.
func Encode(value any) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(value)
	return bytes.TrimSuffix(text.Bytes(), []byte("\n")), err
}

// Canonical returns the same text for texts that say the same: the order of members, blanks, and the spelling of strings and
// numbers say nothing. A text that is not JSON stays as it is, and so is the same as itself only.
func Canonical(text []byte) string {
	var value any
	if Decode(text, &value) != nil {
		return string(text)
	}
	canonical, _ := Encode(withCanonicalNumbers(value)) // what was decoded can be written
	return string(canonical)
}

func withCanonicalNumbers(value any) any {
	switch value := value.(type) {
	case json.Number:
		return canonicalNumber(value)
	case []any:
		for i := range value {
			value[i] = withCanonicalNumbers(value[i])
		}
	case map[string]any:
		for name := range value {
			value[name] = withCanonicalNumbers(value[name])
		}
	}
	return value
}

// maxExactInt is the largest integer up to which float64 holds every integer exactly.
const maxExactInt = 1 << 53

// canonicalNumber compares numbers as float64, or exactly where float64 does not hold every integer: servers are known to keep
// big integers and to rewrite 1.0 as 1, and engines write 1e21 with all its zeros.
func canonicalNumber(number json.Number) json.Number {
	if n, err := number.Float64(); err == nil && n > -maxExactInt && n < maxExactInt {
		return json.Number(strconv.FormatFloat(n+0, 'g', -1, 64)) // -0 + 0 is 0
	}
	return canonicalDecimal(number.String())
}

// canonicalDecimal writes a number as its digits, without zeros at either end, and a power of ten. It works on the text, since
// a number such as 1e999999999 has no affordable binary form.
func canonicalDecimal(text string) json.Number {
	mantissa, power, _ := strings.Cut(strings.ToLower(text), "e")
	exponent := new(big.Int)
	exponent.SetString(strings.TrimPrefix(power, "+"), 10) // it stays 0 when there is none
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits, negative := strings.CutPrefix(whole, "-")
	digits = strings.TrimLeft(digits+fraction, "0")
	significant := strings.TrimRight(digits, "0")
	exponent.Add(exponent, big.NewInt(int64(len(digits)-len(significant)-len(fraction))))
	if negative {
		significant = "-" + significant
	}
	return json.Number(significant + "e" + exponent.String())
}
