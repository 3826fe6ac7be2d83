using ChatRuns.Bot.Views;
using ChatRuns.Store;

namespace ChatRuns.Bot.Tests.Cards;

/// <summary>The actions column of the run list: each action once, so that the numbers add up.</summary>
public sealed class ActionColumnTests
{
    [Theory]
    [InlineData(2, 0, 1, 0, "2: 1 ✓ 1 failed")]
    [InlineData(1, 0, 0, 1, "1: 1 unknown")]
    [InlineData(1, 2, 1, 1, "3: 1 auto 1 failed 1 unknown")]
    [InlineData(3, 0, 0, 0, "3: 3 ✓")]
    public void An_action_that_failed_or_is_unknown_is_not_counted_as_done(int approved, int automatic, int failed, int unknown, string told) =>
        RunRows.Actions(new ActionCounts { Proposed = approved + automatic, Approved = approved, Automatic = automatic, Failed = failed, Unknown = unknown }, isTest: false)
            .ShouldBe(told);
}
