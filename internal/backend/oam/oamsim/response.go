package oamsim

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"

	"github.com/google/uuid"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// decorated returns an answer with the header fields that all real ones have; nobody needs to send the cookie back.
func decorated(answer sim.Answer) sim.Answer {
	return answer.
		With("X-Oracle-Dms-Ecid", uuid.NewString()+"-0000012d").
		With("X-Oracle-Dms-Rid", "0").
		With("Set-Cookie", "JSESSIONID="+randomHex()+"!-1875566563; path=/; HttpOnly")
}

func text(status int, body string) sim.Answer { return sim.Text(status, "text/plain", body) }

// badRequest is the answer to a parameter that is missing or invalid; its wording is made up.
func badRequest(format string, args ...any) sim.Answer {
	return text(http.StatusBadRequest, fmt.Sprintf(format, args...))
}

// success is a text answer, spelled as the options say.
func (s *Simulator) success(body string) sim.Answer {
	if s.opts.MendedSpelling {
		body = strings.Replace(body, "Sucessfully", "Successfully", 1)
	}
	return text(http.StatusOK, body)
}

// failure is the documented 422; the verb is "create", "retrive" (sic), "update" or "delete".
func (s *Simulator) failure(verb, noun, name string) sim.Answer {
	if s.opts.MendedSpelling && verb == "retrive" {
		verb = "retrieve"
	}
	return text(http.StatusUnprocessableEntity, fmt.Sprintf(`Failed to %s OAuth entity "%s" - name "%s"`, verb, noun, name))
}

// deleted names what was deleted, with the documented quotes or without, as real servers do.
func (s *Simulator) deleted(entity, name string) sim.Answer {
	if s.opts.QuotedNames {
		entity, name = `"`+entity+`"`, `"`+name+`"`
	}
	return s.success(message.PrintName(message.Deleted, entity, name))
}

func (s *Simulator) json(v any) sim.Answer {
	answer := sim.JSON(http.StatusOK, v)
	if s.opts.PlainContentType {
		return answer.With("Content-Type", "text/plain")
	}
	return answer
}

// page is an error page of WebLogic Server, in front of which the API's own code was not reached.
func page(status int) sim.Answer {
	title := fmt.Sprintf("Error %d--%s", status, http.StatusText(status))
	answer := sim.Text(status, "text/html; charset=UTF-8", `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.0 Draft//EN">
<HTML>
<HEAD>
<TITLE>`+title+`</TITLE>
</HEAD>
<BODY bgcolor="white">
<FONT FACE=Helvetica><BR CLEAR=all>
<TABLE border=0 cellspacing=5><TR><TD><BR CLEAR=all>
<FONT FACE="Helvetica" COLOR="black" SIZE="3"><H2>`+title+`</H2>
</FONT></TD></TR>
</TABLE>
</BODY>
</HTML>`)
	if status == http.StatusUnauthorized {
		return answer.With("WWW-Authenticate", `Basic realm="weblogic"`)
	}
	return answer
}

// randomHex makes up 32 hexadecimal digits, the form of generated ids and secrets.
func randomHex() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}
