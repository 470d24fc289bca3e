package oamsim

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/google/uuid"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/answer"
)

// A response is an answer that is yet to be written.
type response struct {
	status int
	header http.Header
	body   string
}

func (r response) writeTo(w http.ResponseWriter) {
	for name, values := range r.header {
		w.Header()[name] = values
	}
	// Real answers have these three; nobody needs to send the cookie back.
	w.Header().Set("X-Oracle-Dms-Ecid", uuid.NewString()+"-0000012d")
	w.Header().Set("X-Oracle-Dms-Rid", "0")
	w.Header().Set("Set-Cookie", "JSESSIONID="+randomHex()+"!-1875566563; path=/; HttpOnly")
	w.WriteHeader(r.status)
	_, _ = w.Write([]byte(r.body))
}

func text(status int, body string) response {
	return response{status: status, header: http.Header{"Content-Type": {"text/plain"}}, body: body}
}

// badRequest is the answer to a parameter that is missing or invalid; its wording is made up.
func badRequest(format string, args ...any) response {
	return text(http.StatusBadRequest, fmt.Sprintf(format, args...))
}

// success is a text answer, spelled as the options say.
func (s *Simulator) success(body string) response {
	if s.opts.MendedSpelling {
		body = strings.Replace(body, "Sucessfully", "Successfully", 1)
	}
	return text(http.StatusOK, body)
}

// failure is the documented 422; the verb is "create", "retrive" (sic), "update" or "delete".
func (s *Simulator) failure(verb, noun, name string) response {
	if s.opts.MendedSpelling && verb == "retrive" {
		verb = "retrieve"
	}
	return text(http.StatusUnprocessableEntity, fmt.Sprintf(`Failed to %s OAuth entity "%s" - name "%s"`, verb, noun, name))
}

// deleted names what was deleted, with the documented quotes or without, as real servers do.
func (s *Simulator) deleted(entity, name string) response {
	if s.opts.QuotedNames {
		entity, name = `"`+entity+`"`, `"`+name+`"`
	}
	return s.success(answer.PrintName(answer.Deleted, entity, name))
}

func (s *Simulator) json(v any) response {
	contentType := "application/json"
	if s.opts.PlainContentType {
		contentType = "text/plain"
	}
	return response{status: http.StatusOK, header: http.Header{"Content-Type": {contentType}}, body: string(encode(v))}
}

// encode encodes what cannot fail to be encoded.
func encode(v any) []byte {
	body, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return body
}

// page is an error page of WebLogic Server, in front of which the API's own code was not reached.
func page(status int) response {
	title := fmt.Sprintf("Error %d--%s", status, http.StatusText(status))
	header := http.Header{"Content-Type": {"text/html; charset=UTF-8"}}
	if status == http.StatusUnauthorized {
		header.Set("WWW-Authenticate", `Basic realm="weblogic"`)
	}
	return response{status: status, header: header, body: `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.0 Draft//EN">
<HTML>
<HEAD>
<TITLE>` + title + `</TITLE>
</HEAD>
<BODY bgcolor="white">
<FONT FACE=Helvetica><BR CLEAR=all>
<TABLE border=0 cellspacing=5><TR><TD><BR CLEAR=all>
<FONT FACE="Helvetica" COLOR="black" SIZE="3"><H2>` + title + `</H2>
</FONT></TD></TR>
</TABLE>
</BODY>
</HTML>`}
}

// randomHex makes up 32 hexadecimal digits, the form of generated ids and secrets.
func randomHex() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}
