using ChatRuns.Bot.Commands.Language;
using ChatRuns.Runs;
using ChatRuns.Store;

namespace ChatRuns.Bot.Tests.Commands.Language;

public sealed class RunFilterTests
{
    [Theory]
    [InlineData("failed", "Failed,TimedOut,QuotaExceeded,MemoryLimitExceeded,LogSizeExceeded,InternalError")]
    [InlineData("failed only", "Failed")]
    [InlineData("pending", "Queued")]
    [InlineData("active", "Running")]
    [InlineData("succeeded", "Completed")]
    [InlineData("timed out canceled", "Canceled,TimedOut")]
    [InlineData("not failed", "New,Queued,Running,Waiting,Retrying,Completed,Canceled")]
    [InlineData("failed not timed out", "Failed,QuotaExceeded,MemoryLimitExceeded,LogSizeExceeded,InternalError")]
    [InlineData("unfinished", "New,Queued,Running,Waiting,Retrying")]
    [InlineData("all", "")]
    public void Statuses_are_those_of_the_store(string words, string statuses) =>
        string.Join(',', Lines.Runs($"/runs {words}").Filter.Statuses).ShouldBe(statuses);

    [Fact]
    public void All_conditions_reach_the_filter()
    {
        var filter = Lines.Runs(
            """
            /runs by mia site check eu-prod archived test runs text "disk full" owner "ops team" tag web step fetch cause timeout
            scheduled trigger nightly actions open more than 5m failed only since 2026-11-01
            """).Filter;

        filter.Agent.ShouldBe("site-check");
        filter.Target.ShouldBe("eu-prod");
        filter.Trigger.ShouldBe(TriggerKind.Schedule);
        filter.TriggerName.ShouldBe("nightly");
        filter.StartedBy.ShouldBe(Lines.Mia);
        filter.Archived.ShouldBe(true);
        filter.Test.ShouldBe(true);
        filter.Text.ShouldBe("disk full");
        filter.Owner.ShouldBe("Ops Team");
        filter.Tag.ShouldBe("web");
        filter.Step.ShouldBe("fetch");
        filter.Cause.ShouldBe(Cause.TimedOut);
        filter.WithActions.ShouldBe("open");
        filter.LongerThan.ShouldBe(TimeSpan.FromMinutes(5));
        filter.Statuses.ShouldBe([RunStatus.Failed]);
        filter.From.ShouldBe(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.FromHours(1)));
        filter.To.ShouldBeNull();
    }

    [Fact]
    public void Without_words_it_is_the_last_seven_days_without_archived_runs_and_with_test_runs()
    {
        var list = Lines.Runs("/runs");

        list.Filter.From.ShouldBe(Lines.Now.AddDays(-7));
        list.Filter.ShouldBe(new RunFilter { From = list.Filter.From, Statuses = list.Filter.Statuses });
        (list.Page, list.PerPage).ShouldBe((1, 20));
    }

    [Theory]
    [InlineData("with archived", null)]
    [InlineData("not archived", false)]
    [InlineData("archived", true)]
    public void Archived_runs_are_shown_when_asked_for(string words, bool? archived) =>
        Lines.Runs($"/runs {words}").Filter.Archived.ShouldBe(archived);

    [Fact]
    public void Searches_add_up() => Lines.Runs("""/runs text "disk full" text eu "no space" """).Filter.Text.ShouldBe("disk full eu no space");

    [Fact]
    public void Only_the_word_pending_points_to_the_approvals()
    {
        Lines.Runs("/runs pending").PointsToApprovals.ShouldBeTrue();
        Lines.Runs("/runs queued").PointsToApprovals.ShouldBeFalse();
        Lines.Runs("/runs pending actions").PointsToApprovals.ShouldBeFalse();
    }

    [Fact]
    public void The_line_of_another_page_says_the_same_list()
    {
        var list = Lines.Runs("/runs failed site check last 24h page 2 per 50");

        list.ToLine(3).ShouldBe("/runs failed agent site-check last 24h page 3 per 50");
        list.ToLine(1).ShouldBe("/runs failed agent site-check last 24h per 50");
        (list.Page, list.PerPage).ShouldBe((2, 50));
    }

    [Fact]
    public void A_problem_points_at_its_words()
    {
        const string Line = "<@U9>  /runs  failed   “site chekc” last 7x";

        Lines.Problem(Line).At.ShouldBe(new Stretch(Line.IndexOf('“', StringComparison.Ordinal), "“site chekc”".Length));
        Lines.Problem("/runs failed last 7x").At.ShouldBe(new Stretch(13, 7));
        Lines.Problem("/runs step").At.ShouldBe(new Stretch(6, 4));
    }

    [Fact]
    public void A_reader_can_name_an_agent_that_is_called_like_a_keyword()
    {
        var vocabulary = new Vocabulary { Agents = [new("failed", "Last week"), new("step", "Page 2")] };
        RunsCommand Read(string line) =>
            CommandLine.Parse(line, vocabulary, Lines.Mia, Lines.Now, Lines.Berlin).ShouldBeOfType<RunsCommand>();

        Read("/runs failed").Filter.Agent.ShouldBeNull();
        Read("/runs agent failed").Filter.Agent.ShouldBe("failed");
        Read("/runs last week").Filter.Agent.ShouldBeNull();
        Read("/runs \"last week\"").Filter.Agent.ShouldBe("failed");
        Read(Read("/runs agent failed failed").ToLine()).Filter.Agent.ShouldBe("failed");
    }

    [Fact]
    public void A_name_of_an_agent_and_a_target_is_asked_back()
    {
        var vocabulary = new Vocabulary { Agents = [new("shop", "Shop")], Targets = ["shop"] };

        var problem = CommandLine.Parse("/runs shop failed", vocabulary, Lines.Mia, Lines.Now, Lines.Berlin).ShouldBeOfType<ParseProblem>();

        problem.Suggestions.ShouldBe(["/runs agent shop failed", "/runs target shop failed"]);
    }

    [Fact]
    public void Nothing_is_known_in_an_empty_house_but_lists_still_work()
    {
        var list = CommandLine.Parse("/runs failed today", Vocabulary.Empty, Lines.Mia, Lines.Now, Lines.Berlin);

        list.ShouldBeOfType<RunsCommand>().ToLine().ShouldBe("/runs failed today");
    }
}
