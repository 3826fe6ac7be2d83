using ChatRuns.Actions;

namespace ChatRuns.Bot.Commands.Language;

/// <summary>The emergency stop.</summary>
/// <param name="Scope">Which agents.</param>
/// <param name="Length">For how long; null: until somebody ends it.</param>
/// <param name="Reason">Why; null where none was given.</param>
internal sealed record FreezeCommand(GrantScope Scope, TimeSpan? Length = null, string? Reason = null) : Command
{
    /// <inheritdoc/>
    public override string ToLine()
    {
        // A reason that reads like a length is none in quotes.
        var reason = Length is null && Reason?.StartsWith("for", StringComparison.OrdinalIgnoreCase) == true ? $" {Spelling.InQuotes(Reason)}" : Reasons.ToLine(Reason);
        return $"/freeze {ToLine(Scope)}{(Length is { } length ? $" for {Lengths.ToLine(length)}" : "")}{reason}";
    }

    /// <summary>A scope as it is written behind the verb.</summary>
    public static string ToLine(GrantScope scope) => scope.IsEverything ? "all" : scope.Tag is { } tag ? $"tag:{tag}" : Spelling.Quote(scope.Agent!);
}

/// <summary>The end of an emergency stop.</summary>
/// <param name="Scope">Of which agents; null: of all that are stopped.</param>
internal sealed record UnfreezeCommand(GrantScope? Scope = null) : Command
{
    /// <inheritdoc/>
    public override string ToLine() => Scope is null ? "/unfreeze" : $"/unfreeze {FreezeCommand.ToLine(Scope)}";
}
