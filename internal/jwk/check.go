package jwk

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// privateMembers are the members that hold secrets: of RSA, EC and OKP keys (RFC 7518 section 6, RFC 8037 section 2),
// of symmetric keys (k) and of AKP keys (priv, RFC 9964).
var privateMembers = []string{"d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"}

// The operations of RFC 7517 section 4.3, by the value of use (section 4.2) they go with.
var (
	signingOperations    = []string{"sign", "verify"}
	encryptionOperations = []string{"encrypt", "decrypt", "wrapKey", "unwrapKey", "deriveKey", "deriveBits"}
	operations           = slices.Concat(signingOperations, encryptionOperations)
)

// check finds what is wrong with a configured key. It stops early where a later check would only repeat the fault in
// other words.
func (k Key) check() []problem {
	for _, check := range []func(Key) []problem{checkPublic, checkTypes, checkMaterial} {
		if problems := check(k); len(problems) > 0 {
			return problems
		}
	}
	return slices.Concat(checkAlgorithm(k), checkOperations(k), checkURL(k), checkCertificates(k))
}

// checkPublic refuses keys that hold a secret.
func checkPublic(k Key) []problem {
	if k.text("kty") == "oct" {
		return []problem{{"kty", `is a symmetric key (kty "oct"), which would be stored in the Terraform state: ` +
			"allowed are public keys of kty " + enumerate(keyTypes)}}
	}
	var found []string
	for _, name := range privateMembers {
		if _, has := k.members[name]; has {
			found = append(found, name)
		}
	}
	if len(found) == 0 {
		return nil
	}
	return []problem{{found[0], fmt.Sprintf("is a private key: %s would be stored in the Terraform state: "+
		"leave only the public members", enumerate(found))}}
}

// checkTypes checks the JSON types of the members every kind of key may have (RFC 7517 section 4).
func checkTypes(k Key) []problem {
	var problems []problem
	for _, name := range []string{"kty", "use", "alg", "kid", "x5u", "x5t", "x5t#S256"} {
		if _, has := k.members[name]; has && k.text(name) == "" {
			problems = append(problems, problem{name, name + " must be a string that is not empty"})
		}
	}
	for _, name := range []string{"key_ops", "x5c"} {
		if list, isList := k.list(name); k.members[name] != nil && (!isList || len(list) == 0) {
			problems = append(problems, problem{name, name + " must be an array of strings that is not empty"})
		}
	}
	return problems
}

// checkAlgorithm checks that alg is one of those that RFC 7518 and its successors define for the type of key.
func checkAlgorithm(k Key) []problem {
	alg := k.text("alg")
	allowed := algorithms(k)
	if alg == "" || slices.Contains(allowed, alg) {
		return nil
	}
	kind := fmt.Sprintf("kty %q", k.text("kty"))
	if crv := k.text("crv"); crv != "" {
		kind += fmt.Sprintf(" and crv %q", crv)
	}
	return []problem{{"alg", fmt.Sprintf("alg %q does not fit %s: allowed are %s", alg, kind, enumerate(allowed))}}
}

// checkOperations checks key_ops alone and beside use. Values of use other than sig and enc are allowed (RFC 7517
// section 4.2) and then say nothing about operations.
func checkOperations(k Key) []problem {
	var problems []problem
	list, _ := k.list("key_ops")
	for i, operation := range list {
		switch {
		case !slices.Contains(operations, operation):
			problems = append(problems, problem{"key_ops", fmt.Sprintf("key_ops has the unknown operation %q: allowed are %s",
				operation, enumerate(operations))})
		case slices.Contains(list[:i], operation):
			problems = append(problems, problem{"key_ops", fmt.Sprintf("key_ops has %q twice", operation)})
		case !useAllows(k.text("use"), operation):
			problems = append(problems, problem{"key_ops", fmt.Sprintf("key_ops %q contradicts use %q: leave one of them out",
				operation, k.text("use"))})
		}
	}
	return problems
}

func useAllows(use, operation string) bool {
	switch use {
	case "sig":
		return slices.Contains(signingOperations, operation)
	case "enc":
		return slices.Contains(encryptionOperations, operation)
	default:
		return true
	}
}

// checkURL checks that x5u is a URI (RFC 7517 section 4.6), with a host where its scheme has one.
func checkURL(k Key) []problem {
	text := k.text("x5u")
	if text == "" {
		return nil
	}
	if address, err := url.Parse(text); err != nil || !address.IsAbs() || address.Opaque == "" && address.Host == "" {
		return []problem{{"x5u", "x5u must be an absolute URI, such as https://example.com/certificate.pem"}}
	}
	return nil
}

func enumerate(names []string) string {
	return strings.Join(names, ", ")
}
