using System.Text;
using System.Text.Json;
using ChatRuns.Runs;

namespace ChatRuns.Steps;

/// <summary>One message of a program: a closed family, see docs/agent-protocol.md.</summary>
internal abstract record ProgramMessage
{
    /// <summary>A log line, or several.</summary>
    public sealed record Log(string Level, string Text) : ProgramMessage;

    /// <summary>How far the program is.</summary>
    public sealed record Progress(int? Percent, string? Text) : ProgramMessage;

    /// <summary>A changing tool call that it wants made.</summary>
    public sealed record Propose(string Tool, JsonElement Arguments, string? Target, double? Confidence, string? Reason) : ProgramMessage;

    /// <summary>A file for the run: its content, or where it lies in the working folder.</summary>
    public sealed record File(string Name, string? Path, byte[]? Content, string? Type) : ProgramMessage;

    /// <summary>One member of the output, or the whole of it where there is no name.</summary>
    public sealed record Output(string? Name, JsonElement Value) : ProgramMessage;

    /// <summary>The run's report: its Markdown, or where it lies in the working folder.</summary>
    public sealed record Report(string? Markdown, string? Path) : ProgramMessage;

    /// <summary>One line about what the run did.</summary>
    public sealed record Summary(string Text) : ProgramMessage;

    /// <summary>Tokens and credits that it used.</summary>
    public sealed record Used(Usage Usage) : ProgramMessage;

    /// <summary>Why it fails, by one of the causes that people are told apart.</summary>
    public sealed record Fail(Cause Cause, string Text) : ProgramMessage;

    /// <summary>Meant as a message, but not one: logged with its reason.</summary>
    public sealed record Malformed(string Why) : ProgramMessage;
}

/// <summary>Reads messages: one JSON object in one line, with the member <c>chatruns</c> that names the message. Pure.</summary>
internal static class AgentProtocol
{
    private const double MostTokens = 1e12;
    private const double MostCredits = 1e9;

    /// <summary>The causes that a program can name.</summary>
    internal static readonly IReadOnlyDictionary<string, Cause> Causes = new Dictionary<string, Cause>
    {
        ["failed"] = Cause.NonZeroExit,
        ["not_configured"] = Cause.NotConfigured,
        ["credential_expired"] = Cause.CredentialExpired,
        ["rate_limit"] = Cause.RateLimited,
        ["service_timeout"] = Cause.ServiceTimedOut,
        ["invalid_arguments"] = Cause.InvalidArguments,
        ["wrong_format"] = Cause.WrongFormat,
        ["account_expired"] = Cause.AccountExpired,
        ["unreachable"] = Cause.TargetUnreachable,
    };

    // A doubled member would let the card show one value and the tool see another.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    /// <summary>Reads a line; null when it is an ordinary one.</summary>
    public static ProgramMessage? Read(ReadOnlySpan<byte> line)
    {
        line = line.Trim(" \t"u8);
        if (line.IsEmpty || line[0] != '{' || line.IndexOf("\"chatruns\""u8) < 0) return null;
        try
        {
            // From text, where invalid UTF-8 has become U+FFFD: one bad byte must not cost a message.
            using var document = JsonDocument.Parse(Encoding.UTF8.GetString(line), Strict);
            return document.RootElement.TryGetProperty("chatruns", out var kind) ? Read(document.RootElement, kind) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            var isMeant = line[1..].TrimStart(" \t"u8).StartsWith("\"chatruns\""u8);
            return isMeant ? new ProgramMessage.Malformed($"it is not valid JSON: {Plain(e)}") : null;
        }
        catch (MessageException e)
        {
            return new ProgramMessage.Malformed(e.Message);
        }
    }

    /// <summary>A message of which only the beginning was kept.</summary>
    public static bool LooksLikeMessage(ReadOnlySpan<byte> line) =>
        line.Length > 0 && line[0] == '{' && line[..Math.Min(line.Length, 200)].IndexOf("\"chatruns\""u8) > 0;

