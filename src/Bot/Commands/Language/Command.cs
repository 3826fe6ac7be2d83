using ChatRuns.Actions;

namespace ChatRuns.Bot.Commands.Language;

/// <summary>What a typed line means: a closed family. Parsed once by <see cref="CommandLine"/>, immutable.</summary>
internal abstract record Command
{
    private protected Command()
    {
    }

    /// <summary>The line that says the same in the language's own words; parsing it gives an equal command.</summary>
    public abstract string ToLine();
}

/// <summary>Which part of a run to show, or what to do with it.</summary>
internal enum RunView
{
    /// <summary>The card of the run.</summary>
    Summary,

    /// <summary>Its log.</summary>
    Log,

    /// <summary>Its steps.</summary>
    Steps,

    /// <summary>Its proposed actions.</summary>
    Actions,

    /// <summary>Every event in order.</summary>
    Activity,

    /// <summary>Stop it.</summary>
    Cancel,

    /// <summary>Start it again.</summary>
    Rerun,

    /// <summary>Its report.</summary>
    Report,

    /// <summary>Its files.</summary>
    Files,

    /// <summary>Attach words to it.</summary>
    Note,

    /// <summary>A form with its variables, to start another one like it.</summary>
    Duplicate,

    /// <summary>Put it away.</summary>
    Archive,

    /// <summary>Take it out of the archive.</summary>
    Unarchive,

    /// <summary>What differs from the last good run, or from another one.</summary>
    Changes,

    /// <summary>Delete it, as its agent's policy says.</summary>
    Delete,
}

/// <summary>One run.</summary>
/// <param name="Number">Its number, at least 1.</param>
/// <param name="View">What of it.</param>
/// <param name="Action">One of its actions, for <see cref="RunView.Actions"/>; null for all.</param>
/// <param name="Reason">Why, for <see cref="RunView.Cancel"/>, <see cref="RunView.Archive"/> and <see cref="RunView.Delete"/>; null where none was given. The words of a <see cref="RunView.Note"/>.</param>
internal sealed record RunCommand(long Number, RunView View = RunView.Summary, ActionId? Action = null, string? Reason = null) : Command
{
    /// <summary>For <see cref="RunView.Steps"/> and <see cref="RunView.Rerun"/>: name, title or place of one step, as typed; null for all.</summary>
    public string? Step { get; init; }

    /// <summary>For <see cref="RunView.Rerun"/> from a step and <see cref="RunView.Delete"/>: whoever says it has seen what will happen.</summary>
    public bool IsConfirmed { get; init; }

    /// <summary>For <see cref="RunView.Actions"/>: 1, 2, …</summary>
    public int Page { get; init; } = 1;

    /// <summary>For <see cref="RunView.Changes"/>: the run to compare with; null for the last good one.</summary>
    public long? Since { get; init; }

    /// <inheritdoc/>
    public override string ToLine()
    {
        var view = View == RunView.Summary ? "" : $" {View.ToString().ToLowerInvariant()}";
        if (View == RunView.Delete && IsConfirmed) view += " confirm";
        var action = Action is { } id ? $" {id}" : "";
        var step = Step is null ? "" : $"{(View == RunView.Rerun ? " from" : "")} {Spelling.Quote(Step)}{(IsConfirmed ? " confirm" : "")}";
        var page = Page == 1 ? "" : $" page {Spelling.Number(Page)}";
        var since = Since is { } other ? $" since {Spelling.Number(other)}" : "";
        return $"/run {Spelling.Number(Number)}{view}{action}{step}{page}{since}{Reasons.ToLine(Reason)}";
    }
}

/// <summary>All agents.</summary>
internal sealed record AgentsCommand : Command
{
    /// <inheritdoc/>
    public override string ToLine() => "/agents";
}

/// <summary>What to do with an agent.</summary>
internal enum AgentVerb
{
    /// <summary>Its card.</summary>
    Show,

    /// <summary>Start it.</summary>
    Run,

    /// <summary>Start a test run, which changes nothing.</summary>
    Test,

    /// <summary>Let its triggers rest.</summary>
    Pause,

    /// <summary>Let its triggers fire again.</summary>
    Resume,

    /// <summary>Start it with a file that was shared.</summary>
    Take,

    /// <summary>Why it did not run.</summary>
    Why,

    /// <summary>Set a value over its file.</summary>
    Set,

    /// <summary>Let its file count again.</summary>
    Reset,

    /// <summary>Confirm what loosens its approval.</summary>
    Confirm,

    /// <summary>Turn that down.</summary>
    Refuse,
}

/// <summary>A variable's value as typed; the engine checks it against the variable's type.</summary>
/// <param name="Name">The variable.</param>
/// <param name="Value">As typed, quotes removed.</param>
internal sealed record Assignment(string Name, string Value);

/// <summary>One agent.</summary>
/// <param name="Name">Its name, never its title.</param>
/// <param name="Verb">What to do.</param>
/// <param name="Variables">For run and test; each name once.</param>
/// <param name="Reason">For pause and resume; null where none was given.</param>
internal sealed record AgentCommand(string Name, AgentVerb Verb, IReadOnlyList<Assignment> Variables, string? Reason = null) : Command
{
    /// <summary>For take: the id of a file that the person shared.</summary>
    public string? File { get; init; }

