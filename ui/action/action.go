// Package action is the list of everything one can do in the desktop.
//
// A command is one entry: it feeds the menu and its shortcut, the palette, tool bars and the sheet
// of shortcuts, so that all of them agree on its name, its key and on when it is possible. Entries
// know nothing of the toolkit.
package action

import "fmt"

// ID names an action in code and tests ("vault.lock").
type ID string

// Action is one command.
type Action struct {
	ID         ID
	Title      string      // as on a button, translated
	Menu       string      // the menu it stands in, translated: "Vault", "Go"
	Icon       string      // a name from assets/icons, or ""
	Key        string      // "Ctrl+L", or ""
	Hint       string      // a key that works where the thing is, and not everywhere: "Delete" in a list
	Permission string      // the action of the vault that it needs ("apikey.revoke"), or ""
	Page       string      // the page whose command it is, or ""
	Hidden     bool        // not in the palette
	Enabled    func() bool // nil = always
	Run        func()
}

// IsEnabled reports whether the action is possible now.
func (a Action) IsEnabled() bool { return a.Enabled == nil || a.Enabled() }

// Registry holds the actions in the order in which menus show them. The zero Registry is empty.
type Registry struct {
	list []Action
	// Blocked reports that a dialog is open; then no action runs. Menu shortcuts stay live under
	// dialogs, so the check has to be here. Nil = never.
	Blocked func() bool
	// May reports whether who is signed in may do an action of the vault. Nil = yes.
	May func(permission string) bool
}

// Add appends an action. It panics on one without id, title or Run, and on an id or key that is
// taken: both are mistakes of the program.
func (r *Registry) Add(a Action) {
	if a.ID == "" || a.Title == "" || a.Run == nil {
		panic(fmt.Sprintf("action %q lacks id, title or run", a.ID))
	}
	for _, b := range r.list {
		if b.ID == a.ID || a.Key != "" && b.Key == a.Key {
			panic(fmt.Sprintf("actions %q and %q share an id or key", a.ID, b.ID))
		}
	}
	r.list = append(r.list, a)
}

// All returns the actions in order.
func (r *Registry) All() []Action { return r.list }

// Get returns an action.
func (r *Registry) Get(id ID) (Action, bool) {
	for _, a := range r.list {
		if a.ID == id {
			return a, true
		}
	}
	return Action{}, false
}

// Permitted reports whether who is signed in may do it at all.
func (r *Registry) Permitted(a Action) bool {
	return a.Permission == "" || r.May == nil || r.May(a.Permission)
}

// Can reports whether the action is there, permitted and possible now.
func (r *Registry) Can(id ID) bool {
	a, ok := r.Get(id)
	return ok && r.Permitted(a) && a.IsEnabled()
}

// Run runs the action if it can run and no dialog is open, and reports whether it did.
func (r *Registry) Run(id ID) bool {
	if r.Blocked != nil && r.Blocked() || !r.Can(id) {
		return false
	}
	a, _ := r.Get(id)
	a.Run()
	return true
}
