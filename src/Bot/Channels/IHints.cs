using ChatRuns.Journal;

namespace ChatRuns.Bot.Channels;

/// <summary>What the text box offers while somebody types.</summary>
internal interface IHints
{
    /// <summary>As of now, for this person.</summary>
    Hints Read(Principal who);
}

/// <summary>What can be typed.</summary>
/// <param name="Commands">"/runs" and what it does.</param>
/// <param name="Agents">Names, offered after "/agent", and their titles.</param>
internal sealed record Hints(IReadOnlyList<Hint> Commands, IReadOnlyList<Hint> Agents);

/// <summary>One offer.</summary>
/// <param name="Text">What is typed when it is taken.</param>
/// <param name="Word">A word on it.</param>
internal sealed record Hint(string Text, string Word);
