package settings

import (
	"gatehouse/ui/page"
	"gatehouse/ui/say"
)

// chooseCodes asks for the password and then changes which one-time passwords count.
func (p *Page) chooseCodes(id string) {
	if id == p.vm.CodeWindow() {
		return
	}
	if err := p.vm.MayNotSetCodes(); err != nil {
		p.env.Failed(err)
		return
	}
	page.AskAgain(p.env, p.vm, say.L("It counts for the one-time passwords of all principals."), func() { p.vm.SetCodeWindow(id, p.env.Done) })
}
