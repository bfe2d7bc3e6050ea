import { quoted } from './quoted.ts'
import type { Values } from './snippets.ts'

export const tokenInCsharp = ({
  issuer,
  audience,
  client_id,
  client_secret,
}: Values): string => `using System.Text.Json;

using var http = new HttpClient();
var response = await http.PostAsync(${quoted(`${issuer}oauth/token`)}, new FormUrlEncodedContent(new Dictionary<string, string>
{
    ["grant_type"] = "client_credentials",
    ["audience"] = ${quoted(audience)},
    ["client_id"] = ${quoted(client_id)},
    ["client_secret"] = ${quoted(client_secret)},
}));
response.EnsureSuccessStatusCode();
using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
Console.WriteLine(answer.RootElement.GetProperty("access_token").GetString());
`

const permission = (scope: string | undefined): string =>
  scope === undefined
    ? 'policy.RequireAuthenticatedUser()'
    : `policy.RequireAssertion(call =>
    call.User.FindFirst("scope")?.Value.Split(' ').Contains(${quoted(scope)}) == true)`

export const apiInCsharp = ({
  issuer,
  audience,
  alg,
  scope,
}: Values): string => `using Microsoft.AspNetCore.Authentication.JwtBearer;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
{
    options.Authority = ${quoted(issuer)};
    options.RequireHttpsMetadata = ${issuer.startsWith('https:')};
    options.Audience = ${quoted(audience)};
    options.MapInboundClaims = false;
    options.TokenValidationParameters.ValidAlgorithms = [${quoted(alg)}];
});
builder.Services.AddAuthorization(options => options.AddPolicy("sample", policy => ${permission(scope)}));

var api = builder.Build();
api.UseAuthentication();
api.UseAuthorization();
api.MapGet("/", (HttpContext call) => new { caller = call.User.FindFirst("sub")?.Value }).RequireAuthorization("sample");
api.Run("http://localhost:4000");
`
