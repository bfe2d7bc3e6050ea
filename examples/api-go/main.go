// An API that lets in whoever brings an access token for it. go-jwt-middleware reads the public keys of the issuer once and keeps
// them for five minutes.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	jwtmiddleware "github.com/auth0/go-jwt-middleware/v2"
	"github.com/auth0/go-jwt-middleware/v2/jwks"
	"github.com/auth0/go-jwt-middleware/v2/validator"
)

// rights is what a token says beyond who it is from, for and about.
type rights struct {
	Scope string `json:"scope"`
}

func (*rights) Validate(context.Context) error { return nil }

func claimsOf(request *http.Request) *validator.ValidatedClaims {
	return request.Context().Value(jwtmiddleware.ContextKey{}).(*validator.ValidatedClaims)
}

// refuse answers as RFC 6750 wants it; the reason is in WWW-Authenticate.
func refuse(response http.ResponseWriter, status int, code string) {
	response.Header().Set("WWW-Authenticate", `Bearer error="`+code+`"`)
	answer(response, status, map[string]any{"error": code})
}

func answer(response http.ResponseWriter, status int, body any) {
	response.Header().Set("Content-Type", "application/json")
	response.WriteHeader(status)
	json.NewEncoder(response).Encode(body)
}

func requireScope(scope string, next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		held := strings.Fields(claimsOf(request).CustomClaims.(*rights).Scope)
		if !slices.Contains(held, scope) {
			refuse(response, http.StatusForbidden, "insufficient_scope")
			return
		}
		next(response, request)
	})
}

func protector(issuer, audience string) *jwtmiddleware.JWTMiddleware {
	issuerURL, err := url.Parse(issuer)
	if err != nil {
		log.Fatal(err)
	}
	keys := jwks.NewCachingProvider(issuerURL, 5*time.Minute)
	// RS256 is the algorithm that the API is set to. Never the one that the token itself names.
	tokens, err := validator.New(keys.KeyFunc, validator.RS256, issuer, []string{audience},
		validator.WithCustomClaims(func() validator.CustomClaims { return &rights{} }),
		validator.WithAllowedClockSkew(5*time.Second))
	if err != nil {
		log.Fatal(err)
	}
	return jwtmiddleware.New(tokens.ValidateToken, jwtmiddleware.WithErrorHandler(
		func(response http.ResponseWriter, _ *http.Request, err error) {
			if errors.Is(err, jwtmiddleware.ErrJWTMissing) {
				refuse(response, http.StatusUnauthorized, "invalid_request")
				return
			}
			refuse(response, http.StatusUnauthorized, "invalid_token")
		}))
}

func setting(name, usual string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return usual
}

func main() {
	var lock sync.Mutex
	messages := []string{"Hello from an API that a token protects."}

	read := func(response http.ResponseWriter, request *http.Request) {
		lock.Lock()
		defer lock.Unlock()
		reader := claimsOf(request).RegisteredClaims.Subject
		answer(response, http.StatusOK, map[string]any{"messages": messages, "reader": reader})
	}
	write := func(response http.ResponseWriter, request *http.Request) {
		var sent struct{ Text string }
		if err := json.NewDecoder(http.MaxBytesReader(response, request.Body, 10_000)).Decode(&sent); err != nil {
			answer(response, http.StatusBadRequest, map[string]any{"error": "no JSON with a text"})
			return
		}
		lock.Lock()
		defer lock.Unlock()
		messages = append(messages, sent.Text)
		answer(response, http.StatusCreated, map[string]any{"messages": messages})
	}

	protect := protector(setting("ISSUER", "http://localhost:3000/"), setting("AUDIENCE", "https://api.example.com/"))
	routes := http.NewServeMux()
	routes.Handle("GET /messages", protect.CheckJWT(requireScope("read:messages", read)))
	routes.Handle("POST /messages", protect.CheckJWT(requireScope("write:messages", write)))

	port := setting("PORT", "4000")
	log.Printf("The API listens at http://localhost:%s/messages", port)
	log.Fatal(http.ListenAndServe("localhost:"+port, routes))
}
