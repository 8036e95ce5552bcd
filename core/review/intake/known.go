package intake

import (
	"bytes"
	"context"
	"errors"
	"io"

	"gatehouse/core/fault"
)

// recognise looks for a file that was imported before and is the beginning of this one. The same
// content is a Conflict that names the import; what has grown is continued where it ended.
func (o *opened) recognise(ctx context.Context, known []Record) error {
	head, err := o.in.Head()
	if err != nil {
		return err
	}
	var best *File
	for i := range known {
		for j := range known[i].Files {
			f := &known[i].Files[j]
			sum, ok := headSum(head, f.Size)
			if !ok || !bytes.Equal(sum, f.Head) || (best != nil && best.Size >= f.Size) {
				continue
			}
			same, more, err := o.continues(ctx, f)
			switch {
			case err != nil:
				return err
			case same && !more:
				return fault.New(fault.Conflict, "it was imported already: import %s", known[i].ID)
			case same:
				best = f
			}
		}
	}
	if best != nil {
		o.file.From, o.file.Lines, o.file.Ended = best.Size, best.Lines, best.Ended
	}
	return nil
}

// continues reads the file anew and reports whether f is its beginning, and whether there is more.
func (o *opened) continues(ctx context.Context, f *File) (same, more bool, err error) {
	in, err := o.Source.open(ctx)
	if err != nil {
		return false, false, err
	}
	defer in.Close()
	sum := newBlocks()
	if n, err := io.CopyN(sum, in, f.Size); err != nil {
		if errors.Is(err, io.EOF) && n < f.Size {
			return false, false, nil // shorter than what was imported: another file
		}
		return false, false, err
	}
	if !bytes.Equal(sum.Sum(), f.Blocks) {
		return false, false, nil
	}
	_, err = io.ReadFull(in, make([]byte, 1))
	if errors.Is(err, io.EOF) {
		return true, false, nil
	}
	return true, true, err
}

// repeats reports content that is there twice, which is known only once it was read: two files of
// this import, or a stream and an earlier import.
func repeats(files []File, known []Record) error {
	for i, f := range files {
		for _, g := range files[:i] {
			if g.Size == f.Size && bytes.Equal(g.Blocks, f.Blocks) {
				return fault.New(fault.Conflict, "importing %s: its content is the same as that of %s", f.Name, g.Name)
			}
		}
		for _, r := range known {
			for _, k := range r.Files {
				if k.Size == f.Size && bytes.Equal(k.Blocks, f.Blocks) {
					return fault.New(fault.Conflict, "importing %s: it was imported already: import %s", f.Name, r.ID)
				}
			}
		}
	}
	return nil
}
