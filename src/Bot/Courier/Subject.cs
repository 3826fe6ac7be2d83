using System.Globalization;
using ChatRuns.Actions;

namespace ChatRuns.Bot.Courier;

/// <summary>What a living card shows, as text that is kept: a closed family.</summary>
internal abstract record Subject
{
    /// <summary>One run: its page in a message.</summary>
    internal sealed record Run(long Number) : Subject
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"run/{Number}");
    }

    /// <summary>A run that completed or was canceled.</summary>
    internal sealed record Finished(long Number) : Subject
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"finished/{Number}");
    }

    /// <summary>The proposed actions of a run.</summary>
    internal sealed record Actions(long Number) : Subject
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"actions/{Number}");
    }

    /// <summary>One proposed action, shown whole.</summary>
    internal sealed record Action(ActionId Id) : Subject
    {
        public override string ToString() => $"action/{Id}";
    }

    /// <summary>The question that a step of a run asks.</summary>
    internal sealed record Question(long Number, string Step) : Subject
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"question/{Number}/{Step}");
    }

    /// <summary>Failures of an agent in a row, by the first of them.</summary>
    internal sealed record Streak(string Agent, long First) : Subject
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"streak/{Agent}/{First}");
    }

    /// <summary>Reads what was kept; null for a subject of a later program.</summary>
    public static Subject? Parse(string text) => text.Split('/') switch
    {
        ["run", var n] when NumberIn(n) is { } number => new Run(number),
        ["finished", var n] when NumberIn(n) is { } number => new Finished(number),
        ["actions", var n] when NumberIn(n) is { } number => new Actions(number),
        ["action", var id] when ActionId.TryParse(id, out var action) => new Action(action),
        ["question", var n, var step] when NumberIn(n) is { } number => new Question(number, step),
        ["streak", var agent, var n] when NumberIn(n) is { } number => new Streak(agent, number),
        _ => null,
    };

    private static long? NumberIn(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
