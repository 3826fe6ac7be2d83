namespace ChatRuns.Agents;

/// <summary>How an attribute of an event is compared, letter by letter; see the filters of the CloudEvents Subscriptions API.</summary>
public enum AttributeMatch
{
    /// <summary>It is this text.</summary>
    Exact,

    /// <summary>It begins with this text.</summary>
    Prefix,

    /// <summary>It ends with this text.</summary>
    Suffix,
}

/// <summary>What one attribute of an event must be; an event without it does not fit.</summary>
/// <param name="Attribute">Its name, such as "type", "source", "subject", or that of an extension.</param>
/// <param name="Match">How it is compared.</param>
/// <param name="Text">With what; never empty.</param>
public sealed record AttributeFilter(string Attribute, AttributeMatch Match, string Text)
{
    /// <summary>Whether an event with these attributes fits.</summary>
    public bool Fits(IReadOnlyDictionary<string, string> attributes) => attributes.TryGetValue(Attribute, out var value) && Match switch
    {
        AttributeMatch.Exact => value == Text,
        AttributeMatch.Prefix => value.StartsWith(Text, StringComparison.Ordinal),
        _ => value.EndsWith(Text, StringComparison.Ordinal),
    };
}

/// <summary>A CloudEvent that fits; each is a run of its own, which reads it as <c>{{run.event.…}}</c>.</summary>
/// <param name="Name">Unique within the agent.</param>
/// <param name="Filters">All must fit; empty takes every event that its secret lets in.</param>
/// <param name="Intake">Its secrets, its condition, and what becomes of variables.</param>
public sealed record EventTrigger(string Name, IReadOnlyList<AttributeFilter> Filters, Intake Intake) : Trigger(Name), IGuardedTrigger
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Secrets => Intake.Secrets;

    /// <summary>Whether an event with these attributes fits its filters.</summary>
    public bool Fits(IReadOnlyDictionary<string, string> attributes) => Filters.All(f => f.Fits(attributes));

    /// <summary>What it takes, for people: "type com.example.order, source /shop/…"; "every event" without filters.</summary>
    public string Wants => Filters.Count == 0 ? "every event" : string.Join(", ", Filters.Select(f => f.Match switch
    {
        AttributeMatch.Exact => $"{f.Attribute} {f.Text}",
        AttributeMatch.Prefix => $"{f.Attribute} {f.Text}…",
        _ => $"{f.Attribute} …{f.Text}",
    }));
}
