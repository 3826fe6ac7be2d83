using System.Globalization;
using System.Text.Json.Nodes;
using ChatRuns.StandIns.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ChatRuns.StandIns.Api;

/// <summary>The HTTP side that the bot calls: /api/METHOD, response_urls, uploads and downloads.</summary>
internal sealed class WebApi(Workspace workspace, Troubles troubles, IEnumerable<Method> methods, ResponseUrls responses, FileMethods files)
{
    private readonly Dictionary<string, Method> _methods = methods.ToDictionary(m => m.Name);

    /// <summary>Nothing is answered; connections break.</summary>
    public bool Down { get; set; }

    public bool MayNotReadFiles { get; set; }

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapMethods("/api/{method}", ["GET", "POST"], (string method, HttpContext context) => AnswerAsync(context, method, a => Do(method, a)));
        app.MapPost("/actions/{**rest}", (HttpContext context) => AnswerAsync(context, "response_url", a => Respond(context, a)));
        app.MapPost("/commands/{**rest}", (HttpContext context) => AnswerAsync(context, "response_url", a => Respond(context, a)));
        app.MapPost("/upload/v1/{id}", (string id, HttpContext context) => UploadAsync(context, id));
        app.MapGet("/files-pri/{folder}/{name}", (string folder, HttpContext context) => Download(context, folder));
    }

    private async Task AnswerAsync(HttpContext context, string method, Func<Arguments, JsonObject> work)
    {
        var trouble = Down ? new Trouble.DropBefore() : troubles.Next(method);
        if (trouble is not null and not Trouble.DropAfter && await MakeTroubleAsync(context, method, trouble)) return;
        var answer = await RunAsync(context, method, work, trouble as Trouble.Error);
        if (trouble is Trouble.DropAfter) context.Abort();
        else await WriteAsync(context, method, answer);
    }

    /// <summary>True when that is the whole answer.</summary>
    private async Task<bool> MakeTroubleAsync(HttpContext context, string method, Trouble trouble)
    {
        lock (workspace.Gate) workspace.Record(method, [], trouble.GetType().Name);
        if (trouble is Trouble.DropBefore)
        {
            context.Abort();
            return true;
        }
        if (trouble is Trouble.Error(var code))
        {
            await WriteAsync(context, method, Refusal(new SlackError(code)));
            return true;
        }
        context.Response.StatusCode = trouble is Trouble.Status(var status) ? status : StatusCodes.Status429TooManyRequests;
        if (trouble is Trouble.RateLimited(var after))
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(after.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await context.Response.WriteAsync("""{"ok":false,"error":"ratelimited"}""", context.RequestAborted);
        }
        return true;
    }

    private async Task<JsonObject> RunAsync(HttpContext context, string method, Func<Arguments, JsonObject> work, Trouble.Error? error)
    {
        Arguments? arguments = null;
        try
        {
            arguments = await Arguments.ReadAsync(context.Request, context.RequestAborted);
            if (error is not null) throw new SlackError(error.Code);
            lock (workspace.Gate)
            {
                var answer = work(arguments);
                answer["ok"] ??= true;
                workspace.Record(method, (JsonObject)arguments.Values.DeepClone(), (string?)answer["error"]);
                return answer;
            }
        }
        catch (SlackError e)
        {
            lock (workspace.Gate) workspace.Record(method, (JsonObject?)arguments?.Values.DeepClone() ?? [], e.Code);
            return Refusal(e);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or InvalidCastException)
        {
            // Something of the wrong JSON kind, too far off for the checks to name it.
            lock (workspace.Gate) workspace.Violate(method, $"{e.Message} in {arguments?.Values.ToJsonString()}");
            return Refusal(new SlackError("invalid_arguments"));
        }
    }

    private JsonObject Do(string name, Arguments arguments)
    {
        if (!_methods.TryGetValue(name, out var method)) throw new SlackError("unknown_method");
        Authorize(method, arguments.Token);
        if (method.FormOnly && arguments.IsJson && arguments.Values.Count > 0)
        {
            workspace.Violate(name, "its arguments came as JSON; reading methods take a form");
            throw new SlackError("invalid_arguments");
        }
        return method.Do(arguments);
    }

    private void Authorize(Method method, string? token)
    {
        if (method.Token == Needs.Nothing) return;
        if (string.IsNullOrEmpty(token)) throw new SlackError("not_authed");
        var (right, other) = method.Token == Needs.BotToken ? (workspace.Options.BotToken, workspace.Options.AppToken) : (workspace.Options.AppToken, workspace.Options.BotToken);
        if (token == other) throw new SlackError("not_allowed_token_type");
        if (token != right) throw new SlackError("invalid_auth");
        if (workspace.Uninstalled) throw new SlackError("account_inactive");
    }

    private JsonObject Respond(HttpContext context, Arguments arguments)
    {
        responses.Post(context.Request.Path, arguments);
        return [];
    }

    private async Task WriteAsync(HttpContext context, string method, JsonObject answer)
    {
        if (method == "response_url")
        {
            // Slack answers a plain "ok", and 404 with the error once the address is spent.
            if (!(bool)answer["ok"]!) context.Response.StatusCode = (string?)answer["error"] is "used_url" or "expired_url" or "no_such_url" ? 404 : 400;
            await context.Response.WriteAsync((bool)answer["ok"]! ? "ok" : answer.ToJsonString(), context.RequestAborted);
            return;
        }
        if (method == "auth.test") context.Response.Headers["x-oauth-scopes"] = workspace.Options.Scopes;
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
    }

    private static JsonObject Refusal(SlackError error)
    {
        var answer = new JsonObject { ["ok"] = false, ["error"] = error.Code };
        if (error.Messages.Count > 0) answer["response_metadata"] = new JsonObject { ["messages"] = new JsonArray([.. error.Messages.Select(m => JsonValue.Create(m))]) };
        return answer;
    }

    private async Task UploadAsync(HttpContext context, string id)
    {
        if (Down || troubles.Next("upload") is { } and not Trouble.DropAfter)
        {
            context.Abort();
            return;
        }
        using var bytes = new MemoryStream();
        if (context.Request.HasFormContentType && (await context.Request.ReadFormAsync(context.RequestAborted)).Files is { Count: > 0 } parts)
            await parts[0].CopyToAsync(bytes, context.RequestAborted);
        else
            await context.Request.Body.CopyToAsync(bytes, context.RequestAborted);
        bool known;
        lock (workspace.Gate) known = files.Upload(id, bytes.ToArray());
        context.Response.StatusCode = known ? 200 : 404;
        await context.Response.WriteAsync(known ? string.Create(CultureInfo.InvariantCulture, $"OK - {bytes.Length}") : "not found", context.RequestAborted);
    }

    private async Task Download(HttpContext context, string folder)
    {
        byte[]? bytes;
        lock (workspace.Gate) bytes = workspace.Files.GetValueOrDefault(folder.Split('-')[^1])?.Bytes;
        if (MayNotReadFiles || context.Request.Headers.Authorization != $"Bearer {workspace.Options.BotToken}")
            // Slack shows a page to sign in to whoever has no right to the file.
            await Results.Content("<html>Sign in</html>", "text/html").ExecuteAsync(context);
        else if (bytes is null)
            context.Response.StatusCode = 404;
        else
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }
}
