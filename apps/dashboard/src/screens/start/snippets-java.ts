import { quoted } from './quoted.ts'
import type { Values } from './snippets.ts'

export const tokenInJava = ({ issuer, audience, client_id, client_secret }: Values): string => `import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

public class Token {
    public static void main(String[] arguments) throws Exception {
        var form = Map.of(
            "grant_type", "client_credentials",
            "audience", ${quoted(audience)},
            "client_id", ${quoted(client_id)},
            "client_secret", ${quoted(client_secret)});
        var body = form.entrySet().stream()
            .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
        var request = HttpRequest.newBuilder(URI.create(${quoted(`${issuer}oauth/token`)}))
            .header("content-type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
        // JSON with access_token, scope, expires_in.
        System.out.println(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body());
    }
}
`

const permission = (scope: string | undefined): string =>
  scope === undefined
    ? ''
    : `
                if (!List.of(claims.getStringClaim("scope").split(" ")).contains(${quoted(scope)})) status = 403;`

export const apiInJava = ({ issuer, audience, alg, scope }: Values): string => `import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.${scope === undefined ? 'Set' : 'List'};${scope === undefined ? '' : '\nimport java.util.Set;'}

public class Api {
    public static void main(String[] arguments) throws Exception {
        var keys = JWKSourceBuilder.create(URI.create(${quoted(`${issuer}.well-known/jwks.json`)}).toURL()).build();
        var tokens = new DefaultJWTProcessor<SecurityContext>();
        tokens.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.parse(${quoted(alg)}), keys));
        tokens.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
            ${quoted(audience)},
            new JWTClaimsSet.Builder().issuer(${quoted(issuer)}).build(),
            Set.of("sub", "exp")));

        var api = HttpServer.create(new InetSocketAddress("localhost", 4000), 0);
        api.createContext("/", call -> {
            var status = 200;
            var answer = "";
            try {
                var header = String.valueOf(call.getRequestHeaders().getFirst("Authorization"));
                var claims = tokens.process(header.replaceFirst("^Bearer ", ""), null);
                answer = "caller: " + claims.getSubject();${permission(scope)}
            } catch (Exception refused) {
                status = 401;
            }
            var bytes = (status == 200 ? answer : "").getBytes();
            call.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            call.getResponseBody().write(bytes);
            call.close();
        });
        api.start();
    }
}
`
