using ChatRuns.Agents;
using ChatRuns.Runs;

namespace ChatRuns.Engine.Tests.Runs;

/// <summary>What a run does next, as tables: pure, without a store.</summary>
public sealed class RunNextTests
{
    private const string Session = "7-now";

    [Fact]
    public void A_run_begins_with_its_first_step()
    {
        var next = Fresh().Next(Agent(Tool("scan"), Tool("clean")), Some.Noon, Session);

        next.ShouldBeOfType<RunNext.Execute>().ShouldSatisfyAllConditions(e => e.Step.Name.ShouldBe("scan"), e => e.Attempt.ShouldBe(1));
    }

    [Fact]
    public void Steps_follow_one_another_and_the_run_completes_after_the_last()
    {
        var agent = Agent(Tool("scan"), Tool("clean"));

        Name(After(Done("scan")).Next(agent, Some.Noon, Session)).ShouldBe("clean");
        After([.. Done("scan"), .. Done("clean")]).Next(agent, Some.Noon, Session).ShouldBe(new RunNext.Finish(RunStatus.Completed, null));
    }

    [Fact]
    public void After_a_failure_only_steps_for_failure_or_always_run()
    {
        var agent = Agent(
            Tool("scan"), Tool("clean"), Tool("tell") with { When = new(StepConditionKind.Failure) }, Tool("tidy") with { When = new(StepConditionKind.Always) });
        RunEvent[] failed = Broken("scan");

        Name(After(failed).Next(agent, Some.Noon, Session)).ShouldBe("tell");
        Name(After([.. failed, .. Done("tell")]).Next(agent, Some.Noon, Session)).ShouldBe("tidy");
        After([.. failed, .. Done("tell"), .. Done("tidy")]).Next(agent, Some.Noon, Session)
            .ShouldBeOfType<RunNext.Finish>().Failure!.Name.ShouldBe("scan");
    }

    [Fact]
    public void A_step_for_failure_is_passed_over_where_all_went_well()
    {
        var agent = Agent(Tool("scan"), Tool("tell") with { When = new(StepConditionKind.Failure) }, Tool("tidy") with { When = new(StepConditionKind.Always) });

        Name(After(Done("scan")).Next(agent, Some.Noon, Session)).ShouldBe("tidy");
        After([.. Done("scan"), .. Done("tidy")]).Next(agent, Some.Noon, Session).ShouldBe(new RunNext.Finish(RunStatus.Completed, null));
    }

    [Fact]
    public void A_step_for_failure_does_not_run_for_a_step_that_comes_after_it()
    {
        var agent = Agent(Tool("scan"), Tool("tell") with { When = new(StepConditionKind.Failure) }, Tool("clean"));

        After([.. Done("scan"), .. Broken("clean")]).Next(agent, Some.Noon, Session).ShouldBeOfType<RunNext.Finish>().Status.ShouldBe(RunStatus.Failed);
    }

    [Fact]
    public void A_skipped_step_counts_as_done()
    {
        After(new StepSkipped("scan", "{{count}} > 0 does not hold.")).Next(Agent(Tool("scan"), Tool("clean")), Some.Noon, Session)
            .ShouldBeOfType<RunNext.Execute>().Step.Name.ShouldBe("clean");
    }

