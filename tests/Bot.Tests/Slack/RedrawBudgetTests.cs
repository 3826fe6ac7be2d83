using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Channels.Slack;
using ChatRuns.Engine.Tests;

namespace ChatRuns.Bot.Tests.Slack;

/// <summary>How often messages of a workspace are redrawn.</summary>
public sealed class RedrawBudgetTests
{
    private readonly ManualTime _time = new(ChatRuns.Engine.Tests.Some.Noon);

    [Fact]
    public void Progress_leaves_redraws_over_for_decisions()
    {
        var budget = SlackChannel.NewBudget(_time);

        var given = Enumerable.Range(0, 100).Count(_ => budget.Take("T1", Urgency.Progress) is null);

        given.ShouldBe(30);
        Enumerable.Range(0, 100).Count(_ => budget.Take("T1", Urgency.Decision) is null).ShouldBe(10);
    }

    [Fact]
    public void What_was_used_comes_back_after_a_minute_and_the_wait_says_when()
    {
        var budget = SlackChannel.NewBudget(_time);
        for (var i = 0; i < 30; i++) budget.Take("T1", Urgency.Step);
        _time.Advance(TimeSpan.FromSeconds(20));

        budget.Take("T1", Urgency.Step).ShouldBe(TimeSpan.FromSeconds(40));
        _time.Advance(TimeSpan.FromSeconds(40));
        budget.Take("T1", Urgency.Step).ShouldBeNull();
    }

    [Fact]
    public void One_workspace_does_not_use_up_anothers()
    {
        var budget = SlackChannel.NewBudget(_time);
        for (var i = 0; i < 100; i++) budget.Take("T1", Urgency.Step);

        budget.Take("T2", Urgency.Step).ShouldBeNull();
    }
}
