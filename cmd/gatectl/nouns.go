package main

import (
	"fmt"
	"io"
	"runtime"

	"github.com/spf13/cobra"
)

// nouns lists the commands, one noun a file.
func nouns(a *app) []*cobra.Command {
	return []*cobra.Command{
		newAPICmd(a),
		newBundleCmd(a),
		newCheckCmd(a),
		newDecideCmd(a),
		newDemoCmd(a),
		newGatewayCmd(a),
		newImportCmd(a),
		newLogCmd(a),
		newJournalCmd(a),
		newKeyCmd(a),
		newLimitCmd(a),
		newPrincipalCmd(a),
		newPostureCmd(a),
		newReviewCmd(a),
		newRoleCmd(a),
		newRouteCmd(a),
		newStatusCmd(a),
		newTOTPCmd(a),
		newVaultCmd(a),
		newVersionCmd(a),
	}
}

func newVersionCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			return a.out(map[string]string{"version": version, "go": runtime.Version()}, func(w io.Writer) {
				fmt.Fprintf(w, "gatectl %s (%s)\n", version, runtime.Version())
			})
		},
	}
}
