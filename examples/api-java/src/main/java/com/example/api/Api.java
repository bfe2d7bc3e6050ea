package com.example.api;

import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.POST;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** An API that lets in whoever brings an access token for it. Spring reads the public keys of the issuer once and keeps them. */
@SpringBootApplication
@RestController
public class Api {
  private final List<String> messages = new CopyOnWriteArrayList<>(List.of("Hello from an API that a token protects."));

  public static void main(String[] arguments) {
    SpringApplication.run(Api.class, arguments);
  }

  /** Who may do what: each scope of a token is an authority. Whatever is not named here is closed. */
  @Bean
  SecurityFilterChain rights(HttpSecurity http) throws Exception {
    return http
        .authorizeHttpRequests(
            requests ->
                requests
                    .requestMatchers(GET, "/messages").hasAuthority("SCOPE_read:messages")
                    .requestMatchers(POST, "/messages").hasAuthority("SCOPE_write:messages")
                    .anyRequest().denyAll())
        .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
        // There are no cookies, so nobody can ride on them.
        .csrf(csrf -> csrf.disable())
        .build();
  }

  record Listing(List<String> messages, String reader) {}

  @GetMapping("/messages")
  Listing read(@AuthenticationPrincipal Jwt token) {
    return new Listing(messages, token.getSubject());
  }

  record Message(String text) {}

  @PostMapping("/messages")
  @ResponseStatus(HttpStatus.CREATED)
  Map<String, List<String>> write(@RequestBody Message message) {
    messages.add(message.text());
    return Map.of("messages", messages);
  }
}
