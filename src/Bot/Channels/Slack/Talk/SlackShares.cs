using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels.Slack.Api;
using ChatRuns.Bot.Channels.Slack.Door;

namespace ChatRuns.Bot.Channels.Slack.Talk;

/// <summary>
/// Files that stand beside a message. Their bytes are fetched with the bot's token, from Slack's own hosts only and without following
/// redirects; a file that Slack Connect brings is asked for first.
/// </summary>
/// <remarks>Source: docs.slack.dev, "File object" and "files.info".</remarks>
internal sealed class SlackShares(SlackApi api)
{
    private const string NoScope = "Slack does not let me read it. An admin has to give the app the scope files:read and install it again.";

    /// <summary>The files of a message event; empty where it has none.</summary>
    public IReadOnlyList<SharedFile> Of(JsonElement message, Workspace workspace) => [.. message.List("files").Select(file => Read(file.Clone(), workspace))];

    private SharedFile Read(JsonElement file, Workspace workspace) => new(
        file.Text("name") ?? file.Text("title") ?? "file", file.Text("mimetype") is { Length: > 0 } type ? type : null,
        file.At("size") is { ValueKind: JsonValueKind.Number } size && size.TryGetInt64(out var bytes) ? bytes : null,
        cancel => OpenAsync(file, workspace, cancel));

    private async Task<FileFetch> OpenAsync(JsonElement file, Workspace workspace, CancellationToken cancel)
    {
        if (file.Text("file_access") == "check_file_info" && file.Text("id") is { } id)
        {
            var asked = await api.CallAsync(workspace.Token, "files.info", new JsonObject { ["file"] = id }, cancel);
            if (asked is not SlackAnswer.Ok ok) return Trouble(asked);
            file = ok.Body.At("file");
        }

        if (file.IsTrue("is_external") || file.Text("mode") is "external") return new FileFetch.Refused("it is kept outside of Slack, where I cannot fetch it. Upload the file itself.");
        if (file.Text("mode") is "tombstone" or "hidden_by_limit") return new FileFetch.Refused("Slack does not have it any more.");
        if (SlackAddresses.File(file.Text("url_private_download") ?? file.Text("url_private"), api.Root) is not { } address)
            return new FileFetch.Refused("Slack gave no address of its own for it.");
        var answer = await api.DownloadAsync(workspace.Token, address, cancel);
        if (answer is not SlackAnswer.File got) return Trouble(answer);
        if (!IsSignInPage(got, file)) return new FileFetch.Opened(got.Content);
        await got.Content.DisposeAsync();
        return new FileFetch.Refused(NoScope);
    }

    // Slack answers with a page to sign in, or leads to one, where the file may not be read.
    private static bool IsSignInPage(SlackAnswer.File got, JsonElement file) =>
        got.MediaType == "text/html" && file.Text("mimetype") is not "text/html" && file.Text("filetype") is not "html";

    private static FileFetch.Refused Trouble(SlackAnswer answer) => answer switch
    {
        SlackAnswer.Limited limited => throw new SlackBusyException(limited.After, answer.Words()),
        SlackAnswer.Unreachable => throw new SlackBusyException(TimeSpan.FromSeconds(5), answer.Words()),
        SlackAnswer.Refused { Error: "http_302" or "http_401" or "http_403" or "missing_scope" } => new(NoScope),
        SlackAnswer.Refused { Error: "http_404" or "http_410" or "file_not_found" or "file_deleted" } => new("Slack does not have it any more."),
        _ => new($"Slack did not give it to me ({answer.Words()})."),
    };
}
