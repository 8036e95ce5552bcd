package assets

import (
	_ "embed"
	"strings"
)

// Licence is the licence of something that the programs contain.
type Licence struct {
	Of   string // what it is of: "Inter", "golang.org/x/text"
	Text string
}

var (
	//go:embed fonts/LICENSE-Inter.txt
	interLicence string
	//go:embed fonts/LICENSE-JetBrainsMono.txt
	monoLicence string
	//go:embed icons/LICENSE
	iconLicence string
	// libraries.txt holds what the programs are linked with: "=== " and the names of the modules that
	// share a licence, and then its text.
	//go:embed libraries.txt
	libraries string
)

// Licences are those of the type, the icons and the libraries, in this order.
func Licences() []Licence {
	all := []Licence{{"Inter", interLicence}, {"JetBrains Mono", monoLicence}, {"Lucide", iconLicence}}
	for _, part := range strings.Split("\n"+libraries, "\n=== ")[1:] {
		of, text, _ := strings.Cut(part, "\n")
		all = append(all, Licence{of, strings.TrimSpace(text)})
	}
	return all
}
