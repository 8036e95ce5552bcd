// Package checks embeds the checks that come with the program: one Sigma file each, in a folder for
// each family. core/review compiles and runs them, and runs the tests that they carry.
//
// A new check is a new file here and nothing else. It says what it looks for in detection or
// correlation, which controls it belongs to in tags, what else may look like it in falsepositives,
// and under x-gatehouse what makes one finding (group-by), whether findings are graded by the
// answer's status (grade), which fields the log must carry (needs), which thresholds may be changed
// (params) and events that must and must not fire (tests).
package checks

import "embed"

// FS holds the check files.
//
//go:embed */*.yml
var FS embed.FS
