using System.Buffers.Text;
using System.Text.Json.Nodes;
using ChatRuns.StandIns.Model;
using ChatRuns.StandIns.Out;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ChatRuns.StandIns.Api;

/// <summary>The metadata and keys of those who sign, and the login service that gives the bot its tokens.</summary>
internal sealed class LoginService(Tenant tenant, KeyRing keys, TeamsTroubles troubles)
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private int _given;

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/.well-known/openidconfiguration", (HttpContext http) => Answer(http, "metadata", () => new JsonObject
        {
            ["issuer"] = tenant.Options.Issuer,
            ["jwks_uri"] = $"{tenant.Home}/v1/.well-known/keys",
            ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
        }));
        app.MapGet("/v1/.well-known/keys", (HttpContext http) => Answer(http, "keys", keys.Set));
        app.MapPost("/{authority}/oauth2/v2.0/token", GrantAsync);
    }

    private IResult Answer(HttpContext http, string what, Func<JsonObject> body)
    {
        var trouble = troubles.Next(what);
        var status = trouble is TeamsTrouble.Status wrong ? wrong.Code : 200;
        lock (tenant.Gate) tenant.Called(new(what, http.Request.Path, "", status));
        return status != 200 ? Results.StatusCode(status) : Results.Json(trouble is TeamsTrouble.Empty ? [] : body());
    }

    private async Task<IResult> GrantAsync(HttpContext http, string authority)
    {
        var form = await http.Request.ReadFormAsync();
        var trouble = troubles.Next("login");
        lock (tenant.Gate)
        {
            var error = Fault(form, authority);
            var status = trouble is TeamsTrouble.Status t ? t.Code : error is null ? 200 : error == "invalid_client" ? 401 : 400;
            tenant.Called(new("login", http.Request.Path, "", status));
            if (trouble is TeamsTrouble.Status) return Results.StatusCode(status);
            if (error is not null) return Results.Json(new { error, error_description = "The stand-in does not know that." }, statusCode: status);
            var token = $"standin-access-{++_given}-{Guid.CreateVersion7(tenant.Now):N}";
            tenant.Tokens[token] = tenant.Now + tenant.Options.TokenLife;
            return Results.Json(new { token_type = "Bearer", expires_in = (int)tenant.Options.TokenLife.TotalSeconds, access_token = token });
        }
    }

    private string? Fault(IFormCollection form, string authority)
    {
        if (authority != tenant.Options.TenantId && authority != "botframework.com") return "invalid_request";
        if (form["grant_type"] != "client_credentials") return "unsupported_grant_type";
        if (form["scope"] != tenant.Options.Scope) return "invalid_scope";
        if (form["client_id"] != tenant.Options.AppId) return "unauthorized_client";
        if (form["client_assertion_type"] == AssertionType) return Assertion(form["client_assertion"].ToString(), authority);
        return form["client_secret"] == tenant.Options.AppSecret ? null : "invalid_client";
    }

    // The signature is the business of tests that hold the certificate; here: is it for us, from the bot, now.
    private string? Assertion(string assertion, string authority)
    {
        var parts = assertion.Split('.');
        if (parts.Length != 3) return "invalid_client";
        var (head, claims) = (Json(parts[0]), Json(parts[1]));
        var now = tenant.Now.ToUnixTimeSeconds();
        var isRight = (string?)head["alg"] == "PS256" && (string?)head["x5t#S256"] == tenant.Options.CertificateThumbprint && tenant.Options.CertificateThumbprint is not null
            && (string?)claims["aud"] == $"{tenant.Home}/{authority}/oauth2/v2.0/token" && (string?)claims["iss"] == tenant.Options.AppId && (string?)claims["sub"] == tenant.Options.AppId
            && (long)claims["nbf"]! <= now && (long)claims["exp"]! > now && (string?)claims["jti"] is { Length: > 0 };
        return isRight ? null : "invalid_client";
    }

    private static JsonObject Json(string part) => JsonNode.Parse(Base64Url.DecodeFromChars(part))!.AsObject();
}
