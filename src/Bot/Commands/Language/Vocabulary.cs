using ChatRuns.Agents;

namespace ChatRuns.Bot.Commands.Language;

/// <summary>An agent as the language knows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Title">Its title.</param>
internal sealed record KnownAgent(string Name, string Title)
{
    /// <summary>Who owns it; null for nobody.</summary>
    public string? Owner { get; init; }

    /// <summary>The time zone that its times are written in.</summary>
    public string Zone { get; init; } = "UTC";

    /// <summary>Its tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Names of its triggers.</summary>
    public IReadOnlyList<string> Triggers { get; init; } = [];

    /// <summary>Names of its targets.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>Names of its steps.</summary>
    public IReadOnlyList<string> Steps { get; init; } = [];

    /// <summary>Names of its variables.</summary>
    public IReadOnlyList<string> Variables { get; init; } = [];

    /// <summary>From the agent's file.</summary>
    public static KnownAgent From(Agent agent) => new(agent.Name, agent.Title)
    {
        Owner = agent.Owner,
        Zone = agent.Zone,
        Tags = agent.Tags,
        Triggers = [.. agent.Triggers.Select(trigger => trigger.Name)],
        Targets = agent.Targets,
        Steps = [.. agent.Steps.Select(step => step.Name)],
        Variables = [.. agent.Variables.Select(variable => variable.Name)],
    };
}

/// <summary>A person as the language knows them, or a group.</summary>
/// <param name="Key">The principal's key, "platform/tenant/id"; for a group as in a grant.</param>
/// <param name="Name">What people call them.</param>
internal sealed record KnownPerson(string Key, string Name)
{
    /// <summary>The platform's stable id.</summary>
    public string Id => Key[(Key.LastIndexOf('/') + 1)..];
}

/// <summary>
/// The names that a line may speak of. Immutable and indexed when first used: build one when agents or people change, not one
/// per line. Agents that were removed but still have runs belong in it.
/// </summary>
internal sealed class Vocabulary
{
    private readonly Lazy<Phrases<Known>> phrases;
    private readonly Lazy<Phrases<KnownPerson>> people;
    private readonly Lazy<Phrases<KnownPerson>> groups;
    private readonly Lazy<Phrases<string>> owners;
    private readonly Lazy<Phrases<string>> tags;
    private readonly Lazy<IReadOnlyList<string>> steps;

    /// <summary>With its indexes still to be made.</summary>
    public Vocabulary()
    {
        phrases = new(MakePhrases);
        people = new(MakePeople);
        groups = new(MakeGroups);
        owners = new(() => MakeWords(Agents.Select(agent => agent.Owner).OfType<string>()));
        tags = new(() => MakeWords(Agents.SelectMany(agent => agent.Tags)));
        steps = new(() => [.. Agents.SelectMany(agent => agent.Steps).Distinct()]);
    }

    /// <summary>Nothing is known: commands still parse, names do not.</summary>
    public static Vocabulary Empty { get; } = new();

    /// <summary>Agents.</summary>
    public IReadOnlyList<KnownAgent> Agents { get; init; } = [];

    /// <summary>Targets, beside those that agents name.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>People who have ever acted.</summary>
    public IReadOnlyList<KnownPerson> People { get; init; } = [];

    /// <summary>Groups: named ones of the settings ("@ops"), and those of chat systems that were given a role.</summary>
    public IReadOnlyList<KnownPerson> Groups { get; init; } = [];

    /// <summary>Agents, targets and triggers by their words.</summary>
    public Phrases<Known> Phrases => phrases.Value;

    /// <summary>People by name, first name and id.</summary>
    public Phrases<KnownPerson> Persons => people.Value;

    /// <summary>Groups by name.</summary>
    public Phrases<KnownPerson> GroupNames => groups.Value;

    /// <summary>Owners of agents.</summary>
    public Phrases<string> Owners => owners.Value;

    /// <summary>Tags of agents.</summary>
    public Phrases<string> Tags => tags.Value;

    /// <summary>Steps of agents.</summary>
    public IReadOnlyList<string> Steps => steps.Value;

    /// <summary>The agent of a name that was parsed; null when it is not among them.</summary>
    public KnownAgent? Find(string name) => Agents.FirstOrDefault(agent => agent.Name == name);

    private Phrases<Known> MakePhrases()
    {
        var all = new Phrases<Known>();
        foreach (var agent in Agents)
        {
            var known = new Known(KnownKind.Agent, agent.Name);
            all.AddOne(agent.Name, known);
            all.AddOne(agent.Title, known);
        }

        foreach (var target in Targets.Concat(Agents.SelectMany(agent => agent.Targets)).Distinct())
            all.AddOne(target, new(KnownKind.Target, target));
        foreach (var trigger in Agents.SelectMany(agent => agent.Triggers).Distinct()) all.AddOne(trigger, new(KnownKind.Trigger, trigger));
        return all;
    }

    private Phrases<KnownPerson> MakePeople()
    {
        var all = new Phrases<KnownPerson>();
        foreach (var person in People)
        {
            all.AddOne(person.Name, person);
            all.AddOne(person.Id, person);
            all.AddOne(person.Name.Split(' ')[0], person);
        }

        return all;
    }

    private Phrases<KnownPerson> MakeGroups()
    {
        var all = new Phrases<KnownPerson>();
        foreach (var group in Groups) all.AddOne(group.Name, group);
        return all;
    }

    private static Phrases<string> MakeWords(IEnumerable<string> words)
    {
        var all = new Phrases<string>();
        foreach (var word in words) all.AddOne(word.TrimStart('@', '#'), word);
        return all;
    }
}

/// <summary>What a known name names.</summary>
internal enum KnownKind
{
    /// <summary>An agent.</summary>
    Agent,

    /// <summary>A target.</summary>
    Target,

    /// <summary>A trigger, by its own name.</summary>
    Trigger,
}

/// <summary>A known name.</summary>
/// <param name="Kind">What it names.</param>
/// <param name="Name">The name itself.</param>
internal sealed record Known(KnownKind Kind, string Name);
