package main

import (
	"strconv"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"gatehouse/core/otp"
)

// authenticator is the script command `authenticator VAR URI STEPS`: it sets VAR to the code that an
// authenticator with this URI shows so many steps from now.
func authenticator(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: authenticator VAR URI STEPS")
	}
	key, _, err := otp.ParseURI(args[1])
	ts.Check(err)
	steps, err := strconv.Atoi(args[2])
	ts.Check(err)
	code, err := key.Code(otp.StepAt(time.Now()) + otp.Step(steps))
	ts.Check(err)
	ts.Setenv(args[0], code)
}
