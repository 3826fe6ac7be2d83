using System.Globalization;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Commands.Language;

/// <summary>Reads "archive" and the like behind the words of a list, or behind numbers of runs.</summary>
internal static class BulkReader
{
    /// <summary>Most numbers of one line.</summary>
    public const int MostNumbers = 200;

    /// <summary>The command; null where the words are something else. What follows a deed is what a button adds: "confirm 12 at 2026-11-21T12:00:00Z".</summary>
    public static Command? Read(Words words, Reading reading)
    {
        var end = words.Count;
        int? confirmed = null;
        DateTimeOffset? at = null;
        if (end > 5 && words.Key(end - 4) == "confirm" && words.Key(end - 2) == "at"
            && Lengths.TryNumber(words.Key(end - 3), out var count)
            && DateTimeOffset.TryParseExact(words[end - 1].Raw, BulkCommand.MomentFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
            (confirmed, at, end) = ((int)Math.Min(count, int.MaxValue), moment, end - 4);
        if (end < 2 || DeedOf(words.Key(end - 1)) is not { } deed) return null;
        var rest = words.To(end - 1);
        // Ranges such as "last 7d" go on meaning what they meant when the runs were counted.
        if (at is { } then && then <= reading.Now) reading = reading with { Now = then };
        var read = Read(deed, rest, reading);
        return read is BulkCommand bulk && confirmed is not null ? bulk with { Confirmed = confirmed, At = at } : read;
    }

    private static Command? Read(BulkDeed deed, Words rest, Reading reading)
    {
        var numbers = Enumerable.Range(0, rest.Count).Select(at => RunReader.NumberOf(rest[at])).ToList();
        if (numbers.TrueForAll(number => number is > 0))
        {
            if (numbers.Count == 1) return null;
            return numbers.Count <= MostNumbers
                ? new BulkCommand(deed, null, [.. numbers.Select(number => number!.Value)])
                : new Wrong($"I take at most {MostNumbers} numbers in a line. A filter takes more.", MostNumbers, rest.Count - MostNumbers, "/runs last 7d").In(rest);
        }

        return new RunsReader(rest, reading).Read() is RunsCommand list ? new BulkCommand(deed, list with { Page = 1, PerPage = RunsCommand.UsualPerPage }, []) : null;
    }

    private static BulkDeed? DeedOf(string word) => word switch
    {
        "archive" => BulkDeed.Archive,
        "unarchive" => BulkDeed.Unarchive,
        "cancel" => BulkDeed.Cancel,
        "rerun" => BulkDeed.Rerun,
        "delete" => BulkDeed.Delete,
        _ => null,
    };
}
