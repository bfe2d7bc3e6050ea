import { quoted } from './quoted.ts'
import type { Values } from './snippets.ts'

export const tokenInGo = ({ issuer, audience, client_id, client_secret }: Values): string => `package main

import (
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"net/url"
)

func main() {
	response, err := http.PostForm(${quoted(`${issuer}oauth/token`)}, url.Values{
		"grant_type":    {"client_credentials"},
		"audience":      {${quoted(audience)}},
		"client_id":     {${quoted(client_id)}},
		"client_secret": {${quoted(client_secret)}},
	})
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	var answer struct {
		AccessToken string \`json:"access_token"\`
		Problem     string \`json:"error_description"\`
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		log.Fatal(err)
	}
	if response.StatusCode != http.StatusOK {
		log.Fatal(answer.Problem)
	}
	fmt.Println(answer.AccessToken)
}
`

const permission = (scope: string | undefined): string =>
  scope === undefined
    ? ''
    : `
		if !slices.Contains(strings.Fields(found.Scope), ${quoted(scope)}) {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}`

export const apiInGo = ({ issuer, audience, alg, scope }: Values): string => `package main

import (
	"encoding/json"
	"log"
	"net/http"${scope === undefined ? '' : '\n\t"slices"'}
	"strings"

	"github.com/MicahParks/keyfunc/v3"
	"github.com/golang-jwt/jwt/v5"
)

type claims struct {
	Scope string \`json:"scope"\`
	jwt.RegisteredClaims
}

func main() {
	keys, err := keyfunc.NewDefault([]string{${quoted(`${issuer}.well-known/jwks.json`)}})
	if err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		var found claims
		_, err := jwt.ParseWithClaims(token, &found, keys.Keyfunc,
			jwt.WithIssuer(${quoted(issuer)}),
			jwt.WithAudience(${quoted(audience)}),
			jwt.WithValidMethods([]string{${quoted(alg)}}),
			jwt.WithExpirationRequired())
		if err != nil {
			http.Error(w, "unauthorized", http.StatusUnauthorized)
			return
		}${permission(scope)}
		json.NewEncoder(w).Encode(map[string]string{"caller": found.Subject})
	})
	log.Fatal(http.ListenAndServe("localhost:4000", nil))
}
`
