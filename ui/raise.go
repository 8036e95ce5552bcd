package ui

// Raise brings the window to the front because the program was started again, and offers the vault
// that was asked for ("" = none) unless one is open: an open vault is not closed from outside.
func (a *App) Raise(vault string) {
	a.window.RequestFocus()
	if a.house == nil && vault != "" {
		a.gate.Choose(vault)
	}
}
