package casework

import (
	"context"
	"io"
	"slices"
	"sync"

	"vaughn/index/archive"
	"vaughn/index/message"
	"vaughn/index/record"
	"vaughn/index/store"
	"vaughn/index/thread"
)

// threads are the conversations of a case, grouped when first asked for and
// again when records were added.
type threads struct {
	mu     sync.Mutex
	count  int
	groups [][]thread.Node
	of     []int32 // by record number: its family's group + 1; 0 for a record outside all
	carried
}

// grouped gives the conversations. Copies of a message are one node, that of
// the first of them; all of them lead to their group.
func (c *Case) grouped(ctx context.Context) (groups [][]thread.Node, of []int32, err error) {
	t := &c.threads
	t.mu.Lock()
	defer t.mu.Unlock()
	count, err := c.store.Count(ctx)
	if err != nil || t.of != nil && t.count == count {
		return t.groups, t.of, err
	}
	cols, err := c.store.Columns(ctx)
	if err != nil {
		return nil, nil, err
	}
	keys, err := c.threadKeys(ctx, cols)
	if err != nil {
		return nil, nil, err
	}
	keys, attached := parted(keys, cols)
	keys, t.carried = carry(keys, attached, cols)
	t.groups, t.of, t.count = thread.Build(keys), make([]int32, cols.Len()+1), cols.Len()
	for i, g := range t.groups {
		for _, n := range g {
			t.of[n.Num] = int32(i) + 1
		}
	}
	for n, at := range t.node {
		t.own[n] = t.of[at]
	}
	for n := record.Num(1); int(n) <= cols.Len(); n++ {
		t.of[n] = t.of[cols.Dup(cols.Family(n))]
	}
	return t.groups, t.of, nil
}

// attachedMails is what the last grouping knows of messages inside others.
func (c *Case) attachedMails() carried {
	c.threads.mu.Lock()
	defer c.threads.mu.Unlock()
	return c.threads.carried
}

// threadKeys gives the keys of all mails, copies and attached ones too.
func (c *Case) threadKeys(ctx context.Context, cols *store.Columns) ([]thread.Key, error) {
	if err := c.fillKeys(ctx); err != nil {
		return nil, err
	}
	packed, err := c.store.ThreadKeys(ctx)
	if err != nil {
		return nil, err
	}
	keys := make([]thread.Key, 0, len(packed))
	for _, p := range packed {
		k, err := thread.UnpackKey(p.Body)
		if err != nil {
			return nil, err
		}
		k.Num, k.Date = p.Num, cols.Date(p.Num)
		keys = append(keys, k)
	}
	return keys, nil
}

// fillKeys makes the keys of records stored by a version that kept none.
func (c *Case) fillKeys(ctx context.Context) error {
	nums, err := c.store.Unthreaded(ctx)
	if err != nil {
		return err
	}
	for batch := range slices.Chunk(nums, 500) {
		var keys []store.ThreadKey
		for _, n := range batch {
			r, err := c.store.ByNum(ctx, n)
			if err != nil {
				return err
			}
			if r.Kind == string(message.ChatPost) {
				continue
			}
			m, err := c.headers(ctx, r)
			if err != nil {
				return err
			}
			keys = append(keys, store.ThreadKey{Num: n, Body: thread.KeyOf(m, r).Pack()})
		}
		if err := c.store.PutThreadKeys(ctx, keys); err != nil {
			return err
		}
	}
	return nil
}

// headers reads again what a record does not keep of its message.
func (c *Case) headers(ctx context.Context, r *record.Record) (*message.Message, error) {
	m := &message.Message{MessageID: r.MessageID, Subject: r.Subject}
	if r.Type != "message/rfc822" {
		return m, nil
	}
	raw, err := c.store.Raw(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	if raw == nil && r.Native != "" {
		f, err := c.blobs.Open(ctx, r.Native)
		if err != nil {
			return m, nil // the words of the record are enough for a key
		}
		defer f.Close()
		if raw, err = io.ReadAll(io.LimitReader(f, 1<<20)); err != nil {
			return m, nil
		}
	}
	if raw != nil {
		read := archive.ReadMIME(raw, message.Locator{}, archive.Limits{})
		m.Refs, m.InReplyTo, m.ThreadIdx = read.Refs, read.InReplyTo, read.ThreadIdx
	}
	return m, nil
}

// Threads groups all messages and says how many conversations there are.
func (c *Case) Threads(ctx context.Context) (int, error) {
	groups, _, err := c.grouped(ctx)
	return len(groups), err
}

// threadOf lists all records of the conversation a record is in: every copy of
// every message, with attachments.
func (c *Case) threadOf(ctx context.Context, n record.Num) ([]record.Num, error) {
	_, of, err := c.grouped(ctx)
	if err != nil {
		return nil, err
	}
	own := c.attachedMails().own
	var out []record.Num
	at := own[n]
	if at == 0 && int(n) < len(of) {
		at = of[n]
	}
	if at == 0 {
		cols, err := c.store.Columns(ctx)
		if err != nil {
			return nil, err
		}
		for k, last := cols.FamilyRange(n); k <= last; k++ {
			out = append(out, k)
		}
		return out, nil
	}
	for k, g := range of {
		if g == at || own[record.Num(k)] == at {
			out = append(out, record.Num(k))
		}
	}
	return out, nil
}

// Thread gives the id of the conversation a record belongs to: the record of
// its first message. A record outside all conversations is its own family's.
func (c *Case) Thread(ctx context.Context, id record.ID) (record.ID, error) {
	n, err := c.store.Num(ctx, id)
	if err != nil {
		return "", err
	}
	groups, of, err := c.grouped(ctx)
	if err != nil {
		return "", err
	}
	cols, err := c.store.Columns(ctx)
	if err != nil {
		return "", err
	}
	first := cols.Family(n)
	if at := c.attachedMails().own[n]; at > 0 {
		first = groups[at-1][0].Num
	} else if int(n) < len(of) && of[n] > 0 {
		first = groups[of[n]-1][0].Num
	}
	ids, err := c.store.IDs(ctx, []record.Num{first})
	if err != nil {
		return "", err
	}
	return ids[0], nil
}
