using System.Text.Json.Nodes;
using ChatRuns.StandIns.Model;

namespace ChatRuns.StandIns;

/// <summary>Files, both ways.</summary>
public sealed partial class TeamsStandIn
{
    /// <summary>Shares a file with the bot; outside a personal chat the bot is mentioned beside it.</summary>
    public Task<TeamsBotAnswer> ShareFileAsync(string user, string chat, string name, byte[] bytes, string text = "") => _door.SendAsync(Look(t =>
    {
        var id = t.NewId();
        t.Files[id] = bytes;
        var activity = _activities.Message(User(t, user), ChatOf(t, chat), text, null);
        activity["attachments"]!.AsArray().Add(new JsonObject
        {
            ["contentType"] = "application/vnd.microsoft.teams.file.download.info", ["name"] = name, ["contentUrl"] = $"{t.Home}/personal/{name}",
            ["content"] = new JsonObject { ["downloadUrl"] = $"{t.Home}/files/{id}", ["uniqueId"] = id, ["fileType"] = Path.GetExtension(name).TrimStart('.') },
        });
        return activity;
    }));

    /// <summary>Says yes or no to a file that the bot offers; the id under which it then is, for <see cref="File"/>.</summary>
    public async Task<string> AnswerFileAsync(string user, TeamsMessage message, bool accept)
    {
        var offer = message.Activity["attachments"]![0]!;
        var (id, name) = (Look(t => t.NewId()), (string)offer["name"]!);
        var value = new JsonObject { ["type"] = "fileUpload", ["action"] = accept ? "accept" : "decline", ["context"] = offer["content"]![accept ? "acceptContext" : "declineContext"]!.DeepClone() };
        if (accept)
            value["uploadInfo"] = new JsonObject { ["contentUrl"] = $"{Home}/personal/{name}", ["name"] = name, ["uploadUrl"] = $"{Home}/files/{id}", ["uniqueId"] = id, ["fileType"] = Path.GetExtension(name).TrimStart('.') };
        await InvokeAsync(user, message.Chat, "fileConsent/invoke", value, message);
        return id;
    }

    /// <summary>The bytes of a file; null when there is none of that id.</summary>
    public byte[]? File(string id) => Look(t => t.Files.GetValueOrDefault(id));
}