    /// <summary>For set, reset, confirm and refuse: what, see <see cref="Agents.Overrides"/>; null for a reset of all.</summary>
    public string? Field { get; init; }

    /// <summary>For set and confirm: the value.</summary>
    public string? Value { get; init; }

    /// <inheritdoc/>
    public override string ToLine()
    {
        if (Verb is AgentVerb.Set or AgentVerb.Reset or AgentVerb.Confirm or AgentVerb.Refuse) return $"/agent {Spelling.Quote(Name)} {Setting()}{Reasons.ToLine(Reason)}";
        var verb = Verb == AgentVerb.Show ? "" : $" {Verb.ToString().ToLowerInvariant()}";
        var values = string.Concat(Variables.Select(one => $" {one.Name}={Spelling.Value(one.Value)}"));
        return $"/agent {Spelling.Quote(Name)}{verb}{(File is null ? "" : $" {File}")}{values}{Reasons.ToLine(Reason)}";
    }

    private string Setting()
    {
        var trigger = Field is null ? null : Agents.Overrides.TriggerOf(Field);
        var field = trigger is null ? Field : $"schedule {Spelling.Quote(trigger)}";
        return Verb == AgentVerb.Set
            ? $"{field} {(trigger is null ? Value : Plan(Value!))}"
            : $"{Verb.ToString().ToLowerInvariant()} {field} {Value}".TrimEnd();
    }

    private static string Plan(string value)
    {
        if (value.StartsWith("every ", StringComparison.Ordinal)) return $"every {Lengths.ToLine(TimeSpan.FromSeconds(long.Parse(value.AsSpan(6..^1), System.Globalization.CultureInfo.InvariantCulture)))}";
        var space = value.LastIndexOf(' ');
        return $"{Spelling.InQuotes(value[..space])} {value[(space + 1)..]}";
    }
}

/// <summary>What waits for a decision.</summary>
/// <param name="Mine">Only what the reader may decide.</param>
/// <param name="Agent">Of one agent; null for all.</param>
/// <param name="Page">1, 2, …</param>
internal sealed record ApprovalsCommand(bool Mine = false, string? Agent = null, int Page = 1) : Command
{
    /// <inheritdoc/>
    public override string ToLine() => ToLine(Page);

    /// <summary>The line of another page.</summary>
    public string ToLine(int page) =>
        $"/approvals{(Mine ? " mine" : "")}{(Agent is null ? "" : $" agent {Spelling.Quote(Agent)}")}"
        + (page == 1 ? "" : $" page {Spelling.Number(page)}");
}

/// <summary>The numbers of twelve weeks.</summary>
/// <param name="Agent">Of one agent; null for all.</param>
internal sealed record MetricsCommand(string? Agent = null) : Command
{
    /// <inheritdoc/>
    public override string ToLine() => $"/metrics{(Agent is null ? "" : $" {Spelling.Quote(Agent)}")}";
}

/// <summary>The next planned times.</summary>
/// <param name="Agent">Of one agent; null for all.</param>
internal sealed record NextCommand(string? Agent = null) : Command
{
    /// <inheritdoc/>
    public override string ToLine() => $"/next{(Agent is null ? "" : $" {Spelling.Quote(Agent)}")}";
}

/// <summary>What runs act on, and whether it was reached.</summary>
/// <param name="Name">One of them; null for all.</param>
internal sealed record TargetsCommand(string? Name = null) : Command
{
    /// <inheritdoc/>
    public override string ToLine() => $"/targets{(Name is null ? "" : $" {Spelling.Quote(Name)}")}";
}

/// <summary>What a person begins with: what waits for them, what runs, what failed, what comes next.</summary>
internal sealed record HomeCommand : Command
{
    /// <inheritdoc/>
    public override string ToLine() => "/home";
}

/// <summary>What can be typed.</summary>
/// <param name="Topic">One of <see cref="Topics"/>; null for the overview.</param>
internal sealed record HelpCommand(string? Topic = null) : Command
{
    /// <summary>What there is help on.</summary>
    public static IReadOnlyList<string> Topics { get; } =
        ["runs", "run", "agents", "agent", "approvals", "metrics", "usage", "next", "targets", "home", "freeze", "access", "me", "alerts", "statuses", "ranges"];

    /// <inheritdoc/>
    public override string ToLine() => Topic is null ? "/help" : $"/help {Topic}";
}

/// <summary>A line that cannot be done as it stands.</summary>
/// <param name="Message">What is wrong and what to do; holds words that somebody typed, so it is outside text.</param>
/// <param name="At">Where in the typed line.</param>
/// <param name="Suggestions">Whole corrected lines, likeliest first; each of them parses. May be empty.</param>
internal sealed record ParseProblem(string Message, Stretch At, IReadOnlyList<string> Suggestions) : Command
{
    /// <inheritdoc/>
    public override string ToLine() => "/help";
}

/// <summary>A place in a typed line.</summary>
/// <param name="Start">Index of the first character.</param>
/// <param name="Length">How many characters; 0 at the end of the line.</param>
internal readonly record struct Stretch(int Start, int Length);
