using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChatRuns.StandIns.Api;
using ChatRuns.StandIns.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ChatRuns.StandIns.Page;

/// <summary>The page at "/": what one user sees, as JSON, and one address for all that the user does.</summary>
internal sealed partial class PageApi(SlackStandIn slack)
{
    private static readonly Dictionary<string, string> s_kinds = new()
    {
        [".html"] = "text/html; charset=utf-8", [".js"] = "text/javascript; charset=utf-8", [".css"] = "text/css; charset=utf-8",
    };

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/", () => Asset("index.html"));
        app.MapGet("/page/{name}", (string name) => Asset(name));
        app.MapGet("/page/state", (string user, string channel) => Results.Text(State(user, channel).ToJsonString(), "application/json"));
        // A JSON body makes a browser ask first: no other page can act here.
        app.MapPost("/page/do", async (HttpRequest request, CancellationToken cancel) =>
            request.HasJsonContentType() ? Results.Json(await DoAsync(await JsonSerializer.DeserializeAsync<Deed>(request.Body, JsonSerializerOptions.Web, cancel))) : Results.BadRequest());
    }

    private static IResult Asset(string name)
    {
        var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"page/{name}");
        return stream is null ? Results.NotFound() : Results.Stream(stream, s_kinds.GetValueOrDefault(Path.GetExtension(name), "application/octet-stream"));
    }

    private JsonObject State(string user, string channel) => new()
    {
        ["version"] = slack.Version,
        ["bot"] = slack.BotUrl,
        ["connections"] = slack.Connections,
        ["users"] = new JsonArray([.. slack.Users.Select(u => new JsonObject { ["id"] = u.Id, ["name"] = u.Name })]),
        ["channels"] = new JsonArray([.. slack.Channels.Where(c => c.DirectWith is null && c.Has(user))
            .Select(c => new JsonObject { ["id"] = c.Id, ["name"] = c.Name, ["archived"] = c.IsArchived })]),
        ["shortcuts"] = new JsonArray([.. SlackStandIn.Shortcuts.Select(s => new JsonObject { ["name"] = s.Name, ["kind"] = s.Kind, ["id"] = s.CallbackId })]),
        ["messages"] = new JsonArray([.. slack.Seen(user, channel).Select(Message)]),
        ["home"] = slack.Home(user) is { } home ? Surface(home) : null,
        ["view"] = slack.OpenView(user) is { } view ? Surface(view) : null,
        ["violations"] = new JsonArray([.. slack.Violations.Select(v => JsonValue.Create(v))]),
        ["missed"] = new JsonArray([.. slack.MissedAcks.Select(v => JsonValue.Create(v))]),
    };

    private JsonObject Message(SlackMessage message) => new()
    {
        ["ts"] = message.Ts, ["who"] = message.FromBot ? "ChatRuns" : slack.Users.FirstOrDefault(u => u.Id == message.User)?.Name ?? message.User, ["bot"] = message.FromBot,
        ["text"] = message.Text, ["blocks"] = message.Blocks.DeepClone(), ["thread"] = message.ThreadTs, ["edits"] = message.Edits, ["only"] = message.OnlyFor is not null,
        ["files"] = new JsonArray([.. slack.Files.Where(f => message.Files.Contains(f.Id)).Select(f => JsonValue.Create($"{f.Title} ({f.Bytes.Length:N0} bytes)"))]),
        ["unfurls"] = new JsonArray([.. message.Unfurls.Values.Select(u => u["blocks"]?.DeepClone())]),
    };

    private static JsonObject Surface(SlackOpenView view) => new()
    {
        ["id"] = view.Id, ["view"] = view.View.DeepClone(), ["errors"] = new JsonObject([.. view.Errors.Select(e => KeyValuePair.Create<string, JsonNode?>(e.Key, e.Value))]),
    };

    /// <summary>Never fails: what Slack's client would not allow is told as an answer without a status.</summary>
    private async Task<BotAnswer> DoAsync(Deed? deed)
    {
        try
        {
            return deed is null ? new BotAnswer(0, "nothing to do", TimeSpan.Zero) : await ActAsync(deed);
        }
        catch (Exception e) when (e is InvalidOperationException or SlackError or FormatException)
        {
            return new BotAnswer(0, e.Message, TimeSpan.Zero);
        }
    }

    private async Task<BotAnswer> ActAsync(Deed deed)
    {
        var message = deed.Ts is null ? null : slack.Seen(deed.User, deed.Channel).FirstOrDefault(m => m.Ts == deed.Ts);
        foreach (var (what, values) in deed.Fill ?? [])
        {
            if (message is not null) slack.Fill(deed.User, message, what, values);
            else slack.Fill(deed.User, what, values);
        }
        return deed.Do switch
        {
            "say" => await SayAsync(deed),
            "file" => await slack.ShareFileAsync(deed.User, deed.Channel, deed.What ?? "file", Convert.FromBase64String(deed.Text ?? "")),
            "click" when message is not null => await slack.ClickAsync(deed.User, message, deed.What ?? "", deed.Option),
            "click" => await slack.ClickAsync(deed.User, deed.What ?? "", deed.Option),
            "submit" => await slack.SubmitAsync(deed.User),
            "close" => await slack.CloseAsync(deed.User) ?? new BotAnswer(200, "", TimeSpan.Zero),
            "home" => await slack.OpenHomeAsync(deed.User),
            "shortcut" when message is not null => await slack.MessageShortcutAsync(deed.User, message, deed.What ?? ""),
            "suggest" => await slack.SuggestAsync(deed.User, deed.What ?? "", deed.Text ?? ""),
            "shortcut" => await slack.ShortcutAsync(deed.User, deed.What ?? ""),
            "trouble" => Order(deed.What ?? "*", deed.Text),
            "disconnect" => await DisconnectAsync(deed.Text ?? "refresh_requested"),
            _ => new BotAnswer(0, $"unknown: {deed.Do}", TimeSpan.Zero),
        };
    }

    private BotAnswer Order(string method, string? kind)
    {
        slack.Fail(method, kind switch
        {
            "429" => new Trouble.RateLimited(TimeSpan.FromSeconds(1)),
            "500" => new Trouble.Status(),
            "drop" => new Trouble.DropBefore(),
            "lose" => new Trouble.DropAfter(),
            _ => throw new FormatException("429, 500, drop or lose"),
        });
        return new BotAnswer(200, "", TimeSpan.Zero);
    }

    private async Task<BotAnswer> DisconnectAsync(string reason)
    {
        await slack.DisconnectAsync(reason);
        return new BotAnswer(200, "", TimeSpan.Zero);
    }

    private async Task<BotAnswer> SayAsync(Deed deed)
    {
        var text = (deed.Text ?? "").Trim();
        if (text.StartsWith('/'))
        {
            var end = text.IndexOf(' ', StringComparison.Ordinal);
            return await slack.CommandAsync(deed.User, deed.Channel, end < 0 ? text : text[..end], end < 0 ? "" : Escape(text[(end + 1)..].Trim(), isCommand: true));
        }
        var said = Escape(text, isCommand: false);
        if (deed.Channel.StartsWith('D')) return await slack.DirectAsync(deed.User, said, deed.Thread);
        if (Uri.TryCreate(text, UriKind.Absolute, out var link) && link.Scheme.StartsWith("http", StringComparison.Ordinal)) return await slack.ShareLinkAsync(deed.User, deed.Channel, text);
        if (said.Contains($"<@{slack.Options.BotUserId}", StringComparison.Ordinal)) return await slack.MentionAsync(deed.User, deed.Channel, said, deed.Thread);
        slack.Say(deed.User, deed.Channel, said, deed.Thread);
        return new BotAnswer(200, "not for the bot", TimeSpan.Zero);
    }

    /// <summary>As Slack sends what was typed: its three letters escaped, and people who are named as mentions; in commands with their names.</summary>
    private string Escape(string text, bool isCommand)
    {
        var escaped = text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
        return Named().Replace(escaped, match =>
        {
            var name = match.Groups[1].Value;
            var id = name.Equals("chatruns", StringComparison.OrdinalIgnoreCase) ? slack.Options.BotUserId
                : slack.Users.FirstOrDefault(u => u.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Id;
            return id is null ? match.Value : isCommand ? $"<@{id}|{name.ToLowerInvariant()}>" : $"<@{id}>";
        });
    }

    [GeneratedRegex(@"(?<![\w@])@([\w.-]*\w)")]
    private static partial Regex Named();

    /// <summary>What the page asks for.</summary>
    /// <param name="Do">say, click, submit, close, home, shortcut, suggest, file; and what an operator fears: trouble, disconnect.</param>
    /// <param name="User">Who.</param>
    /// <param name="Channel">Where.</param>
    /// <param name="Text">What is said or typed into a menu, a file's bytes in base64, a kind of trouble, or why to disconnect.</param>
    /// <param name="Ts">The message that is clicked or that a shortcut is for; null = the modal or the Home tab.</param>
    /// <param name="What">action_id, callback id, a file's name, or the method that meets trouble.</param>
    /// <param name="Option">Value of the option that was chosen.</param>
    /// <param name="Thread">Thread to answer in.</param>
    /// <param name="Fill">What stands in the inputs, by action_id.</param>
    private sealed record Deed(string Do, string User, string Channel, string? Text, string? Ts, string? What, string? Option, string? Thread, Dictionary<string, string[]>? Fill);
}
