package faults

import (
	"io"
	"net/http"
	"slices"
	"strconv"
)

// statuses are those that servers and gateways give instead of an answer, in the order of reports.
var statuses = []int{
	http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect,
	http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed,
	http.StatusRequestTimeout, http.StatusConflict, http.StatusGone, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity,
	http.StatusTooEarly, http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusNotImplemented, http.StatusBadGateway,
	http.StatusServiceUnavailable, http.StatusGatewayTimeout, http.StatusInsufficientStorage, 520,
}

// bodies are what such an answer holds.
var bodies = []struct{ name, contentType, text string }{
	{"empty", "", ""},
	{"HTML", "text/html; charset=utf-8", errorPage},
}

// OneByOne returns the faults for trying one at a time: every status before and after the deed, without a body and with a web
// page, and the faults of [All] that are of another kind.
func OneByOne() []Fault {
	var list []Fault
	for _, status := range statuses {
		for _, after := range []bool{false, true} {
			for _, body := range bodies {
				when := " before"
				if after {
					when = " after"
				}
				list = append(list, Fault{
					Name: strconv.Itoa(status) + " " + body.name + when, Status: status, AfterDeed: after, WritesOnly: after,
					spoil: instead(status, body.contentType, body.text),
				})
			}
		}
	}
	unavailable := Fault{
		Name: "503 Retry-After after", Status: http.StatusServiceUnavailable, AfterDeed: true, WritesOnly: true,
		spoil: func(e *exchange) {
			e.w.Header().Set("Retry-After", "1")
			e.w.WriteHeader(http.StatusServiceUnavailable)
		},
	}
	rest := slices.DeleteFunc(All(), func(f Fault) bool { return f.Status >= http.StatusMultipleChoices && f.Name != "429 with Retry-After" })
	return append(append(list, unavailable), rest...)
}

// instead answers with another status and body than the server's. Where a redirect leads is somebody else's page.
func instead(status int, contentType, text string) func(*exchange) {
	return func(e *exchange) {
		if contentType != "" {
			e.w.Header().Set("Content-Type", contentType)
		}
		if status/100 == 3 {
			e.w.Header().Set("Location", "https://login.example/page")
		}
		e.w.WriteHeader(status)
		_, _ = io.WriteString(e.w, text)
	}
}
