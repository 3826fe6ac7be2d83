namespace ChatRuns.Bot.Cards.Facts;

/// <summary>One typed input of a form that is made from a tool's schema or an agent's variables. See <see cref="FormReader"/>.</summary>
internal sealed record FormField
{
    /// <summary>Id of the input: "arg.path", "var.days".</summary>
    public required Carried Id { get; init; }

    /// <summary>What people read before it.</summary>
    public required Outside Label { get; init; }

    /// <summary>"text", "multiline", "number", "boolean" or "choice".</summary>
    public required string Kind { get; init; }

    /// <summary>What stands in it; "true" or "false" for a boolean.</summary>
    public required Carried Value { get; init; }

    /// <summary>What stands in it, for a number; null for none.</summary>
    public double? Number { get; init; }

    /// <summary>What could stand in it.</summary>
    public required Outside Placeholder { get; init; }

    /// <summary>Whether it must not be empty.</summary>
    public bool IsRequired { get; init; }

    /// <summary>For a choice.</summary>
    public IReadOnlyList<Choice> Choices { get; init; } = [];
}

/// <summary>One of several answers.</summary>
/// <param name="Title">What people read.</param>
/// <param name="Value">What is sent.</param>
internal sealed record Choice(Outside Title, Carried Value);
