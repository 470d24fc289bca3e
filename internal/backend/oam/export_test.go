package oam

import "time"

// SetPause sets the pause between the first two reads after a write.
func (b *Backend) SetPause(pause time.Duration) { b.pause = pause }

// ForgetTokens makes the driver ask resource servers again.
func (b *Backend) ForgetTokens() { b.tokens = tokenCache{} }
