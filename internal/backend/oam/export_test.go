package oam

import "time"

// SetPause sets the pause between the first two reads after a write.
func (b *Backend) SetPause(pause time.Duration) { b.pause = pause }
