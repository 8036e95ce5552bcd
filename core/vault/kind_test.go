package vault_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"gatehouse/core/login"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
	"gatehouse/core/vault/vaulttest"
)

func TestKindsAndTheirDomains(t *testing.T) {
	var lines []string
	for _, k := range vault.Kinds() {
		lines = append(lines, fmt.Sprintf("%-15s %s", k, k.Domain()))
	}
	slices.Sort(lines)
	golden(t, "kinds.txt", strings.Join(lines, "\n")+"\n")
	if d := vault.Kind("nonsense").Domain(); d != "" {
		t.Errorf("an unknown kind has the domain %q", d)
	}
}

func TestRecordsOfEveryKindComeBack(t *testing.T) {
	type full struct {
		ID     string            `json:"id"`
		Text   string            `json:"text"`
		Number int64             `json:"number"`
		At     vault.Millis      `json:"at"`
		List   []string          `json:"list,omitempty"`
		Map    map[string]string `json:"map,omitempty"`
		Bytes  []byte            `json:"bytes,omitempty"`
		Secret seal.Secret       `json:"secret"`
	}
	want := full{"x", "<é & \u2028>", -1 << 62, 1, []string{"a"}, map[string]string{"k": "v"}, []byte{0, 255}, seal.NewSecret([]byte("s"))}
	store, clock := vaulttest.NewStore(), vaulttest.NewClock()
	v := vaulttest.In(t, store, clock)
	_, err := v.Change(context.Background(), v.Actor(), vault.Action{Name: "setting.change"}, func(tx *vault.Tx) error {
		for _, k := range vault.Kinds() {
			if k == vault.KindTouched {
				continue // the vault's own
			}
			if err := tx.Put(k, "x", want); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	v.Close()
	v, err = login.Unlock(context.Background(), store, credentials(clock))
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	for _, k := range vault.Kinds() {
		rec, ok := v.Get(k, "x")
		if k == vault.KindTouched {
			continue
		}
		got, err := vault.Decode[full](rec)
		if !ok || err != nil || fmt.Sprint(got) != fmt.Sprint(want) || string(got.Secret.Expose()) != "s" {
			t.Errorf("%s: got %+v, %v, %v", k, got, ok, err)
		}
	}
}

func TestReadersAndAWriterGetAlong(t *testing.T) {
	v := vaulttest.New(t)
	table := vault.NewTable(v, vault.KindAPI, func(x *thing) string { return x.ID })
	done := make(chan struct{})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				for i, x := range table.All() {
					if i > 0 && x.Name == "" {
						t.Error("a row without a name")
					}
				}
				for r := range v.All(vault.KindAPI) {
					if len(r.Body) == 0 {
						t.Error("a record without a body")
					}
				}
				_, _ = table.Get("7")
				_, _ = v.Seq(), v.Checkpoint()
			}
		})
	}
	for i := range 60 {
		id := fmt.Sprint(i % 10)
		_, err := v.Change(context.Background(), v.Actor(), vault.Action{Name: "api.edit"}, func(tx *vault.Tx) error {
			if i%7 == 6 {
				return tx.Remove(vault.KindAPI, id)
			}
			return tx.Put(vault.KindAPI, id, thing{id, fmt.Sprint("n", i)})
		})
		if err != nil {
			t.Error(err)
		}
	}
	v.Lock()
	close(done)
	wg.Wait()
}
