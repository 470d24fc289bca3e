package oauthclient

import "fmt"

// verified compares the result of a write with what was asked for. Values that a server may adjust are only told.
func (s *Service) verified(change Change, result Result) (Result, error) {
	problems := s.notStored(change, result.Client)
	result.Notices = append(result.Notices, s.kept(change, result.Client)...)
	if !s.profile.Adjusts {
		return result, join(problems)
	}
	for _, problem := range problems {
		what := "A server may do that (RFC 7591 section 3.2.1). The configured value stays in the state, and plans show when the value on the server changes again."
		if change.Removed.Has(problem.Field) {
			what = "It may be what the server fills in by itself. It stays like that; configure the value that you want, if it matters."
		}
		result.Notices = append(result.Notices, Notice{
			Field: problem.Field, Summary: "The server adjusted " + problem.Field.String(), Adjusted: true, Detail: problem.Message + " " + what,
		})
	}
	return result, nil
}

// notStored compares what a write asked for with what the server has afterwards.
func (j *Judge) notStored(change Change, server Client) []*Error {
	var problems []*Error
	for _, f := range change.Desired.Fields().Sorted() {
		if v := change.Desired[f]; !j.isAsDesired(f, v, server) {
			problems = append(problems, storedDifferently(f, v, server[f]))
		}
	}
	for _, f := range change.Removed.Sorted() {
		if j.remains(f, change.Known[f], server[f]) {
			problems = append(problems, &Error{
				Kind: ErrNotStored, Field: f,
				Message: fmt.Sprintf("%s was removed from the configuration, but the server still has %s.", f, ShowValue(f, server[f])),
				Advice:  "Plans show it as a difference until it is gone. If the server does not let go of it, configure the value that it has, or another.",
			})
		}
	}
	return problems
}

// remains reports whether a field that was removed is certain to be there as before. A value that the server fills in by itself,
// or derives from others, may be the same as the one that was removed, unless it is known to be always another.
func (j *Judge) remains(f Field, before, server any) bool {
	p := j.properties[f]
	return (!p.fills() || p.Behaviour == Fixed) && j.Left(f, before, server)
}

// Left reports whether a field that was removed is there as before, and is not what the server is known to fill in.
func (j *Judge) Left(f Field, before, server any) bool {
	return j.says(f, server) && j.Equal(f, before, server) && !j.Equal(f, j.properties[f].Default, server)
}

// kept tells of what was removed and is there as before, and is no error since the server may have filled in the same. Nobody
// can tell that from a removal that did not take.
func (j *Judge) kept(change Change, server Client) []Notice {
	var notices []Notice
	for _, f := range change.Removed.Sorted() {
		p, shown := j.properties[f], server[f]
		if p.Behaviour != Stamped && p.Behaviour != Inherited || !j.Left(f, change.Known[f], shown) {
			continue
		}
		notices = append(notices, Notice{
			Field: f, Summary: f.String() + " is on the server as before",
			Detail: fmt.Sprintf("It was removed from the configuration, and the server still has %s: either it fills that in by itself, or it has kept it. "+
				"It stays like that; configure %s to decide about it.", ShowValue(f, shown), f),
		})
	}
	return notices
}

func storedDifferently(f Field, sent, stored any) *Error {
	message := fmt.Sprintf("The server took %s for %s and does not show it.", ShowValue(f, sent), f)
	if !IsEmpty(f, stored) {
		message = fmt.Sprintf("The server was sent %s for %s and has %s.", ShowValue(f, sent), f, ShowValue(f, stored))
	}
	return &Error{
		Kind: ErrNotStored, Field: f, Message: message,
		Advice: "This server, or this version of it, does not accept the value: change it to what the server has, or remove it.",
	}
}
