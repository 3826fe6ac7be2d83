using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.StandIns.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ChatRuns.StandIns.Api;

/// <summary>The connector: checks the bot's token, keeps what it writes, and answers as Teams does; errors have Teams' shape.</summary>
/// <remarks>Source: learn.microsoft.com, "API reference for the Bot Framework Connector service"; microsoft/teams.net.</remarks>
internal sealed class Connector(Tenant tenant, TeamsTroubles troubles, Writing writing, Roster roster)
{
    /// <summary>Most bytes of a request, counted as UTF-16.</summary>
    private const int MostUtf16Bytes = 100 * 1024;

    private static readonly string[] s_methods = ["GET", "POST", "PUT", "DELETE"];

    /// <summary>Whether every connection breaks before anything is done.</summary>
    public bool Down { get; set; }

    public void Map(IEndpointRouteBuilder app)
    {
        Map(app, "POST", "conversations", "create", (_, body) => (201, writing.Create(body!)));
        Map(app, "POST", "conversations/{conversation}/activities", "send", (http, body) => (201, writing.Send(Value(http, "conversation"), null, IsTargeted(http), body!)));
        Map(app, "POST", "conversations/{conversation}/activities/{activity}", "send", (http, body) => (201, writing.Send(Value(http, "conversation"), Value(http, "activity"), IsTargeted(http), body!)));
        Map(app, "PUT", "conversations/{conversation}/activities/{activity}", "update", (http, body) => (200, writing.Update(Value(http, "conversation"), Value(http, "activity"), IsTargeted(http), body!)));
        Map(app, "DELETE", "conversations/{conversation}/activities/{activity}", "delete", (http, _) => (200, writing.Delete(Value(http, "conversation"), Value(http, "activity"))));
        Map(app, "GET", "conversations/{conversation}/members/{member}", "members", (http, _) => (200, roster.Member(Value(http, "conversation"), Value(http, "member"))));
        Map(app, "GET", "conversations/{conversation}/pagedmembers", "members", (http, _) => (200, roster.Page(Value(http, "conversation"), Size(http), http.Request.Query["continuationToken"])));
        Map(app, "GET", "teams/{team}", "teams", (http, _) => (200, roster.Team(Value(http, "team"))));
        Map(app, "GET", "teams/{team}/conversations", "teams", (http, _) => (200, roster.Channels(Value(http, "team"))));
    }

    private void Map(IEndpointRouteBuilder app, string method, string path, string what, Func<HttpContext, JsonObject?, (int Status, JsonNode Answer)> does) =>
        app.MapMethods("/emea/v3/" + path, [s_methods.Single(m => m == method)], (HttpContext http) => AnswerAsync(http, what, does));

    private async Task AnswerAsync(HttpContext http, string what, Func<HttpContext, JsonObject?, (int Status, JsonNode Answer)> does)
    {
        var text = await new StreamReader(http.Request.Body, Encoding.UTF8).ReadToEndAsync();
        var trouble = troubles.Next(what);
        if (Down || trouble is TeamsTrouble.DropBefore)
        {
            http.Abort();
            return;
        }

        var (status, answer) = Done(http, what, text, trouble, does);
        if (trouble is TeamsTrouble.DropAfter)
        {
            http.Abort();
            return;
        }

        http.Response.StatusCode = status;
        http.Response.Headers["MS-CV"] = "standin.0";
        if (trouble is TeamsTrouble.Status { RetryAfter: { } wait }) http.Response.Headers.RetryAfter = ((int)wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        if (trouble is TeamsTrouble.Redirect redirect) http.Response.Headers.Location = redirect.To;
        http.Response.ContentType = "application/json; charset=utf-8";
        await http.Response.WriteAsync(answer.ToJsonString());
    }

    private (int Status, JsonNode Answer) Done(HttpContext http, string what, string text, TeamsTrouble? trouble, Func<HttpContext, JsonObject?, (int Status, JsonNode Answer)> does)
    {
        lock (tenant.Gate)
        {
            var (status, answer) = (200, (JsonNode)new JsonObject());
            try
            {
                Check(http, text);
                if (trouble is TeamsTrouble.Status t) throw new TeamsError(t.Code, t.Error);
                if (trouble is TeamsTrouble.Redirect) throw new TeamsError(307, "Redirect");
                (status, answer) = does(http, Read(http, text));
            }
            catch (TeamsError e)
            {
                (status, answer) = (e.Status, new JsonObject { ["error"] = new JsonObject { ["code"] = e.Code, ["message"] = $"The stand-in says {e.Code}." } });
            }

            tenant.Called(new(what, http.Request.Path + http.Request.QueryString, text, status));
            return (status, answer);
        }
    }

    private void Check(HttpContext http, string text)
    {
        var authorization = http.Request.Headers.Authorization.ToString();
        var isKnown = authorization.StartsWith("Bearer ", StringComparison.Ordinal) && tenant.Tokens.TryGetValue(authorization["Bearer ".Length..], out var end) && end > tenant.Now;
        if (!isKnown)
        {
            tenant.Violate($"{http.Request.Method} {http.Request.Path} without a token of the login service that is valid");
            throw new TeamsError(401, "BotNotRegistered");
        }

        if (Encoding.Unicode.GetByteCount(text) > MostUtf16Bytes) throw new TeamsError(413, "MessageSizeTooBig");
    }

    private JsonObject? Read(HttpContext http, string text)
    {
        if (http.Request.Method is "GET" or "DELETE") return null;
        try
        {
            if (http.Request.HasJsonContentType() && JsonNode.Parse(text) is JsonObject body) return body;
        }
        catch (JsonException)
        {
            // Said below.
        }

        tenant.Violate($"{http.Request.Method} {http.Request.Path} with a body that is no JSON object");
        throw new TeamsError(400, "BadSyntax");
    }

    private static string Value(HttpContext http, string name) => (string)http.Request.RouteValues[name]!;

    private static bool IsTargeted(HttpContext http) => http.Request.Query["isTargetedActivity"] == "true";

    private static int Size(HttpContext http) => int.TryParse(http.Request.Query["pageSize"], NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : 200;
}
