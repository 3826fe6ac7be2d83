using ChatRuns.Agents;
using ChatRuns.Bot.Cards;
using ChatRuns.Store;

namespace ChatRuns.Bot.Views;

/// <summary>What is set over an agent's file, in words: "threshold 0.95 by Mia; the file says 0.9" (M10).</summary>
internal static class OverrideWords
{
    /// <summary>"mode", "schedule nightly".</summary>
    public static string NameOf(string field) => Overrides.TriggerOf(field) is { } trigger ? $"schedule {trigger}" : field;

    /// <summary>A value as people read it.</summary>
    public static string ValueOf(string field, string value) => (field, value) switch
    {
        (Overrides.Mode, "auto") => "goes ahead",
        (Overrides.Mode, "ask") => "asks first",
        (Overrides.Approvals, _) => $"{value} needed",
        _ => value,
    };

    /// <summary>What counts, who said so, and what the file says.</summary>
    public static Phrase Of(OverrideRow row, Agent? file)
    {
        var words = Phrase.Of($"{NameOf(row.Field)}: {ValueOf(row.Field, row.Value)}, set by {row.ByName}");
        if (row.Reason is { } reason) words = words.Then(Phrase.Of($" ({reason})"));
        return words.Then(FileSays(row.Field, file));
    }

    /// <summary>What waits for an admin.</summary>
    public static Phrase Wish(OverrideRow row, Agent now)
    {
        var wanted = row.Value == Overrides.OfFile ? Phrase.Of($"{row.ByName} wants {NameOf(row.Field)} as the file says") : Phrase.Of($"{row.ByName} wants {NameOf(row.Field)}: {ValueOf(row.Field, row.Value)}");
        if (row.Reason is { } reason) wanted = wanted.Then(Phrase.Of($" ({reason})"));
        return wanted.Then(Phrase.Of($"; now it is {ValueOf(row.Field, Overrides.ValueOf(now, row.Field) ?? "")}. It loosens approval, so it waits for an admin"));
    }

    private static Phrase FileSays(string field, Agent? file) => file is null ? ""
        : Overrides.ValueOf(file, field) is { } value ? Phrase.Of($"; the file says {ValueOf(field, value)}") : "; the file has no such schedule any more";
}
