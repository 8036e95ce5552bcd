package main

import (
	"context"
	"flag"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"gatehouse/core/seal"
)

var update = flag.Bool("update", false, "rewrite the golden parts of the scripts")

// TestMain lets the scripts run this very program as "gatectl", with a key stretching that is cheap.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"gatectl": func() {
			seal.CheapForTests()
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
			code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
			stop()
			os.Exit(code)
		},
	})
}

// TestScripts runs testdata/*.txtar. Each script has a folder of its own; a vault is made with
// `gatectl vault init --admin ada` and found by GATEHOUSE_VAULT.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		UpdateScripts:       *update,
		RequireExplicitExec: false,
		RequireUniqueNames:  true,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "forge": forge, "capture": capture, "harm": harm, "authenticator": authenticator},
		Setup: func(e *testscript.Env) error {
			company, err := filepath.Abs("../../docs/company")
			if err != nil {
				return err
			}
			for k, v := range map[string]string{
				"GATEHOUSE_VAULT":    filepath.Join(e.WorkDir, "acme.gate"),
				"GATEHOUSE_ADMIN":    "ada",
				"GATEHOUSE_PASSWORD": "correct horse battery staple",
				"XDG_STATE_HOME":     filepath.Join(e.WorkDir, "state"),
				"XDG_CONFIG_HOME":    filepath.Join(e.WorkDir, "config"),
				"HOME":               e.WorkDir,
				"COMPANY":            company,
			} {
				e.Setenv(k, v)
			}
			return nil
		},
	})
}
