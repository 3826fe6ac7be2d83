using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Channels;
using HelpCommand = ChatRuns.Bot.Commands.Language.HelpCommand;
using Line = ChatRuns.Bot.Cards.Facts.HelpCommand;

namespace ChatRuns.Bot.Commands;

/// <summary><c>/help</c>: the commands with a word on each, and topics with examples.</summary>
internal sealed class HelpAnswer(CardDesk cards, Notices notices, AccessRows rows)
{
    /// <summary>The commands, for help and for what the text box offers.</summary>
    public static IReadOnlyList<HelpGroup> Groups { get; } =
    [
        new("Home", [new("/home", "what waits for you, what runs, what failed and what comes next; kept up to date")]),
        new("Runs",
        [
            new("/runs", "lists runs: /runs failed last 7d, /runs free-up-disk today"),
            new("/run 1042", "shows one run; add log, steps, actions, activity, cancel, rerun, duplicate or archive"),
        ]),
        new("Alerts", [new("/alerts", "what is failing; /alert 1042 snooze 4h, ack or assign @mia")]),
        new("Decisions", [new("/approvals", "what waits for a decision; /approvals mine for yours only")]),
        new("Agents",
        [
            new("/agents", "lists agents, and files with errors"),
            new("/agent free-up-disk", "shows one agent; add run, test, pause, resume, or why it did not run"),
            new("/freeze", "emergency stop: /freeze all for 2h odd mails; /unfreeze lets go"),
            new("/next", "what runs next; /next free-up-disk for one agent"),
            new("/targets", "what runs act on, and whether it was reached"),
        ]),
        new("Numbers",
        [
            new("/metrics", "12 weeks in numbers; /metrics free-up-disk for one agent"),
            new("/usage", "runs, tokens and credits of this month, and what is left of quotas"),
        ]),
        new("People",
        [
            new("/access", "who may do what; /access @mia approver tag:finance gives a role"),
            new("/me", "your time zone, quiet hours, how you are told, your stand-in, linked accounts and roles"),
        ]),
        new("Help", [new("/help", "this list; /help runs, /help statuses, /help ranges for more")]),
    ];

