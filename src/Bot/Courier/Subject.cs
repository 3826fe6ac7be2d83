using System.Globalization;
using ChatRuns.Actions;
using ChatRuns.Bot.Memory;

namespace ChatRuns.Bot.Courier;

/// <summary>What a living card shows, as text that is kept: a closed family.</summary>
internal abstract partial record Subject
{
    /// <summary>One run: its page in a message.</summary>
    internal sealed record Run(long Number) : Subject
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"run/{Number}");
    }

    /// <summary>A run that completed or was canceled.</summary>
    internal sealed record Finished(long Number) : Subject
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"finished/{Number}");
    }

    /// <summary>The proposed actions of a run, or a later page of them.</summary>
    internal sealed record Actions(long Number, int Page = 1) : Subject
    {
        /// <summary>Most actions on one page.</summary>
        public const int PerPage = 10;

        /// <summary>The page on which an action stands, by its ordinal from 1; of a count the last page, 0 for none.</summary>
        public static int PageOf(int ordinal) => (ordinal + PerPage - 1) / PerPage;

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"actions/{Number}{(Page == 1 ? "" : $"/{Page}")}");
    }

    /// <summary>One proposed action, shown whole.</summary>
    internal sealed record Action(ActionId Id) : Subject
    {
        public override string ToString() => $"action/{Id}";
    }

    /// <summary>The question that a step of a run asks.</summary>
    internal sealed record Question(long Number, string Step) : Subject
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"question/{Number}/{Step}");
    }

    /// <summary>Failures of an agent in a row, by the first of them.</summary>
    internal sealed record Streak(string Agent, long First) : Subject
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"streak/{Agent}/{First}");
    }

    /// <summary>The tail of a run's log.</summary>
    internal sealed record Log(long Number) : Subject
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"log/{Number}");
    }

    /// <summary>A further failure of a streak: a line in the thread of its alert.</summary>
    internal sealed record Failure(string Agent, long First, long Number, bool IsLast) : Subject
    {
        public override Subject Under => new Streak(Agent, First);

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(IsLast ? "failure-last" : "failure")}/{Agent}/{First}/{Number}");
    }

    /// <summary>That a streak goes on after so many hours.</summary>
    internal sealed record Reminder(string Agent, long First, long Hours) : Subject
    {
        public override Subject Under => new Streak(Agent, First);

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"reminder/{Agent}/{First}/{Hours}");
    }

    /// <summary>That a streak is over.</summary>
    internal sealed record Recovery(string Agent, long First) : Subject
    {
        public override Subject Under => new Streak(Agent, First);

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"recovery/{Agent}/{First}");
    }

    /// <summary>That actions of a run wait for people, who are named under their card.</summary>
    /// <param name="Number">The run.</param>
    /// <param name="People">Principal keys, "," between them.</param>
    internal sealed record Mention(long Number, string People) : Subject
    {
        public override Subject Under => new Actions(Number);

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"mention/{Number}/{Uri.EscapeDataString(People)}");
    }

    /// <summary>The actions of a run, in the own conversation of somebody for whom they wait.</summary>
    /// <param name="Number">The run.</param>
    /// <param name="Person">Principal key.</param>
    internal sealed record Direct(long Number, string Person) : Subject
    {
        public override Subject LivesAs => new Actions(Number);

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"direct/{Number}/{Uri.EscapeDataString(Person)}");
    }

    /// <summary>That an account is linked with another one, told to the one that did not confirm it.</summary>
    /// <param name="Position">Of the event: linked again is told again.</param>
    /// <param name="Account">Principal key of the one that is told.</param>
    /// <param name="With">Principal key of the one that confirmed.</param>
    internal sealed record Linked(long Position, string Account, string With) : Subject
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"linked/{Position}/{Uri.EscapeDataString(Account)}/{Uri.EscapeDataString(With)}");
    }

    /// <summary>Planned times that did not become runs, by the position of the event that says so.</summary>
    internal sealed record Missed(long Position) : Subject
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"missed/{Position}");
    }

    /// <summary>A run that completed and left nothing of what its file expects.</summary>
    internal sealed record Idle(long Number) : Subject
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"idle/{Number}");
    }

    /// <summary>Something set in chat that waits for an admin's word.</summary>
    internal sealed record Wish(string Agent, string Field) : Subject
    {
        public override string ToString() => $"wish/{Agent}/{Field}";
    }

    /// <summary>Something that is done to many runs.</summary>
    internal sealed record Bulk(string Id) : Subject
    {
        public override string ToString() => $"bulk/{Id}";
    }

    /// <summary>What somebody begins with; one of them lives, wherever it stands.</summary>
    /// <param name="Person">Principal key.</param>
    internal sealed record Home(string Person) : Subject
    {
        public override string ToString() => Homes.SubjectOf(Person);
    }

    /// <summary>The subject under whose message in the same conversation it is a reply; null for a message of its own.</summary>
    public virtual Subject? Under => null;

    /// <summary>What its message shows once it stands; null: itself.</summary>
    public virtual Subject? LivesAs => null;

    /// <summary>Reads what was kept; null for a subject of a later program.</summary>
    public static Subject? Parse(string text) => text.Split('/') switch
    {
        ["run", var n] when NumberIn(n) is { } number => new Run(number),
        ["finished", var n] when NumberIn(n) is { } number => new Finished(number),
        ["actions", var n] when NumberIn(n) is { } number => new Actions(number),
        ["actions", var n, var p] when (NumberIn(n), NumberIn(p)) is ({ } number, { } page) => new Actions(number, (int)Math.Min(page, int.MaxValue)),
        ["action", var id] when ActionId.TryParse(id, out var action) => new Action(action),
        ["question", var n, var step] when NumberIn(n) is { } number => new Question(number, step),
        ["streak", var agent, var n] when NumberIn(n) is { } number => new Streak(agent, number),
        ["log", var n] when NumberIn(n) is { } number => new Log(number),
        [("failure" or "failure-last") and var kind, var agent, var f, var n] when (NumberIn(f), NumberIn(n)) is ({ } first, { } number) => new Failure(agent, first, number, kind == "failure-last"),
        ["reminder", var agent, var f, var h] when (NumberIn(f), NumberIn(h)) is ({ } first, { } hours) => new Reminder(agent, first, hours),
        ["recovery", var agent, var f] when NumberIn(f) is { } first => new Recovery(agent, first),
        ["mention", var n, var people] when NumberIn(n) is { } number => new Mention(number, Uri.UnescapeDataString(people)),
        ["linked", var p, var account, var with] when NumberIn(p) is { } position => new Linked(position, Uri.UnescapeDataString(account), Uri.UnescapeDataString(with)),
        ["direct", var n, var person] when NumberIn(n) is { } number => new Direct(number, Uri.UnescapeDataString(person)),
        ["bulk", var id] => new Bulk(id),
        ["home", var person] => new Home(Uri.UnescapeDataString(person)),
        ["missed", var p] when NumberIn(p) is { } position => new Missed(position),
        ["idle", var n] when NumberIn(n) is { } number => new Idle(number),
        ["wish", var agent, var field] => new Wish(agent, field),
        var parts => ParseAlert(parts),
    };

    private static long? NumberIn(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
