namespace ChatRuns.Bot.Tests.Commands.Language;

public sealed class LineMistakeTests
{
    [Theory]
    [InlineData("/run 1042 lgo",
        "I don't know `lgo`. Did you mean `log`?",
        "/run 1042 log")]
    [InlineData("/run 1042 actions 7.1",
        "Action 7.1 belongs to run 7, not 1042.",
        "/run 7 actions 7.1")]
    [InlineData("/run 1042 rerun fetch",
        "I don't know what `fetch` means here.",
        "/run 1042 rerun")]
    [InlineData("/run 1042 rerun from",
        "From which step? Write its name after `from`.",
        "/run 1042 steps")]
    [InlineData("/run site-check",
        "Start `site-check`, or list its runs?",
        "/agent site-check run | /runs agent site-check")]
    [InlineData("/run site-check url=x",
        "Start `site-check`, or list its runs?",
        "/agent site-check run url=x | /runs agent site-check")]
    [InlineData("/run 99999999999999999999999",
        "There is no run `99999999999999999999999`. Numbers stand in the list: /runs.",
        "/runs")]
    [InlineData("/run #99999999999999999999999999999999999999999999 log",
        "There is no run `#99999999999999999999999999999999999999…`. Numbers stand in the list: /runs.",
        "/runs")]
    [InlineData("/run 0",
        "Runs are counted from 1.",
        "/run 1")]
    [InlineData("/run abc",
        "I don't know `abc`. It is no status, agent, target or time. To search for it, put text before it, and quotes around.",
        "/runs text \"abc\"")]
    [InlineData("/agent site-check run ulr=x",
        "site-check has no variable `ulr`. Did you mean `url`?",
        "/agent site-check run url=x")]
    [InlineData("/agent site-check run x",
        "`x` is no value for a variable. Write name=value, with quotes around several words.",
        "/agent site-check run")]
    [InlineData("/agent week-review run x=1",
        "week-review has no variable `x`. It has none.",
        "/agent week-review run")]
    [InlineData("/agent site-check run url=1 url=2",
        "`url` has two values here. Give it one.",
        "/agent site-check run url=1")]
    [InlineData("/agent site-check puase",
        "I don't know `puase`. Did you mean `pause`?",
        "/agent site-check pause")]
    [InlineData("/agent site-check foo",
        "I don't know `foo`. An agent takes run, test, pause, resume, runs, metrics and next.",
        "/agent site-check")]
    [InlineData("/agent sit-check",
        "I don't know the agent `sit-check`. Did you mean `site-check`?",
        "/agent site-check")]
    [InlineData("/agent site",
        "I don't know the agent `site`. Did you mean `site-check`?",
        "/agent site-check")]
    [InlineData("/agent xyz",
        "I don't know the agent `xyz`. /agents lists them all.",
        "/agents")]
    [InlineData("/agent the twins",
        "`the twins` can be twin-a or twin-b. Which one?",
        "/agent twin-a | /agent twin-b")]
    [InlineData("/agent run",
        "Which agent? Write its name after `run`.",
        "/agents")]
    [InlineData("/cancel",
        "Which run? Write its number after `cancel`. Numbers stand in the list: /runs.",
        "/runs")]
    [InlineData("/approve 1042.1",
        "Decide on the card, where you see what will run.",
        "/run 1042.1 | /approvals")]
    [InlineData("/approvals mien",
        "I don't know `mien`. Did you mean `mine`?",
        "/approvals mine")]
    [InlineData("/approvals xyz",
        "I don't know the agent `xyz`. /agents lists them all.",
        "/agents")]
    [InlineData("/approvals page x",
        "`page x`: pages are counted from 1.",
        "/approvals page 1")]
    [InlineData("/metrics xyz",
        "I don't know the agent `xyz`. /agents lists them all.",
        "/agents")]
    [InlineData("/metrics site-check foo",
        "I don't know what `foo` means here.",
        "/metrics site-check")]
    [InlineData("/help foo",
        "I don't know the topic `foo`. There is help on runs, run, agents, agent, approvals, metrics, next, targets, access, me, statuses, ranges.",
        "/help")]
    [InlineData("hello",
        "I don't know `hello`. /help shows what I understand.",
        "/help")]
    [InlineData("hello world",
        "I don't know `hello`. /help shows what I understand.",
        "/help")]
    [InlineData("thanks",
        "I don't know `thanks`. /help shows what I understand.",
        "/help")]
    [InlineData("/rusn failed",
        "I don't know `rusn`. Did you mean `/runs` or `/run`?",
        "/runs failed | /run failed")]
    [InlineData("/agnts",
        "I don't know `agnts`. Did you mean `/agents`?",
        "/agents")]
    [InlineData("/run 1042 nov",
        "I don't know `nov` of a run. A run has log, steps, actions, activity, report, files, note, cancel, rerun, duplicate, archive and delete.",
        "/run 1042")]
    [InlineData("/agent site-check test runs",
        "`runs` is no value for a variable. Write name=value, with quotes around several words.",
        "/agent site-check test")]
    [InlineData("/agent site-check run failed",
        "`failed` is no value for a variable. Write name=value, with quotes around several words.",
        "/agent site-check run")]
    [InlineData("/run 1042.1 log",
        "`1042.1` is an action. Its run is 1042.",
        "/run 1042 log | /run 1042 actions 1042.1")]
    [InlineData("/run 1042 actions foo",
        "`foo` is no action. Write it like 1042.1.",
        "/run 1042 actions")]
    [InlineData("/run 1042 actions 0",
        "`0` is no action. Write it like 1042.1.",
        "/run 1042 actions")]
    [InlineData("/run free up disk",
        "Start `free up disk`, or list its runs?",
        "/agent tidy-downloads run | /runs agent tidy-downloads")]
    [InlineData("/agent site-check run =x",
        "`=x` has no name before the =.",
        "/agent site-check run")]
    [InlineData("/agent sync",
        "I don't know the agent `sync`. Did you mean `sync-prices` or `sync-stock`?",
        "/agent sync-prices | /agent sync-stock")]
    [InlineData("/agent free up dsik",
        "I don't know the agent `free up dsik`. Did you mean `tidy-downloads`?",
        "/agent tidy-downloads")]
    [InlineData("/pause",
        "Which agent? Write its name after `pause`.",
        "/agents")]
    [InlineData("/metrics teh site-check",
        "I don't know the agent `teh`. /agents lists them all.",
        "/agents")]
    [InlineData("/reject 7.2",
        "Decide on the card, where you see what will run.",
        "/run 7.2 | /approvals")]
    public void A_mistake_is_explained_with_the_corrected_line(string line, string message, string suggestions)
    {
        var problem = Lines.Problem(line);

        problem.Message.ShouldBe(message);
        string.Join(" | ", problem.Suggestions).ShouldBe(suggestions);
    }
}