    private static ProgramMessage Read(JsonElement message, JsonElement kind)
    {
        var members = new MessageMembers(message);
        var name = kind.ValueKind == JsonValueKind.String ? kind.GetString()! : kind.GetRawText();
        return name switch
        {
            "log" => members.Only(ReadLog(members), "level", "text"),
            "progress" => members.Only(ReadProgress(members), "percent", "text"),
            "propose" => members.Only(ReadPropose(members), "tool", "arguments", "target", "confidence", "reason"),
            "file" => members.Only(ReadFile(members), "name", "path", "text", "base64", "type"),
            "output" => members.Only(new ProgramMessage.Output(members.Text("name"), members.Value("value")), "name", "value"),
            "report" => members.Only(ReadReport(members), "markdown", "path"),
            "summary" => members.Only(new ProgramMessage.Summary(members.NeededText("text")), "text"),
            "usage" => members.Only(ReadUsage(members), "model", "input_tokens", "output_tokens", "credits"),
            "fail" => members.Only(ReadFail(members), "cause", "text"),
            _ => throw new MessageException(
                $"there is no message '{name}'; the messages are log, progress, propose, file, output, report, summary, usage and fail"),
        };
    }

    private static ProgramMessage.Log ReadLog(MessageMembers members)
    {
        var level = members.Text("level") ?? "info";
        if (level is not ("debug" or "info" or "warning" or "error"))
            throw new MessageException($"'level' is debug, info, warning or error, not '{level}'");
        return new(level, members.NeededText("text"));
    }

    private static ProgramMessage.Progress ReadProgress(MessageMembers members)
    {
        var percent = members.Number("percent", 0, 100);
        var text = members.Text("text");
        if (percent is null && text is null) throw new MessageException("it needs 'percent' or 'text'");
        return new(percent is { } number ? (int)number : null, text);
    }

    private static ProgramMessage.Propose ReadPropose(MessageMembers members)
    {
        var tool = members.NeededText("tool");
        if (tool.Length is 0 or > 200) throw new MessageException("'tool' is a name such as file.move");
        return new(tool, members.Object("arguments"), members.Text("target"), members.Number("confidence", 0, 1), members.Text("reason"));
    }

    private static ProgramMessage.File ReadFile(MessageMembers members)
    {
        var (path, text, base64) = (members.Text("path"), members.Text("text"), members.Text("base64"));
        if (new[] { path, text, base64 }.Count(given => given is not null) != 1)
            throw new MessageException("it needs exactly one of 'path', 'text' and 'base64'");
        var name = members.Text("name") ?? (path is null ? throw new MessageException("it needs 'name'") : Path.GetFileName(path));
        if (name.Length is 0 or > 200 || name is "." or ".." || name.Any(c => c is '/' or '\\' || char.IsControl(c)))
            throw new MessageException("'name' is a file's name without folders, of at most 200 characters");
        var content = text is not null ? Encoding.UTF8.GetBytes(text) : base64 is not null ? FromBase64(base64) : null;
        return new(name, path, content, members.Text("type"));
    }

    private static ProgramMessage.Report ReadReport(MessageMembers members)
    {
        var (markdown, path) = (members.Text("markdown"), members.Text("path"));
        if (markdown is null == path is null) throw new MessageException("it needs exactly one of 'markdown' and 'path'");
        return new(markdown, path);
    }

    private static ProgramMessage.Used ReadUsage(MessageMembers members)
    {
        var (input, output, credits) = (members.Number("input_tokens", 0, MostTokens), members.Number("output_tokens", 0, MostTokens), members.Number("credits", 0, MostCredits));
        if (input is null && output is null && credits is null) throw new MessageException("it needs 'input_tokens', 'output_tokens' or 'credits'");
        return new(new() { Model = members.Text("model"), InputTokens = (long)(input ?? 0), OutputTokens = (long)(output ?? 0), Credits = (decimal?)credits });
    }

    private static ProgramMessage.Fail ReadFail(MessageMembers members)
    {
        var word = members.Text("cause") ?? "failed";
        if (!Causes.TryGetValue(word, out var cause)) throw new MessageException($"'cause' is one of {string.Join(", ", Causes.Keys)}, not '{word}'");
        return new(cause, members.NeededText("text"));
    }

    private static byte[] FromBase64(string text)
    {
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var written)) throw new MessageException("'base64' is not valid base64");
        return bytes[..written];
    }

    // The parser counts lines from 0 and bytes, which reads oddly for a single line; its sentence is enough.
    private static string Plain(Exception e)
    {
        // JSON can spell half of a surrogate pair, which no text can hold; the parser finds it in names, GetString in texts.
        if (e is InvalidOperationException) return "it holds half a character (a lone \\ud800 to \\udfff)";
        var end = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end < 0 ? e.Message : e.Message[..end]).TrimEnd('.');
    }
}
