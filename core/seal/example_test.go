package seal_test

import (
	"fmt"

	"gatehouse/core/seal"
)

// A record opens in its place and nowhere else.
func Example() {
	key, err := seal.NewKey(nil)
	if err != nil {
		panic(err)
	}
	vault := make([]byte, 20)
	place := func(id string) seal.Place {
		return seal.At(seal.LabelRecord).U8(seal.Suite).Raw(vault).U64(1).Text("apikey").Text(id).U64(1)
	}
	sealed := seal.Seal(key, place("a"), []byte("orders"))

	plain, err := seal.Open(key, place("a"), sealed)
	fmt.Println(string(plain), err)
	_, err = seal.Open(key, place("b"), sealed)
	fmt.Println(err)
	fmt.Println(key)
	// Output:
	// orders <nil>
	// seal: the sealed bytes do not open here
	// [hidden]
}

// Only Encode reveals a secret, and what it returns belongs under a seal.
func ExampleEncode() {
	box := struct {
		Seed seal.Secret `json:"seed"`
		Name string      `json:"name"`
	}{seal.NewSecret([]byte("open sesame")), "<alice>"}
	b, err := seal.Encode(box)
	fmt.Println(string(b), err)
	fmt.Printf("%+v\n", box)
	// Output:
	// {"name":"<alice>","seed":"b3BlbiBzZXNhbWU="} <nil>
	// {Seed:[hidden] Name:<alice>}
}
