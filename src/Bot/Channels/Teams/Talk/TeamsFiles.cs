using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels.Teams.Api;
using ChatRuns.Bot.Channels.Teams.Cards;
using ChatRuns.Bot.Channels.Teams.Door;

namespace ChatRuns.Bot.Channels.Teams.Talk;

/// <summary>
/// Files of runs, handed over in somebody's own conversation: Teams asks the person whether they want one, names a place in their OneDrive, and
/// the bot puts it there. The person is asked for their sight of the run again when they say yes.
/// </summary>
/// <remarks>Source: learn.microsoft.com, "Send and receive files" of Teams (file consent card, fileConsent/invoke, file info card).</remarks>
internal sealed partial class TeamsFiles(IRunFiles files, TeamsApi api, TeamsShares shares, ILogger<TeamsFiles> log)
{
    private const int MostOffered = 10;

    /// <summary>Asks whether the person wants the files of a run; what is said about it.</summary>
    public async Task<string> OfferAsync(TeamsActivity activity, TeamsPerson person, TeamsPress press, CancellationToken cancel)
    {
        if (RunOf(press.Data) is not { } run) return "This card is damaged. Open the run again.";
        var all = await files.ListAsync(run, person.Who, cancel);
        if (all.Count == 0) return $"Run #{run} has no files any more.";
        foreach (var file in all.Take(MostOffered))
        {
            var answer = await api.SendAsync(new(activity.ServiceUrl, activity.Conversation.Id, person.Who.Tenant), Consent(run, file), cancel);
            if (answer is not TeamsAnswer.Ok) return $"Teams does not take the files now ({answer.Words()}). Try again in a minute.";
        }

        return all.Count > MostOffered ? $"The first {MostOffered} of {all.Count} files." : "Say for each whether you want it.";
    }

    /// <summary>The person said yes or no to one.</summary>
    public async Task<InvokeAnswer> AnsweredAsync(TeamsActivity activity, TeamsPerson person, CancellationToken cancel)
    {
        var place = new TeamsPlace(activity.ServiceUrl, activity.Conversation.Id, person.Who.Tenant);
        if (activity.Value.Text("action") == "accept" && person.Refusal is null)
            await api.SendAsync(place, await HandOverAsync(activity, person, cancel), cancel);
        // The question is answered either way.
        if (activity.ReplyToId is { Length: > 0 } question) await api.DeleteAsync(place, question, cancel);
        return new InvokeAnswer.Nothing();
    }

    private async Task<JsonObject> HandOverAsync(TeamsActivity activity, TeamsPerson person, CancellationToken cancel)
    {
        var (context, to) = (activity.Value.At("context"), activity.Value.At("uploadInfo"));
        if (RunOf(context) is not { } run || context.Text("name") is not { } name || shares.AddressOf(to.Text("uploadUrl")) is not { } address)
            return Words("This question is damaged. Ask for the files again.");
        await using var content = await files.OpenAsync(run, name, person.Who, cancel);
        if (content is null) return Words($"Run #{run} has no such file any more.");
        if (await shares.PutAsync(address, content, cancel) is { } trouble)
        {
            LogNotPut(trouble);
            return Words($"Teams did not take the file ({trouble}). Ask for it again.");
        }

        return new()
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray(new JsonObject
            {
                ["contentType"] = "application/vnd.microsoft.teams.card.file.info",
                ["contentUrl"] = to.Text("contentUrl"),
                ["name"] = to.Text("name") ?? name,
                ["content"] = new JsonObject { ["uniqueId"] = to.Text("uniqueId"), ["fileType"] = to.Text("fileType") },
            }),
        };
    }

    private static JsonObject Consent(long run, RunFileInfo file)
    {
        var context = new JsonObject { ["run"] = run.ToString(CultureInfo.InvariantCulture), ["name"] = file.Name };
        return new()
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray(new JsonObject
            {
                ["contentType"] = "application/vnd.microsoft.teams.card.file.consent",
                ["name"] = file.Name,
                ["content"] = new JsonObject { ["description"] = $"Of run #{run}", ["sizeInBytes"] = file.Bytes, ["acceptContext"] = context, ["declineContext"] = context.DeepClone() },
            }),
        };
    }

    private static JsonObject Words(string text) => new() { ["type"] = "message", ["text"] = text, ["textFormat"] = "plain" };

    private static long? RunOf(JsonElement data) => long.TryParse(data.Text("run"), NumberStyles.None, CultureInfo.InvariantCulture, out var run) ? run : null;

    [LoggerMessage(Level = LogLevel.Warning, Message = "A file could not be put where Teams said: {Why}")]
    private partial void LogNotPut(string why);
}

/// <summary>Reads members of what Teams sent; anything may be missing or of another type.</summary>
internal static class TeamsJson
{
    /// <summary>A member; undefined where it is missing.</summary>
    public static JsonElement At(this JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var member) ? member : default;

    /// <summary>A text; null where it is missing or none.</summary>
    public static string? Text(this JsonElement from, string name) => from.At(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
