using ChatRuns.Actions;

namespace ChatRuns.Bot.Commands.Language;

/// <summary>
/// Reads <c>/freeze [all, tag:x, agent] [for 2h] reason</c> and <c>/unfreeze</c>. What stops agents is never guessed: a word that is neither
/// agent nor tag is asked back, not taken as the reason for stopping all.
/// </summary>
internal sealed class FreezeReader(Words words, Reading reading)
{
    private static readonly Phrases<string> Everything = new Phrases<string>().Add("all", "all", "everything", "all agents", "everywhere");

    /// <summary>The stop, or the problem.</summary>
    public Command Freeze()
    {
        if (words.Count == 0) return new FreezeCommand(GrantScope.Everything);
        var (count, scope, wrong) = IsFor(0) ? (0, GrantScope.Everything, null) : Scope();
        if (wrong is not null) return wrong.In(words);
        if (!IsFor(count)) return new FreezeCommand(scope!, null, Reasons.Read(words.From(count)));
        if (Lengths.ReadLength(words, count + 1) is not { } length || length.Length <= TimeSpan.Zero) return BadLength(count).In(words);
        return new FreezeCommand(scope!, length.Length, Reasons.Read(words.From(count + 1 + length.Words)));
    }

    /// <summary>The end, or the problem.</summary>
    public Command Unfreeze()
    {
        if (words.Count == 0) return new UnfreezeCommand();
        var (count, scope, wrong) = Scope();
        if (wrong is not null) return wrong.In(words);
        if (count < words.Count) return new Wrong($"I don't know what {Spelling.Show(words.Typed(count, words.Count - count))} means here.", count, words.Count - count, $"/unfreeze {words.Source(0, count)}").In(words);
        return new UnfreezeCommand(scope!.IsEverything ? null : scope);
    }

    // "for maintenance" is a reason; "for 2x" is a length that went wrong.
    private bool IsFor(int at) => words.Key(at) == "for" && at + 1 < words.Count && !words[at + 1].IsQuoted
        && (char.IsAsciiDigit(words[at + 1].Raw[0]) || Lengths.ReadLength(words, at + 1) is not null);

    private Wrong BadLength(int at) => new(
        $"{Spelling.Show(words.Typed(at, Math.Min(2, words.Count - at)))}: I don't know how long that is. Try 30m, 2h or 1d.", at, 2,
        words.Replace(at, 2, "for 2h"));

    private (int Count, GrantScope? Scope, Wrong? Wrong) Scope()
    {
        if (Everything.Match(words, 0).Count is > 0 and var all) return (all, GrantScope.Everything, null);
        var raw = words[0].IsQuoted ? "" : words[0].Raw;
        if (raw.StartsWith("tag:", StringComparison.OrdinalIgnoreCase)) return Tag(raw[4..], 1);
        if (raw.StartsWith("agent:", StringComparison.OrdinalIgnoreCase)) return Agent(raw[6..]);
        if (words.Key(0) == "tag" && words.Count > 1) return Tag(words[1].Raw, 2);
        var (count, found) = AgentReader.Match(words, 0, reading.Vocabulary);
        if (count > 0) return found is [var one] ? (count, GrantScope.OfAgent(one.Name), null) : (count, null, Several(found, count));
        return (1, null, Unknown());
    }

    private (int, GrantScope?, Wrong?) Tag(string typed, int count)
    {
        if (reading.Vocabulary.Tags.Find(typed) is [var tag, ..]) return (count, GrantScope.OfTag(tag), null);
        var near = Nearest.Of(typed, [.. reading.Vocabulary.Tags.All.Select(one => one.Meaning).Distinct()], 2);
        var known = near.Count > 0 ? $"Did you mean {string.Join(" or ", near.Select(one => Spelling.Show($"tag:{one}")))}?" : "/agents shows what there is.";
        return (count, null, new($"No agent has the tag {Spelling.Show(typed)}. {known}", 0, count, [.. near.Select(one => words.Replace(0, count, $"tag:{one}"))]));
    }

    private (int, GrantScope?, Wrong?) Agent(string typed) => reading.Vocabulary.Phrases.Find(typed).FirstOrDefault(known => known.Kind == KnownKind.Agent) is { } agent
        ? (1, GrantScope.OfAgent(agent.Name), null)
        : (1, null, AgentReader.UnknownAgent(words, 0, reading.Vocabulary));

    private Wrong Several(IReadOnlyList<Known> found, int count) => new(
        $"{Spelling.Show(words.Typed(0, count))} can be {string.Join(" or ", found.Take(3).Select(one => one.Name))}. Which one?", 0, count,
        [.. found.Take(3).Select(one => words.Replace(0, count, Spelling.Quote(one.Name)))]);

    private Wrong Unknown()
    {
        var near = AgentReader.UnknownAgent(words, 0, reading.Vocabulary);
        var tags = reading.Vocabulary.Tags.Find(words[0].Raw);
        string[] fixes = [.. tags.Select(tag => words.Replace(0, 1, $"tag:{tag}")), .. near.Fixes.Where(line => line != "/agents"), $"/{words.Verb} all {words.Source(0, words.Count)}"];
        return near with { Message = near.Message.Replace("/agents lists them all.", $"Say {words.Verb} all to mean every agent.", StringComparison.Ordinal), Fixes = words.Verb == "freeze" ? fixes : fixes[..^1] };
    }
}
