package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"gatehouse/core/workspace"
)

// separationView is two roles that are kept apart, and who holds both all the same.
type separationView struct {
	A        string          `json:"a"`
	B        string          `json:"b"`
	Created  string          `json:"created"`
	Violated []violationView `json:"violated_by"`
}

type violationView struct {
	whoName
	ViaA []string `json:"via_a"`
	ViaB []string `json:"via_b"`
}

func newRoleSeparateCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "separate A B", Short: "Keep two roles apart: nobody may hold both", Args: cobra.ExactArgs(2),
		Long: "Keep two roles apart: from now on nobody can be given both, inherited roles included.\nWho holds both already keeps them; role separations lists who.",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				x, err := ws.Directory.Separate(cmd.Context(), ws.Actor(), args[0], args[1])
				if err != nil {
					return err
				}
				all, err := separations(ws)
				if err != nil {
					return err
				}
				v := all[x.ID]
				return a.out(v, v.print)
			})
		},
	}
}

func newRoleJoinCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "join A B", Short: "Let two roles be held together again", Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				if err := ws.Directory.Join(cmd.Context(), ws.Actor(), args[0], args[1]); err != nil {
					return err
				}
				return a.out(map[string]string{"a": args[0], "b": args[1]}, func(w io.Writer) { fmt.Fprintf(w, "%s and %s may be held together\n", args[0], args[1]) })
			})
		},
	}
}

func newRoleSeparationsCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "separations", Short: "List the roles that are kept apart, and who holds both", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				all, err := separations(ws)
				if err != nil {
					return err
				}
				views := []separationView{}
				for _, x := range ws.Directory.Separations() {
					views = append(views, all[x.ID])
				}
				return a.out(views, func(w io.Writer) {
					for _, v := range views {
						v.print(w)
					}
				})
			})
		},
	}
}

// separations returns all pairs by id.
func separations(ws *workspace.Workspace) (map[string]separationView, error) {
	out := map[string]separationView{}
	for _, x := range ws.Directory.Separations() {
		names := wayNames(ws, []string{x.A, x.B})
		if len(names) == 2 {
			out[x.ID] = separationView{names[0], names[1], when(x.Created), []violationView{}}
		}
	}
	held, err := ws.Directory.Violations()
	for _, h := range held {
		v := out[h.Separation.ID]
		v.Violated = append(v.Violated, violationView{whoName{h.Principal.Name, h.Principal.ID}, wayNames(ws, h.ViaA), wayNames(ws, h.ViaB)})
		out[h.Separation.ID] = v
	}
	return out, err
}

// print writes a pair for people.
func (v separationView) print(w io.Writer) {
	fmt.Fprintf(w, "%s and %s are kept apart\n", v.A, v.B)
	for _, x := range v.Violated {
		fmt.Fprintf(w, "  %s holds both: %s; %s\n", x.Name, strings.Join(x.ViaA, " > "), strings.Join(x.ViaB, " > "))
	}
}
