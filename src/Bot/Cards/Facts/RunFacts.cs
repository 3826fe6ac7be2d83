using System.Text.Json.Serialization;

namespace ChatRuns.Bot.Cards.Facts;

/// <summary>One run: what happened, its steps, actions, files and versions (D1 to D9).</summary>
internal sealed record RunFacts : ICardFacts
{
    /// <inheritdoc/>
    public static string Template => "run";

    /// <inheritdoc/>
    [JsonIgnore]
    public string CardTitle => $"Run {Number} of {Agent}, {Status.Word.ToLowerInvariant()}";

    /// <summary>Its number.</summary>
    public required long Number { get; init; }

    /// <summary>Title of the run, or of its agent.</summary>
    public required Outside Agent { get; init; }

    /// <summary>Where it stands.</summary>
    public required StatusLook Status { get; init; }

    /// <summary>Whether it is a test run.</summary>
    public bool IsTest { get; init; }

    /// <summary>Whether a step of it is outside the gate's sight: the card says "not gated".</summary>
    public bool IsNotGated { get; init; }

    /// <summary>One line about what it did.</summary>
    public Outside? Summary { get; init; }

    /// <summary>What it does now: "fetch since 14:02 · attempt 2 of 3"; null when it is over or queued.</summary>
    public Phrase? Now { get; init; }

    /// <summary>0 to 100; null where it does not say.</summary>
    public int? Percent { get; init; }

    /// <summary>When it started; null while queued.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>"took 832 ms", "queued"; null while it goes on: then <see cref="Started"/> says more for longer.</summary>
    public string? Took { get; init; }

    /// <summary>What started it.</summary>
    public required Phrase Trigger { get; init; }

    /// <summary>Where it acts; null for nowhere named.</summary>
    public Outside? Target { get; init; }

    /// <summary>What went wrong; null otherwise.</summary>
    public Failure? Failure { get; init; }

    /// <summary>The question that it waits with; null for none.</summary>
    public RunQuestion? Asks { get; init; }

    /// <summary>Its steps in order.</summary>
    public required IReadOnlyList<StepRow> Steps { get; init; }

    /// <summary>Its proposed actions.</summary>
    public required IReadOnlyList<RunActionRow> Actions { get; init; }

    /// <summary>What it proposed and nobody was asked about; null for nothing.</summary>
    public NotAsked? NotAsked { get; init; }

    /// <summary>Variables as used.</summary>
    public required IReadOnlyList<VariableRow> Variables { get; init; }

    /// <summary>Files that it made.</summary>
    public required IReadOnlyList<FileRow> Files { get; init; }

    /// <summary>Address of the report; null where there is none.</summary>
    public string? ReportUrl { get; init; }

    /// <summary>Address of the run's page; null where there are no pages.</summary>
    public string? PageUrl { get; init; }

    /// <summary>"ran version a1b2c3" and how today's differs.</summary>
    public required string Version { get; init; }

    /// <summary>Runs it came from or started: "rerun of #1040"; null for none.</summary>
    public string? Kin { get; init; }

    /// <summary>The run that started it, and runs that its steps started; null for none.</summary>
    public IReadOnlyList<KinRow>? Relatives { get; init; }

    /// <summary>Command to rerun it; null while it is not over.</summary>
    public Carried? Rerun { get; init; }

    /// <summary>Command to rerun from the failed step; null where that cannot be.</summary>
    public Carried? RerunFrom { get; init; }

    /// <summary>Command to cancel it; null when it is over.</summary>
    public Carried? Cancel { get; init; }

    /// <summary>Who put it away, and why; null while it is not archived.</summary>
    public Phrase? Archived { get; init; }

    /// <summary>Command that tells what differs from the last good run; null unless it ended badly.</summary>
    public Carried? Changes { get; init; }

    /// <summary>Command for a form with its variables, to start another one like it; null while it is not over.</summary>
    public Carried? Duplicate { get; init; }

    /// <summary>Command to put it away; null while it is not over, and when it is archived.</summary>
    public Carried? Archive { get; init; }

    /// <summary>Command to take it out of the archive; null while it is not archived.</summary>
    public Carried? Unarchive { get; init; }
}

/// <summary>A question that a run waits with.</summary>
/// <param name="Step">The step that asks.</param>
/// <param name="Question">What it asks.</param>
/// <param name="Choices">Answers to choose from; empty for free text.</param>
/// <param name="Expires">When it stops waiting; null for never.</param>
internal sealed record RunQuestion(Carried Step, Outside Question, IReadOnlyList<Choice> Choices, DateTimeOffset? Expires);

/// <summary>A step in a run.</summary>
/// <param name="Place">1, 2, …</param>
/// <param name="Name">Its title or name.</param>
/// <param name="Status">Where it stands; "Skipped" and "Preview" too.</param>
/// <param name="Took">"12 ms", "–" when it did not run.</param>
/// <param name="Attempts">"3 of 3"; "–" for one of one.</param>
/// <param name="Share">Its share of the run's time, 0 to 100.</param>
/// <param name="Open">Command that shows its input and output.</param>
internal sealed record StepRow(int Place, Outside Name, StatusLook Status, string Took, string Attempts, int Share, Carried Open)
{
    /// <summary>The rest of the bar.</summary>
    public int Rest => 100 - Share;
}

/// <summary>A run that started this one, or that it started.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Title">Title of it, or of its agent.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="How">"started this run", "started by call".</param>
/// <param name="Open">Command that shows it.</param>
internal sealed record KinRow(long Number, Outside Title, StatusLook Status, Phrase How, Carried Open);

/// <summary>A proposed action in a run.</summary>
/// <param name="Id">"1042.1".</param>
/// <param name="Headline">The tool's line.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Told">"Approved by Mia · 14:05", or confidence and risk while open.</param>
internal sealed record RunActionRow(string Id, Outside Headline, StatusLook Status, Phrase Told);

/// <summary>Proposals that came to nothing.</summary>
/// <param name="Says">"1 proposal not asked".</param>
/// <param name="Rows">The first of them.</param>
internal sealed record NotAsked(string Says, IReadOnlyList<NotAskedRow> Rows);

/// <summary>A proposal that nobody was asked about.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="Why">The reason.</param>
internal sealed record NotAskedRow(Outside Tool, Outside Why);

/// <summary>A variable as used.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
/// <param name="Note">"changed at start"; null for the default.</param>
internal sealed record VariableRow(Outside Name, Outside Value, string? Note);

/// <summary>A file of a run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Size">"48 kB".</param>
/// <param name="Url">Where it is fetched; null where there are no pages.</param>
internal sealed record FileRow(Outside Name, string Size, string? Url);