    [Fact]
    public void A_retry_waits_for_its_time_and_is_the_next_attempt()
    {
        var agent = Agent(Tool("scan"));
        var run = After(new StepStarted("scan", 1, Session), new StepFailed("scan", 1, new(Cause.TargetUnreachable, "No route"), 5, Some.Noon.AddSeconds(30)));

        run.Status.ShouldBe(RunStatus.Retrying);
        run.Next(agent, Some.Noon.AddSeconds(29), Session).ShouldBe(new RunNext.Sleep(Some.Noon.AddSeconds(30)));
        run.Next(agent, Some.Noon.AddSeconds(30), Session).ShouldBeOfType<RunNext.Execute>().Attempt.ShouldBe(2);
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 20)]
    [InlineData(3, 40)]
    [InlineData(4, 60)]
    [InlineData(5, null)]
    public void The_pause_doubles_up_to_the_most_and_the_last_attempt_has_none(int attempt, int? seconds) =>
        new RetryPolicy(5, TimeSpan.FromSeconds(10), 2, TimeSpan.FromSeconds(60)).PauseAfter(attempt)
            .ShouldBe(seconds is { } s ? TimeSpan.FromSeconds(s) : null);

    [Fact]
    public void A_step_that_this_session_executes_is_left_alone() =>
        After(new StepStarted("scan", 1, Session)).Next(Agent(Tool("scan")), Some.Noon, Session).ShouldBeOfType<RunNext.Nothing>();

    [Fact]
    public void A_repeatable_step_of_a_dead_session_was_interrupted_and_runs_again()
    {
        var run = After(new StepStarted("scan", 1, "7-before"));

        var next = run.Next(Agent(Tool("scan")), Some.Noon, Session).ShouldBeOfType<RunNext.Interrupted>();

        run.Apply(new StepInterrupted(next.Step.Name, next.Attempt), Some.Noon).Next(Agent(Tool("scan")), Some.Noon, Session)
            .ShouldBeOfType<RunNext.Execute>().Attempt.ShouldBe(2);
    }

    [Fact]
    public void A_program_of_a_dead_session_fails_as_interrupted()
    {
        var next = After(new StepStarted("scan", 1, "7-before")).Next(Agent(Program("scan")), Some.Noon, Session);

        next.ShouldBeOfType<RunNext.FailStep>().Error.Cause.ShouldBe(Cause.Interrupted);
    }

    [Theory]
    [InlineData(true, false, typeof(RunNext.FailStep))]
    [InlineData(false, true, typeof(RunNext.Interrupted))]
    public void A_program_is_begun_again_only_where_it_says_that_it_is_repeatable(bool hasNoEffects, bool repeatable, Type next)
    {
        var program = Program("scan") with { HasNoEffects = hasNoEffects, Repeatable = repeatable };

        After(new StepStarted("scan", 1, "7-before")).Next(Agent(program), Some.Noon, Session).ShouldBeOfType(next);
    }

    [Fact]
    public void A_pause_ends_at_its_time()
    {
        var agent = Agent(Tool("scan"));
        var run = After(new StepStarted("scan", 1, Session), new StepWaiting("scan", WaitReason.Time, Some.Noon.AddHours(1), [], null, []));

        run.Status.ShouldBe(RunStatus.Waiting);
        run.Next(agent, Some.Noon, Session).ShouldBe(new RunNext.Sleep(Some.Noon.AddHours(1)));
        run.Next(agent, Some.Noon.AddHours(1), Session).ShouldBeOfType<RunNext.FinishWait>();
    }

    [Fact]
    public void A_question_waits_for_its_answer_or_its_end()
    {
        var agent = Agent(Tool("ask"));
        var run = After(new StepStarted("ask", 1, Session), new StepWaiting("ask", WaitReason.Answer, Some.Noon.AddHours(1), [], "Go on?", []));

        run.Next(agent, Some.Noon, Session).ShouldBe(new RunNext.Sleep(Some.Noon.AddHours(1)));
        run.Next(agent, Some.Noon.AddHours(1), Session).ShouldBeOfType<RunNext.FailStep>().Error.Cause.ShouldBe(Cause.NotAnswered);
        run.Apply(new QuestionAnswered("ask", "yes", Some.Mia), Some.Noon).Next(agent, Some.Noon, Session).ShouldBeOfType<RunNext.FinishWait>();
    }

    [Fact]
    public void A_step_that_waits_for_actions_goes_on_when_all_are_settled()
    {
        var agent = Agent(Tool("scan"));
        var run = After(new StepStarted("scan", 1, Session), new StepWaiting("scan", WaitReason.Actions, null, ["7.1", "7.2"], null, []));
        var half = run.Apply(new ActionSettled("7.1", "Succeeded", null, null), Some.Noon);

        run.Next(agent, Some.Noon, Session).ShouldBe(new RunNext.Sleep(null));
        half.Next(agent, Some.Noon, Session).ShouldBe(new RunNext.Sleep(null));
        half.Apply(new ActionSettled("7.2", "Rejected", null, "no"), Some.Noon).Next(agent, Some.Noon, Session).ShouldBeOfType<RunNext.FinishWait>();
    }

    [Fact]
    public void An_action_that_is_settled_twice_counts_as_it_was_settled_last()
    {
        var run = After(new StepStarted("scan", 1, Session), new StepWaiting("scan", WaitReason.Actions, null, ["7.1"], null, []))
            .Apply(new ActionSettled("7.1", "Failed", null, "disk full"), Some.Noon).Apply(new ActionSettled("7.1", "Succeeded", null, null), Some.Noon);

        run.Find("scan")!.Settled.ShouldHaveSingleItem().Outcome.ShouldBe("Succeeded");
    }

    public static TheoryData<RunEvent[]> Moments => new()
    {
        Array.Empty<RunEvent>(),
        new RunEvent[] { new StepStarted("scan", 1, Session) },
        new RunEvent[] { new StepStarted("scan", 1, Session), new StepWaiting("scan", WaitReason.Answer, null, [], "Go on?", []) },
        new RunEvent[] { new StepStarted("scan", 1, Session), new StepFailed("scan", 1, new(Cause.ToolFailed, "no"), 1, Some.Noon.AddHours(1)) },
        Done("scan"),
    };

    [Theory]
    [MemberData(nameof(Moments))]
    public void A_cancel_ends_the_run_at_every_moment(RunEvent[] before)
    {
        var run = After([.. before, new CancelRequested(Some.Mia, "wrong day")]);

        run.Next(Agent(Tool("scan"), Tool("clean")), Some.Noon, Session).ShouldBeOfType<RunNext.Finish>().Status.ShouldBe(RunStatus.Canceled);
    }

    [Fact]
    public void A_run_that_is_over_needs_nothing() =>
        After([.. Done("scan"), Some.Completed()]).Next(Agent(Tool("scan")), Some.Noon, Session).ShouldBeOfType<RunNext.Nothing>();

    [Theory]
    [InlineData(Cause.NonZeroExit, RunStatus.Failed)]
    [InlineData(Cause.TimedOut, RunStatus.TimedOut)]
    [InlineData(Cause.LogTooLarge, RunStatus.LogSizeExceeded)]
    [InlineData(Cause.OutOfMemory, RunStatus.MemoryLimitExceeded)]
    [InlineData(Cause.Internal, RunStatus.InternalError)]
    [InlineData(Cause.Interrupted, RunStatus.Failed)]
    [InlineData(Cause.NotAnswered, RunStatus.Failed)]
    public void The_cause_of_the_failed_step_names_the_end(Cause cause, RunStatus status) =>
        After(new StepStarted("scan", 1, Session), new StepFailed("scan", 1, new(cause, "because"), 1, null)).Next(Agent(Tool("scan")), Some.Noon, Session)
            .ShouldBeOfType<RunNext.Finish>().Status.ShouldBe(status);

    [Fact]
    public void Time_spent_waiting_is_not_time_spent_executing()
    {
        var run = Run.From(Some.Queued(7), Some.Noon).Apply(new StepStarted("scan", 1, Session), Some.Noon)
            .Apply(new StepWaiting("scan", WaitReason.Time, Some.Noon.AddHours(9), [], null, []), Some.Noon)
            .Apply(new StepCompleted("scan", null, 40), Some.Noon.AddHours(9));

        run.ExecutedMs.ShouldBe(40);
        run.UpdatedAt.ShouldBe(Some.Noon.AddHours(9));
    }

    private static Agent Agent(params Step[] steps) => new() { Name = "tidy", Title = "Tidy", Version = new('a', 64), Steps = steps };

    private static ToolStep Tool(string name) => new() { Name = name, Tool = "file.list", Arguments = ValueTemplate.Parse(null) };

    private static ProgramStep Program(string name) => new() { Name = name, Command = [Template.Parse("true")] };

    private static RunEvent[] Done(string step) => [new StepStarted(step, 1, Session), new StepCompleted(step, null, 5)];

    private static RunEvent[] Broken(string step) => [new StepStarted(step, 1, Session), new StepFailed(step, 1, new(Cause.ToolFailed, "no"), 5, null)];

    private static Run Fresh() => Run.From(Some.Queued(7), Some.Noon);

    private static Run After(params RunEvent[] events) => events.Aggregate(Fresh(), (run, e) => run.Apply(e, Some.Noon));

    private static string Name(RunNext next) => next.ShouldBeOfType<RunNext.Execute>().Step.Name;
}
