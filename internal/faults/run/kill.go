package main

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/faults"
)

// A victim is what a signal is sent to, and which.
type victim string

const (
	nobody         victim = ""
	interrupted    victim = "SIGINT"
	killedProvider victim = "SIGKILL provider"
	killedEngine   victim = "SIGKILL engine"
)

// afterKill is how long the request in whose midst a signal is sent goes on after it.
const afterKill = 700 * time.Millisecond

// A killer sends one signal at a moment of the traffic that the seed has chosen.
type killer struct {
	workspace *workspace

	mu     sync.Mutex
	victim victim
	// left is how many writes reach the moment before the signal is sent.
	left   int
	moment faults.Moment
	// fired are the signals sent so far.
	fired map[victim]int
	err   error
}

// arm chooses what happens in the next command of the engine, which is to make about so many writes.
func (k *killer) arm(random *rand.Rand, share float64, victims []victim, writes int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.victim = nobody
	// Every number is drawn, whatever the others are, so that the rest of a run does not depend on the options.
	chance, which, left, moment := random.Float64(), random.Uint64(), random.IntN(max(writes, 1)), random.IntN(2)
	if chance >= share || len(victims) == 0 {
		return
	}
	k.victim = victims[which%uint64(len(victims))]
	k.left, k.moment = left, faults.Moment(moment)
}

func (k *killer) disarm() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.victim = nobody
}

// watch is called for every request at the proxy.
func (k *killer) watch(method string, m faults.Moment) {
	if method == http.MethodGet || method == http.MethodHead {
		return
	}
	k.mu.Lock()
	if k.victim == nobody || m != k.moment {
		k.mu.Unlock()
		return
	}
	if k.left > 0 {
		k.left--
		k.mu.Unlock()
		return
	}
	switch k.victim {
	case interrupted:
		k.workspace.signal(os.Interrupt)
	case killedEngine:
		k.workspace.signal(os.Kill)
	case killedProvider:
		if err := k.workspace.killProvider(); err != nil {
			k.err = fmt.Errorf("killing the provider: %w", err)
		}
	}
	k.fired[k.victim]++
	k.victim = nobody
	k.mu.Unlock()
	time.Sleep(afterKill)
}
