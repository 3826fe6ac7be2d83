namespace ChatRuns.Bot.Commands.Language;

/// <summary>What was used: runs, tokens, credits.</summary>
/// <param name="Agent">Of one agent; null for all.</param>
/// <param name="Range">When.</param>
internal sealed record UsageCommand(string? Agent, TimeRange Range) : Command
{
    /// <inheritdoc/>
    public override string ToLine() => $"/usage{(Agent is null ? "" : $" {Spelling.Quote(Agent)}")} {Range.Line}";
}

/// <summary>Reads <c>/usage site-check last month</c>: an agent and a range, in any order; this month where none is said.</summary>
/// <param name="words">The words after the verb.</param>
/// <param name="reading">Names, now and the zone.</param>
internal sealed class UsageReader(Words words, Reading reading)
{
    private const string ThisMonth = "this month";

    private static readonly Phrases<string> Fillers = new Phrases<string>()
        .Add("", ["all", "of", "for", "the", "in", "agent", "agents", "show", "and", "tokens", "credits", "cost", "costs"]);

    /// <summary>Words beside which an agent's name may stand.</summary>
    public static IEnumerable<string> Words => Fillers.All.Select(one => one.Spelling);

    /// <summary>The command, or the first problem.</summary>
    public Command Read()
    {
        var line = words.ForFilter();
        (string? agent, TimeRange? range) = (null, null);
        for (var at = 0; at < line.Count;)
        {
            var (count, found) = AgentReader.Match(line, at, reading.Vocabulary);
            var ranged = new RangeReader(line, reading).Read(at);
            if (ranged is { Wrong: { } wrong } && count == 0) return wrong.In(line);
            if (ranged is { Value: { } value } && ranged.Count >= count)
            {
                if (range is not null) return OneOnly(line, at, ranged.Count, "range of time").In(line);
                (range, at) = (value, at + ranged.Count);
            }
            else if (count > 0)
            {
                if (found.Count > 1) return SmallReaders.Several(line, at, count, found).In(line);
                if (agent is not null && agent != found[0].Name) return OneOnly(line, at, count, "agent").In(line);
                (agent, at) = (found[0].Name, at + count);
            }
            else if (Fillers.Match(line, at).Count is > 0 and var skipped) at += skipped;
            else return AgentReader.UnknownAgent(line, at, reading.Vocabulary).In(line);
        }

        return new UsageCommand(agent, range ?? Default());
    }

    private TimeRange Default() => new RangeReader(new("usage", Tokenizer.Read(ThisMonth).Tokens, 0), reading).Read(0)!.Value!;

    private static Wrong OneOnly(Words line, int at, int count, string noun) => new($"I take one {noun} at a time.", at, count, line.Replace(at, count, ""));
}
