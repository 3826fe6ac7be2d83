namespace ChatRuns.Agents;

/// <summary>A file that somebody shares with the bot, or that is posted to the agent's address; each file is a run of its own, which reads it as <c>{{run.file.…}}</c>.</summary>
/// <param name="Name">Unique within the agent.</param>
/// <param name="Types">Endings of file names that it takes, in lower case and without the dot ("csv", "tar.gz"); empty for all.</param>
/// <param name="MostBytes">Largest file that it takes.</param>
public sealed record UploadTrigger(string Name, IReadOnlyList<string> Types, long MostBytes) : Trigger(Name), IGuardedTrigger
{
    /// <summary>Largest file, in bytes, that any trigger can take.</summary>
    public const long Most = 32_000_000;

    /// <summary>Largest file, in bytes, where the agent says nothing.</summary>
    public const long Usual = 10_000_000;

    /// <summary>Names of the secrets that let a file in that is posted to the agent's address; empty: files are shared in chats only.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>Whether the ending of a file's name is one that it takes.</summary>
    public bool TakesType(string fileName) =>
        Types.Count == 0 || Types.Any(type => fileName.EndsWith("." + type, StringComparison.OrdinalIgnoreCase) && fileName.Length > type.Length + 1);

    /// <summary>What it takes, for people: "csv or pdf, up to 5 MB".</summary>
    public string Wants => (Types.Count == 0 ? "any file" : string.Join(", ", Types.SkipLast(1)) + (Types.Count > 1 ? " or " : "") + Types[^1])
        + ", up to " + Journal.Words.Bytes(MostBytes);
}
