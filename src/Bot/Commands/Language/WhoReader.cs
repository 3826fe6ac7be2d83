using System.Text.RegularExpressions;

namespace ChatRuns.Bot.Commands.Language;

/// <summary>
/// Reads who is meant: a mention as Slack writes it (<c>&lt;@U123|mia&gt;</c>, <c>&lt;!subteam^S123|@ops&gt;</c>) or as Teams' channel does, with the
/// directory's object id; the workspace or tenant is the speaker's), a key, "me", or a known name of a person or group.
/// </summary>
/// <param name="words">The line.</param>
/// <param name="reading">The names, and who speaks.</param>
internal sealed partial class WhoReader(Words words, Reading reading)
{
    private const int MostWords = 12;

    /// <summary>Reads one; null where the line ends.</summary>
    public Found<Named>? Read(int at)
    {
        if (at >= words.Count) return null;
        if (ReadMention(at) is { } mention) return mention;
        var raw = words[at].Raw;
        if (Key().IsMatch(raw)) return (1, new Named(raw, NameOf(raw)));
        if (words.Key(at) is "me" or "myself") return (1, new Named(reading.Reader, NameOf(reading.Reader)));
        return ReadName(at);
    }

    /// <summary>How many words a mention is that begins there: a display name may hold blanks.</summary>
    public static int MentionLength(Words words, int at)
    {
        for (var count = 1; count <= MostWords && at + count <= words.Count; count++)
            if (words.Typed(at, count).EndsWith('>')) return count;
        return 1;
    }

    private Found<Named>? ReadMention(int at)
    {
        if (!words[at].Raw.StartsWith("<@", StringComparison.Ordinal) && !words[at].Raw.StartsWith("<!subteam^", StringComparison.Ordinal)) return null;
        var count = MentionLength(words, at);
        if (Mention().Match(words.Typed(at, count)) is { Success: true } match)
        {
            var place = reading.Reader.Split('/');
            var group = match.Groups["group"].Success ? "@" : "";
            var name = match.Groups["name"].Value.Trim();
            var key = $"{place[0]}/{place[1]}/{group}{match.Groups["id"].Value}";
            return (count, new Named(key, name.Length > 0 ? name : NameOf(key)));
        }

        return new Wrong($"I cannot read the mention {Spelling.Show(words.Typed(at, 1))}. Write @ and choose from the list that your chat offers.", at, 1);
    }

    private Found<Named> ReadName(int at)
    {
        var (personCount, persons) = reading.Vocabulary.Persons.MatchQuotedToo(words, at);
        var (groupCount, groups) = reading.Vocabulary.GroupNames.MatchQuotedToo(words, at);
        var count = Math.Max(personCount, groupCount);
        List<Named> found = [];
        if (personCount == count) found.AddRange(persons.Select(p => new Named(p.Key, p.Name)));
        if (groupCount == count) found.AddRange(groups.Select(g => new Named(g.Key, g.Name)));
        if (count == 0) return Unknown(at);
        if (found.Count == 1) return (count, found[0]);
        var choices = found.Take(3).ToList();
        return new Wrong(
            $"{Spelling.Show(words.Typed(at, count))} can be {string.Join(" or ", choices.Select(c => $"{c.Name} ({c.Key})"))}. Which one?", at, count,
            [.. choices.Select(c => words.Replace(at, count, Spelling.Quote(c.Key)))]);
    }

    private Wrong Unknown(int at)
    {
        var near = reading.Vocabulary.Persons.Near(words, at).Select(one => (one.Count, Word: Spelling.Quote(one.Meaning.Key), one.Meaning.Name))
            .Concat(reading.Vocabulary.GroupNames.Near(words, at).Select(one => (one.Count, Word: Spelling.Quote(one.Meaning.Key), one.Meaning.Name))).Take(3).ToList();
        var unknown = $"I don't know {Spelling.Show(words.Typed(at, 1))}.";
        return near.Count == 0
            ? new($"{unknown} People are known once they have spoken to me; otherwise mention them, or write their key (yours is {reading.Reader}), or a group such as @ops.", at, 1)
            : new($"{unknown} Did you mean {string.Join(" or ", near.Select(n => Spelling.Show(n.Name)))}?", at, near[0].Count,
                [.. near.Select(n => words.Replace(at, n.Count, n.Word))]);
    }

    private string? NameOf(string key) =>
        reading.Vocabulary.People.FirstOrDefault(p => p.Key == key)?.Name ?? reading.Vocabulary.Groups.FirstOrDefault(g => g.Key == key)?.Name;

    [GeneratedRegex(@"^<(?:@|(?<group>!subteam\^))(?<id>[A-Za-z0-9-]{1,64})(?:\|@?(?<name>[^<>]{0,100}))?>$")]
    private static partial Regex Mention();

    [GeneratedRegex(@"^[a-z]{1,20}/[^/\s]{1,100}/[^\s]{1,200}$")]
    private static partial Regex Key();
}
