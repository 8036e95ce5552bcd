// Bare is the least that the toolkit can show: a window of the program's size with one word in it.
// What it takes to start is the toolkit's and the machine's share of what Gatehouse takes.
package main

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/widget"
)

func main() {
	w := app.NewWithID("io.gatehouse.bare").NewWindow("Bare")
	w.SetContent(widget.NewLabel("bare"))
	w.Resize(fyne.NewSize(1280, 800))
	w.ShowAndRun()
}
