// A program that calls an API in its own name. x/oauth2 gets a token with client id and secret (client credentials), keeps it, and gets
// another one when it ends.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
	"strings"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

func setting(name, usual string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return usual
}

// show prints how a call ended.
func show(what string, response *http.Response, err error) {
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(what, response.StatusCode, strings.TrimSpace(string(body)))
}

func main() {
	log.SetFlags(0)
	api := setting("API", "http://localhost:4000/messages")
	machine := clientcredentials.Config{
		ClientID:       os.Getenv("CLIENT_ID"),
		ClientSecret:   os.Getenv("CLIENT_SECRET"),
		TokenURL:       setting("ISSUER", "http://localhost:3000/") + "oauth/token",
		AuthStyle:      oauth2.AuthStyleInParams,
		EndpointParams: url.Values{"audience": {setting("AUDIENCE", "https://api.example.com/")}},
	}
	if machine.ClientID == "" || machine.ClientSecret == "" {
		log.Fatal("Set CLIENT_ID and CLIENT_SECRET: symbolon client create prints both.")
	}

	stranger, err := http.Get(api)
	if err != nil {
		log.Fatal(err)
	}
	stranger.Body.Close()
	fmt.Println("without a token:", stranger.StatusCode)

	client := machine.Client(context.Background())
	response, err := client.Get(api)
	show("GET", response, err)
	response, err = client.Post(api, "application/json", strings.NewReader(`{"text":"A machine was here."}`))
	show("POST", response, err)
}
