using ChatRuns.Actions;

namespace ChatRuns.Bot.Commands.Language;

/// <summary>What to do about access.</summary>
internal enum AccessVerb
{
    /// <summary>Who has what.</summary>
    List,

    /// <summary>What one of them may do, and why.</summary>
    Show,

    /// <summary>Give a role.</summary>
    Grant,

    /// <summary>Take one back.</summary>
    Remove,

    /// <summary>Enter the one-time admin code.</summary>
    Claim,
}

/// <summary>Somebody whom a line names: a person or a group. Two are the same when their keys are.</summary>
/// <param name="Key">A principal key, a group of a chat system ("slack/T1/@S123") or a named group ("@ops").</param>
/// <param name="Name">As the line or the bot's memory has it; null when neither does.</param>
internal sealed record Named(string Key, string? Name)
{
    /// <summary>Whether it is a group.</summary>
    public bool IsGroup => Eligibility.IsGroup(Key);

    /// <summary>The person; throws for a group.</summary>
    public Journal.Principal Person => Key.Split('/', 3) is [var platform, var tenant, var id] && !IsGroup
        ? new(platform, tenant, id, Name ?? id)
        : throw new InvalidOperationException($"{Key} is a group.");

    /// <summary>By key.</summary>
    public bool Equals(Named? other) => other is not null && Key == other.Key;

    /// <inheritdoc/>
    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);
}

/// <summary>Roles of people and groups.</summary>
/// <param name="Verb">What to do.</param>
/// <param name="Who">For whom; null for a list and a claim.</param>
/// <param name="Role">To give or take.</param>
/// <param name="Scope">Where it counts.</param>
/// <param name="Page">Of the list: 1, 2, …</param>
/// <param name="Code">The one-time code, as typed.</param>
internal sealed record AccessCommand(
    AccessVerb Verb = AccessVerb.List, Named? Who = null, Role Role = default, GrantScope? Scope = null, int Page = 1, string? Code = null) : Command
{
    /// <inheritdoc/>
    public override string ToLine() => Verb switch
    {
        AccessVerb.List => Page == 1 ? "/access" : $"/access page {Spelling.Number(Page)}",
        AccessVerb.Claim => $"/access claim {Spelling.Quote(Code!)}",
        AccessVerb.Show => $"/access {Spelling.Quote(Who!.Key)}",
        _ => ToLine(Verb, Who!.Key, Role, Scope!),
    };

    /// <summary>The line that gives or takes a role.</summary>
    public static string ToLine(AccessVerb verb, string who, Role role, GrantScope scope)
    {
        var where = scope switch
        {
            { Agent: { } agent } => $" agent {Spelling.Quote(agent)}",
            { Tag: { } tag } => $" tag {Spelling.Quote(tag)}",
            _ => "",
        };
        return $"/access {(verb == AccessVerb.Remove ? "remove " : "")}{Spelling.Quote(who)} {role.ToString().ToLowerInvariant()}{where}";
    }
}
