package operator

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"sync/atomic"
	"time"

	"example.com/operator/api"
)

const (
	writeInterval  = 40 * time.Millisecond
	followInterval = 4 * time.Millisecond
)

// Journal writes changes to a file, a batch at a time, in the background.
type Journal struct {
	revision int64 // first, since 32-bit machines want it aligned
	file     *os.File
	entries  chan api.Change
	flushes  chan chan struct{}
	done     chan struct{}
}

// OpenJournal begins a new file.
func OpenJournal(path string) (*Journal, error) {
	file, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	journal := &Journal{
		file:    file,
		entries: make(chan api.Change, 4096),
		flushes: make(chan chan struct{}),
		done:    make(chan struct{}),
	}
	go journal.write()
	return journal, nil
}

// Path is the file that the journal writes.
func (j *Journal) Path() string {
	return j.file.Name()
}

// Revision is that of the last change recorded.
func (j *Journal) Revision() int {
	return int(atomic.LoadInt64(&j.revision))
}

// Record adds a change to the next batch; a closed journal takes none.
func (j *Journal) Record(change api.Change) {
	j.entries <- change
	atomic.StoreInt64(&j.revision, int64(change.Revision))
}

// Follow records the changes of all namespaces until the context is done or the server is gone.
func (j *Journal) Follow(ctx context.Context, client *api.Client) error {
	for {
		changes, err := client.Changes(ctx, j.Revision())
		if err != nil {
			return err
		}
		for _, change := range changes {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			j.Record(change)
		}
		time.Sleep(followInterval)
	}
}

// Flush returns when all that has been recorded is in the file.
func (j *Journal) Flush() {
	written := make(chan struct{})
	select {
	case j.flushes <- written:
		<-written
	case <-j.done:
	}
}

// Close writes what is left, then closes the file.
func (j *Journal) Close() error {
	close(j.entries)
	<-j.done
	return j.file.Close()
}

func (j *Journal) write() {
	defer close(j.done)
	batches := time.NewTicker(writeInterval)
	defer batches.Stop()
	out := bufio.NewWriter(j.file)
	for open := true; open; {
		select {
		case <-batches.C:
			open = j.writePending(out)
		case written := <-j.flushes:
			open = j.writePending(out)
			close(written)
		}
	}
}

// writePending empties the queue into the file; false once the journal is closed.
func (j *Journal) writePending(out *bufio.Writer) bool {
	defer out.Flush()
	encoder := json.NewEncoder(out)
	for {
		select {
		case change, open := <-j.entries:
			if !open {
				return false
			}
			encoder.Encode(change)
		default:
			return true
		}
	}
}
