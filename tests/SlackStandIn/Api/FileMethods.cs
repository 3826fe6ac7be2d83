using System.Globalization;
using System.Text.Json.Nodes;
using ChatRuns.StandIns.Model;

namespace ChatRuns.StandIns.Api;

/// <summary>files.*: an address to upload to, the upload, and its end.</summary>
internal sealed class FileMethods(Workspace workspace, Drafts drafts)
{
    public IEnumerable<Method> All() =>
    [
        new("files.getUploadURLExternal", GetUploadUrl, FormOnly: true), new("files.completeUploadExternal", Complete), new("files.info", Info, FormOnly: true),
    ];

    /// <summary>Takes the bytes; false for an address that was never given.</summary>
    public bool Upload(string id, byte[] bytes)
    {
        if (!workspace.Files.TryGetValue(id, out var file)) return false;
        if (bytes.LongLength != file.Announced) workspace.Violate("upload", $"{file.Name} was announced with {file.Announced} bytes and came with {bytes.Length}");
        workspace.Files[id] = file with { Bytes = bytes, Uploaded = true };
        workspace.Record("upload", new JsonObject { ["file"] = id, ["length"] = bytes.LongLength }, null);
        return true;
    }

    private JsonObject GetUploadUrl(Arguments arguments)
    {
        var length = long.TryParse(arguments.Need("length"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : throw new SlackError("invalid_arguments");
        var file = new SlackFile(workspace.NewId("F"), arguments.Need("filename"), workspace.Options.BotUserId, []) { Announced = length, AltText = arguments.Text("alt_txt") };
        workspace.Files[file.Id] = file;
        return new JsonObject { ["upload_url"] = $"{workspace.Home}/upload/v1/{file.Id}", ["file_id"] = file.Id };
    }

    private JsonObject Complete(Arguments arguments)
    {
        if (arguments.Json("files", "invalid_arguments") is not JsonArray { Count: > 0 } wanted) throw new SlackError("invalid_arguments");
        var channels = (arguments.Text("channel_id") ?? arguments.Text("channels") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(c => workspace.Channels.GetValueOrDefault(c) ?? throw new SlackError("channel_not_found")).ToList();
        if (channels.Any(c => !c.IsMember)) throw new SlackError("not_in_channel");
        var files = wanted.Select(w => Titled(w)).ToList();
        foreach (var file in files) workspace.Files[file.Id] = file with { Channels = [.. channels.Select(c => c.Id)] };
        foreach (var channel in channels) Share(arguments, channel, [.. files.Select(f => f.Id)]);
        return new JsonObject { ["files"] = new JsonArray([.. files.Select(f => Wire.File(workspace, workspace.Files[f.Id]))]) };
    }

    private SlackFile Titled(JsonNode? wanted)
    {
        if ((string?)wanted?["id"] is not { } id || !workspace.Files.TryGetValue(id, out var file) || !file.Uploaded) throw new SlackError("file_not_found");
        return file with { Title = (string?)wanted["title"] ?? file.Name };
    }

    private void Share(Arguments arguments, SlackChannel channel, IReadOnlyList<string> files)
    {
        var comment = arguments.Text("initial_comment") ?? "";
        var blocks = comment.Length > 0 ? [] : drafts.Blocks(arguments.Json("blocks", "invalid_blocks"), "files.completeUploadExternal");
        workspace.Add(new SlackMessage
        {
            Channel = channel.Id, Ts = workspace.NewTs(), User = workspace.Options.BotUserId, FromBot = true,
            Text = comment, Blocks = blocks, ThreadTs = arguments.Text("thread_ts"), Files = files,
        });
    }

    private JsonObject Info(Arguments arguments) =>
        workspace.Files.TryGetValue(arguments.Need("file"), out var file) ? new JsonObject { ["file"] = Wire.File(workspace, file) } : throw new SlackError("file_not_found");
}
