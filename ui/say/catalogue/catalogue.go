// Package catalogue puts the toolkit's translations behind ui/say: it loads assets/translations
// and answers through fyne.io/fyne/v2/lang, in the language of the person's system.
package catalogue

import (
	"fmt"
	"sync"

	"fyne.io/fyne/v2/lang"

	"gatehouse/assets"
	"gatehouse/ui/say"
)

// load reads the translations once.
var load = sync.OnceValue(func() error {
	if err := lang.AddTranslationsFS(assets.Translations, "translations"); err != nil {
		return fmt.Errorf("reading the translations: %w", err)
	}
	return nil
})

// Use makes package say speak through the toolkit's catalogue.
func Use() error {
	if err := load(); err != nil {
		return err
	}
	say.Use(Fyne{})
	return nil
}

// Fyne answers from the toolkit's catalogue.
type Fyne struct{}

// One implements say.Translator.
func (Fyne) One(key string, v say.V) string { return lang.L(key, map[string]any(v)) }

// Many implements say.Translator.
func (Fyne) Many(key string, n int, v say.V) string { return lang.N(key, n, map[string]any(v)) }
