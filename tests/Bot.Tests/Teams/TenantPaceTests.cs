using ChatRuns.Bot.Channels.Teams.Api;
using ChatRuns.Engine.Tests;

namespace ChatRuns.Bot.Tests.Teams;

/// <summary>The limit of one app in one tenant.</summary>
public sealed class TenantPaceTests
{
    private const string Here = "aaaabbbb-0000-cccc-1111-dddd2222eeee";
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(20);
    private readonly ManualTime _time = new();
    private readonly TenantPace _pace;

    public TenantPaceTests() => _pace = new(_time);

    [Fact]
    public void Fifty_calls_go_at_once_and_the_next_a_second_later()
    {
        var waits = Enumerable.Range(0, 101).Select(_ => Answer()).ToList();

        waits.Take(50).ShouldAllBe(w => w == TimeSpan.Zero);
        waits.Skip(50).Take(50).ShouldAllBe(w => w == TimeSpan.FromSeconds(1));
        waits[100].ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void No_second_holds_more_than_fifty_however_they_come()
    {
        var at = new List<TimeSpan>();
        var dice = new Random(4);
        for (var i = 0; i < 2000; i++)
        {
            var wait = dice.Next(3) == 0 ? Redraw() : Answer();
            if (wait <= s_longest) at.Add(TimeSpan.FromTicks(_time.GetTimestamp()) + wait);
            _time.Advance(TimeSpan.FromMilliseconds(dice.Next(30)));
        }

        at.Sort();
        at.Count.ShouldBeGreaterThan(1000);
        at.Zip(at.Skip(50), (first, next) => next - first).Min().ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Redraws_that_nobody_waits_for_keep_no_answer_waiting()
    {
        for (var i = 0; i < 300; i++) Redraw();

        Enumerable.Range(0, 20).Select(_ => Answer()).ShouldAllBe(w => w == TimeSpan.Zero);
        Answer().ShouldBe(TimeSpan.FromSeconds(1));
        Redraw().ShouldBe(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Turns_are_given_in_the_order_in_which_they_are_asked_for()
    {
        var waits = Enumerable.Range(0, 200).Select(_ => Redraw()).ToList();

        waits.ShouldBeInOrder();
    }

    [Fact]
    public void Who_would_wait_too_long_takes_no_turn()
    {
        for (var i = 0; i < 1000; i++) Redraw();
        Redraw().ShouldBeGreaterThan(s_longest);

        _time.Advance(TimeSpan.FromSeconds(15));

        Redraw().ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(6));
    }

    [Fact]
    public void Each_tenant_has_its_own()
    {
        for (var i = 0; i < 100; i++) Answer();

        _pace.Take("cccc0000-0000-cccc-1111-dddd2222eeee", mayWait: true, s_longest).ShouldBe(TimeSpan.Zero);
        _pace.Take(Here.ToUpperInvariant(), mayWait: true, s_longest).ShouldBeGreaterThan(TimeSpan.Zero);
    }

    private TimeSpan Answer() => _pace.Take(Here, mayWait: false, s_longest);

    private TimeSpan Redraw() => _pace.Take(Here, mayWait: true, s_longest);
}
