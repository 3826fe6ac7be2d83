using System.CommandLine;
using System.Text.Json;
using ChatRuns.Bot.Access;
using ChatRuns.Bot.Api;

namespace ChatRuns.Bot.Control;

/// <summary>The verbs "token create", "token list" and "token revoke": asked of the bot that runs on the data folder.</summary>
internal static class TokenVerbs
{
    private const string Root = "/token/";

    /// <summary>The verbs.</summary>
    public static Command Token() => new("token", "Makes, lists and revokes tokens, by which scripts call the text interface (/api/v1).") { Create(), List(), Revoke() };

    /// <summary>Maps their door in the control socket. Who can open that owns the machine, and acts as its admin.</summary>
    public static void MapTokens(this IEndpointRouteBuilder control, IServiceProvider bot)
    {
        TokenDesk Desk() => bot.GetRequiredService<TokenDesk>();
        control.MapPost(Root + "create", async (HttpContext http) =>
        {
            var wanted = await http.Request.ReadFromJsonAsync<WantedToken>(http.RequestAborted) ?? new(null, null, null, null, null);
            await TellAsync(http, await Desk().CreateAsync(wanted, LocalAdmin.Principal, http.RequestAborted));
        });
        control.MapPost(Root + "list", async (HttpContext http) =>
        {
            var lines = await Desk().ListAsync(http.RequestAborted);
            await http.Response.WriteAsync(lines.Count == 0 ? "There are no tokens." : string.Join('\n', lines), http.RequestAborted);
        });
        control.MapPost(Root + "revoke", async (HttpContext http) =>
            await TellAsync(http, await Desk().RevokeAsync(await http.Request.ReadFromJsonAsync<string>(http.RequestAborted) ?? "", LocalAdmin.Principal, http.RequestAborted)));
    }

    private static Command Create()
    {
        var name = new Option<string?>("--name") { Description = "What to call it: it stands so on record." };
        var role = new Option<string?>("--role") { Description = "What it may do: viewer, auditor, operator, approver or admin." };
        var expires = new Option<string?>("--expires") { Description = "How long it works: 90d, 12h. Without it, until it is revoked." };
        var agent = new Option<string?>("--agent") { Description = "For this agent only." };
        var tag = new Option<string?>("--tag") { Description = "For agents with this tag only." };
        var verb = new Command("create", "Makes a token and prints it, once, as the last line.") { name, role, expires, agent, tag };
        verb.TreatUnmatchedTokensAsErrors = false;
        verb.SetAction((parsed, cancel) => AskAsync("create",
            new WantedToken(parsed.GetValue(name), parsed.GetValue(role), parsed.GetValue(expires), parsed.GetValue(agent), parsed.GetValue(tag)), [.. parsed.UnmatchedTokens], cancel));
        return verb;
    }

    private static Command List()
    {
        var verb = new Command("list", "Prints a line for each token, with what it may do and when it was used.") { TreatUnmatchedTokensAsErrors = false };
        verb.SetAction((parsed, cancel) => AskAsync<string?>("list", null, [.. parsed.UnmatchedTokens], cancel));
        return verb;
    }

    private static Command Revoke()
    {
        var name = new Argument<string>("name") { Description = "The token's name." };
        var verb = new Command("revoke", "Makes a token stop working at once.") { name };
        verb.TreatUnmatchedTokensAsErrors = false;
        verb.SetAction((parsed, cancel) => AskAsync("revoke", parsed.GetValue(name), [.. parsed.UnmatchedTokens], cancel));
        return verb;
    }

    private static async Task TellAsync(HttpContext http, TokenResult result)
    {
        var (status, words) = result switch
        {
            TokenResult.Created r => (StatusCodes.Status200OK, $"{r.Words}\n{r.Token}"),
            TokenResult.Revoked r => (StatusCodes.Status200OK, r.Words),
            TokenResult.Refused r => (StatusCodes.Status400BadRequest, r.Why),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        http.Response.StatusCode = status;
        await http.Response.WriteAsync(words, http.RequestAborted);
    }

    private static async Task<int> AskAsync<T>(string verb, T what, string[] rest, CancellationToken cancel)
    {
        if (SettingsCheck.Typed(rest).FirstOrDefault() is { } mistyped)
        {
            await Console.Error.WriteLineAsync(mistyped);
            return 2;
        }

        var folder = Settings.Read(rest).Folders.Data;
        try
        {
            var (isGood, words) = await ControlClient.SendAsync(folder, Root + verb, JsonSerializer.Serialize(what), cancel);
            await (isGood ? Console.Out : Console.Error).WriteLineAsync(words);
            return isGood ? 0 : 1;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            await Console.Error.WriteLineAsync(ControlClient.NobodyThere(folder));
            return 1;
        }
    }
}
