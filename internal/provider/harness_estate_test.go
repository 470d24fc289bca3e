package provider_test

// life returns the life of a client on this server.
func (s *server) life() *life {
	s.t.Helper()
	return newLifeOn(newSession(s.t), map[string]any{"hydra": map[string]any{"admin_url": s.adminURL}})
}

// newLifeOn configures a session and begins the life of a client.
func newLifeOn(session *session, settings map[string]any) *life {
	session.t.Helper()
	if said := session.configure(session.t.Context(), settings); len(said) > 0 {
		session.t.Fatal(said)
	}
	return session.newLife()
}
