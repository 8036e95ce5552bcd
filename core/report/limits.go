package report

// The limits of a report. Counts are always of everything; what is left out is said.
const (
	maxRejected = 1000 // rejected lines of each log that a report lists
	maxText     = 2048 // bytes of a line that are shown

	htmlFindings = 500 // findings with details in the HTML form; the others are in its table
	htmlTable    = 5000
	htmlLines    = 10  // lines of a finding shown with their text
	htmlPlaces   = 300 // further lines of a finding named by number
	htmlRejected = 50  // rejected lines shown
	htmlBars     = 96  // bars of the chart
)
