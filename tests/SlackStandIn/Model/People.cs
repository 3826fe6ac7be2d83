namespace ChatRuns.StandIns.Model;

/// <summary>A user of the workspace, with the flags that users.info tells.</summary>
public sealed record SlackPerson(string Id, string Name)
{
    /// <summary>Time zone, as IANA names it.</summary>
    public string TimeZone { get; init; } = "Europe/Berlin";

    /// <summary>The account was closed.</summary>
    public bool Deleted { get; init; }

    /// <summary>A bot.</summary>
    public bool IsBot { get; init; }

    /// <summary>A guest of several channels.</summary>
    public bool IsRestricted { get; init; }

    /// <summary>A guest of one channel.</summary>
    public bool IsUltraRestricted { get; init; }

    /// <summary>Of another workspace, met in a shared channel.</summary>
    public bool IsStranger { get; init; }

    /// <summary>The workspace; null = the stand-in's own.</summary>
    public string? TeamId { get; init; }
}

/// <summary>A channel, or a direct conversation with the bot.</summary>
public sealed record SlackChannel(string Id, string Name)
{
    /// <summary>Whether the bot is in it.</summary>
    public bool IsMember { get; init; } = true;

    /// <summary>Nothing can be posted any more.</summary>
    public bool IsArchived { get; init; }

    /// <summary>Only its members know of it.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>The user of a direct conversation.</summary>
    public string? DirectWith { get; init; }

    /// <summary>Who is in it; null = everyone.</summary>
    public IReadOnlyList<string>? Members { get; init; }

    /// <summary>Whether a person is in it.</summary>
    public bool Has(string user) => DirectWith is null ? Members is null || Members.Contains(user) : DirectWith == user;
}

/// <summary>A user group.</summary>
public sealed record SlackGroup(string Id, string Handle, IReadOnlyList<string> Members);
