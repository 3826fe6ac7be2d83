using ChatRuns.Bot.Channels;
using ChatRuns.Journal;

namespace ChatRuns.Bot.Commands;

/// <summary>What the text box of the web chat offers.</summary>
internal sealed class CommandHints(RunEngine engine) : IHints
{
    /// <inheritdoc/>
    public Hints Read(Principal who) => new(
        [.. HelpAnswer.Groups.SelectMany(g => g.Commands).Select(c => new Hint(c.Line.Split(' ')[0], c.Does.Split([':', ';'])[0]))],
        [.. engine.SeenBy(who).ListAgents().Select(a => new Hint(a.Name, a.Title))]);
}
