package bundle

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"

	"gatehouse/core/fault"
)

// signatureFile is the file that OPA reads the signature from; it stands first in our archives.
const signatureFile = ".signatures.json"

// gzipHeader is the header that our archives begin with: deflate, no flags, no time, the best of
// neither, unknown system. Nothing in it may vary, because nothing checks it.
var gzipHeader = []byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff}

// refuse is a verification that said no.
func refuse(format string, args ...any) error { return fault.New(fault.Refused, format, args...) }

// pack writes files as a gzip'd tar.
func pack(w io.Writer, files []file) error {
	z := gzip.NewWriter(w)
	if err := writeTar(z, files); err != nil {
		return err
	}
	return z.Close()
}

// writeTar writes files as a tar in our one form: ustar, mode 0644, no owner, no time.
func writeTar(w io.Writer, files []file) error {
	t := tar.NewWriter(w)
	for _, f := range files {
		h := &tar.Header{Name: f.name, Mode: 0o644, Size: int64(len(f.body)), Format: tar.FormatUSTAR, Typeflag: tar.TypeReg}
		if err := t.WriteHeader(h); err != nil {
			return fmt.Errorf("packing %s: %w", f.name, err)
		}
		if _, err := t.Write(f.body); err != nil {
			return fmt.Errorf("packing %s: %w", f.name, err)
		}
	}
	return t.Close()
}

// unpack reads an archive that pack wrote, and refuses every other. The bodies share one buffer.
func unpack(packed []byte) ([]file, error) {
	plain, err := gunzip(packed)
	if err != nil {
		return nil, err
	}
	files, err := readTar(plain)
	if err != nil {
		return nil, err
	}
	// What the headers and the padding hold beside names and sizes must be what we write.
	c := comparer{want: plain}
	if err := writeTar(&c, files); err != nil || len(c.want) > 0 {
		return nil, refuse("the archive is not in canonical form")
	}
	return files, nil
}

// comparer is a writer that accepts only the bytes it expects.
type comparer struct{ want []byte }

var errDiffers = errors.New("differs")

func (c *comparer) Write(p []byte) (int, error) {
	if !bytes.HasPrefix(c.want, p) {
		return 0, errDiffers
	}
	c.want = c.want[len(p):]
	return len(p), nil
}

// gunzip unpacks one gzip member that fills packed from its first to its last byte.
func gunzip(packed []byte) ([]byte, error) {
	if !bytes.HasPrefix(packed, gzipHeader) {
		if bytes.HasPrefix(packed, gzipHeader[:3]) {
			return nil, refuse("the gzip header is not the one that Gatehouse writes")
		}
		return nil, refuse("this is not a gzip file, so no bundle")
	}
	in := bytes.NewReader(packed)
	z, err := gzip.NewReader(in)
	if err != nil {
		return nil, refuse("the gzip header is damaged")
	}
	z.Multistream(false)
	limit := int64(min(maxUnpacked, ratioOff+maxRatio*len(packed)))
	var out bytes.Buffer
	n, err := io.Copy(&out, io.LimitReader(z, limit+1))
	switch {
	case err != nil:
		return nil, refuse("the compressed data is damaged: %v", err)
	case n > limit:
		return nil, refuse("the archive unpacks to more than %d MiB from %d bytes", limit>>20, len(packed))
	case in.Len() > 0:
		return nil, refuse("%d bytes follow the archive", in.Len())
	}
	return out.Bytes(), nil
}

// readTar lists the files of a tar.
func readTar(plain []byte) ([]file, error) {
	in := bytes.NewReader(plain)
	t := tar.NewReader(in)
	var files []file
	folded := map[string]string{}
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, refuse("the archive is damaged after %d files", len(files))
		}
		if err := checkHeader(h, files, folded); err != nil {
			return nil, err
		}
		at := len(plain) - in.Len()
		if h.Size > int64(in.Len()) {
			return nil, refuse("the archive ends inside %q", h.Name)
		}
		files = append(files, file{h.Name, plain[at : at+int(h.Size) : at+int(h.Size)]})
	}
	if len(files) == 0 {
		return nil, refuse("the archive is empty")
	}
	return files, nil
}

// checkHeader refuses what must not stand in a bundle, and says which file it is.
func checkHeader(h *tar.Header, before []file, folded map[string]string) error {
	switch {
	case len(before) >= maxFiles:
		return refuse("the archive holds more than %d files", maxFiles)
	case h.Typeflag == tar.TypeSymlink || h.Typeflag == tar.TypeLink:
		return refuse("%q is a link; a bundle holds none", h.Name)
	case h.Typeflag != tar.TypeReg:
		return refuse("%q is not a regular file", h.Name)
	case !validName(h.Name):
		return refuse("%q is not a name that a bundle's file may have", h.Name)
	}
	low := strings.ToLower(h.Name)
	switch other, seen := folded[low]; {
	case seen && other == h.Name:
		return refuse("%q stands in the archive twice", h.Name)
	case seen:
		return refuse("%q and %q differ in nothing but upper and lower case", other, h.Name)
	}
	folded[low] = h.Name
	switch {
	case len(before) == 0 && h.Name != signatureFile:
		return refuse("the archive begins with %q; %s is expected first", h.Name, signatureFile)
	case len(before) > 1 && before[len(before)-1].name >= h.Name:
		return refuse("%q is out of order in the archive", h.Name)
	}
	return nil
}

// validName reports whether name is a relative path of plain segments.
func validName(name string) bool {
	if name == "" || len(name) > maxName {
		return false
	}
	for seg := range strings.SplitSeq(name, "/") {
		if seg == "" || seg == "." || seg == ".." {
			return false
		}
		for i := range len(seg) {
			if c := seg[i]; !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '.' || c == '_' || c == '-') {
				return false
			}
		}
	}
	return true
}