    private static readonly Dictionary<string, IReadOnlyList<Line>> s_topics = new()
    {
        ["runs"] =
        [
            new("/runs", "the last 7 days"), new("/runs failed last 24h", "every bad end of a day"), new("/runs running", "what runs now"),
            new("/runs free-up-disk completed", "of one agent"), new("/runs manual by me", "what I started"),
            new("/runs text \"disk full\" all time", "words in titles, summaries and errors"), new("/runs failed more than 5m", "slow ones"),
            new("/runs test runs", "test runs only"), new("/runs page 2 per 50", "further pages"),
            new("/runs failed last 7d archive", "many at once, asked first; also unarchive, cancel, rerun"), new("/runs archived", "what was archived"),
        ],
        ["run"] =
        [
            new("/run 1042", "what happened"), new("/run 1042 log", "the last lines of its log"), new("/run 1042 steps", "input, output and error of each step"),
            new("/run 1042 actions", "what it proposed, with the buttons"), new("/run 1042 activity", "every event in order"),
            new("/run 1042 cancel", "stops it"), new("/run 1042 rerun", "starts it again with the same inputs"),
            new("/run 1042 rerun from clean", "from a step; shows first what will happen again"), new("/run 1042 duplicate", "a form with its variables"), new("/run 1042 changes", "what differs from the last good run, and in the agent's file"),
            new("/run 1042 archive", "hides it from lists and figures; unarchive takes it out again"), new("/run 1042 delete", "for good, where its policy lets you; asks first"),
            new("/run 1042 note disk was swapped", "attaches words to it"),
        ],
        ["agents"] = [new("/agents", "every agent with its status, next and last run; files that could not be read")],
        ["agent"] =
        [
            new("/agent free-up-disk", "what it does and when"), new("/agent week-in-review run days=30", "starts it with other values"),
            new("/agent free-up-disk test", "a test run: nothing is changed"), new("/agent free-up-disk pause holidays", "its triggers rest"),
            new("/agent free-up-disk resume", "its triggers fire again"), new("/agent free-up-disk why", "why it did not run, and what to do"),
            new("/agent free-up-disk threshold 0.95", "also mode ask, approvals 2: counts over its file until reset"),
            new("/agent free-up-disk schedule \"0 3 * * *\"", "other times, until reset; or every 2h"), new("/agent free-up-disk reset", "its file counts again"),
        ],
        ["approvals"] = [new("/approvals", "all that waits"), new("/approvals mine", "what you may decide"), new("/approvals agent free-up-disk", "of one agent")],
        ["metrics"] = [new("/metrics", "all agents"), new("/metrics free-up-disk", "one agent")],
        ["usage"] = [new("/usage", "this month, all agents"), new("/usage free-up-disk", "one agent"), new("/usage last month", "or any range, as in /help ranges")],
        ["next"] = [new("/next", "all agents"), new("/next week-in-review", "one agent, clock changes marked")],
        ["targets"] = [new("/targets", "all of them, and the agents that act on them"), new("/targets eu-prod", "one of them"), new("/agent site-check run on eu-prod", "starts an agent on one")],
        ["freeze"] =
        [
            new("/freeze", "stops all agents: no schedule fires, no step begins, nothing approved is executed"), new("/freeze all for 2h odd mails", "for a while, with a reason"),
            new("/freeze tag:finance", "all with a tag"), new("/freeze free-up-disk", "one agent"), new("/unfreeze", "lets all go, and lists what was held"), new("/unfreeze tag:finance", "only these"),
        ],
        ["home"] = [new("/home", "one card to begin with; the newest one stays up to date by itself")],
        ["access"] =
        [
            new("/access", "every role, also those of the settings"), new("/access @mia", "what one may do, and why"),
            new("/access @mia approver", "gives a role everywhere: viewer, auditor, operator, approver or admin"),
            new("/access @mia approver tag:finance", "for all agents with a tag"), new("/access @ops operator agent:free-up-disk", "a group, for one agent"),
            new("/access remove @mia approver", "takes it back"), new("/access claim CODE", "makes you admin, with the code that admin-code printed"),
        ],
        ["me"] =
        [
            new("/me", "what is set, and your roles"), new("/me zone Europe/Berlin", "your time zone; auto takes your chat's"),
            new("/me quiet 22:00-07:00", "when not to disturb you; off for never"), new("/me notify dm", "or mention, or off"),
            new("/me stand-in @jon until 2026-12-01", "decides in your place; none for nobody"),
            new("/me link", "one person in several chats: gives a code to say in the other"), new("/me unlink", "this account counts by itself again"),
        ],
        ["alerts"] =
        [
            new("/alerts", "agents that are failing, and who is on it"), new("/alert 1042", "the alert of a failed run, or of an agent"),
            new("/alert 1042 snooze 4h", "nobody is told for a while; also until tomorrow 9:00, off"), new("/alert 1042 ack", "you are on it: no more reminders"),
            new("/alert 1042 assign @mia", "she is told once"),
        ],
        ["statuses"] =
        [
            new("/runs failed", "every bad end: failed, timed out, out of memory, log too large, over quota, internal error"),
            new("/runs failed only", "a step returned an error"), new("/runs completed", "also: succeeded, success, done"),
            new("/runs running", "also: active"), new("/runs queued", "also: pending, enqueued"), new("/runs waiting", "on a time, an answer or an approval"),
            new("/runs retrying", "tried again after a pause"), new("/runs canceled", "also: cancelled, stopped"), new("/runs timed out", "over the allowed time"),
        ],
        ["ranges"] =
        [
            new("/runs last 7d", "also 24h, 90m, 2w"), new("/runs today", "in your time zone; also yesterday"), new("/runs this week", "from Monday; also last week"),
            new("/runs since 2026-11-01", "up to now"), new("/runs from 2026-11-01 to 2026-11-07", "both days included"), new("/runs all time", "everything"),
        ],
    };

    /// <summary>For somebody without a role: who can give one, and what can be said meanwhile.</summary>
    public async Task<Reply> OwnAsync(Asked asked, CancellationToken cancel)
    {
        var admins = await rows.AdminsAsync(cancel);
        Phrase way = admins.Count > 0
            ? Phrase.Of($"{string.Join(", ", admins)} can give you one: {Phrase.Code(asked.Typed("/access") + $" {Language.Spelling.Quote(asked.Who.Key)} viewer")}")
            : Phrase.Of($"There is no admin yet. Whoever runs the bot starts the program with {Phrase.Code("-- admin-code")}; say {Phrase.Code(asked.Typed("/access") + " claim CODE")} here with the code that it prints.");
        Phrase meanwhile = Phrase.Of($"With a role you can say {string.Join(", ", Groups.SelectMany(g => g.Commands).Select(c => asked.Typed(c.Line)))}.");
        Phrase now = Phrase.Of($"Now you can say {Phrase.Code(asked.Typed("/me"))}: your time zone and what you may do.");
        return notices.Say(NoticeFacts.Info, "I start agents, show their runs, and ask before they change something. You have no role yet, so you see no runs.", [way, meanwhile, now], [new("My settings", "/me")]);
    }

    /// <summary>The overview, or a topic.</summary>
    public Reply Answer(HelpCommand command, Asked asked)
    {
        var groups = command.Topic is { } topic && s_topics.TryGetValue(topic, out var lines) ? [new(char.ToUpperInvariant(topic[0]) + topic[1..], lines)] : Groups;
        return new(cards.Bind(new HelpFacts
        {
            Groups = [.. groups.Select(g => g with { Commands = [.. g.Commands.Select(c => new Line(asked.Typed(c.Line), asked.Typed(c.Does)))] })],
            Mention = asked.Who.Platform == "teams" ? "@" + (asked.BotName ?? "ChatRuns") : null,
            Tries = [new("Home", "/home"), new("Failed runs", "/runs failed last 7d"), new("Approvals", "/approvals"), new("Agents", "/agents"), new("Metrics", "/metrics")],
        }));
    }
}
