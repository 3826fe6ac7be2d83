using ChatRuns.Bot.Channels.Teams.Api;
using ChatRuns.Engine.Tests;

namespace ChatRuns.Bot.Tests.Teams;

/// <summary>The limits of a conversation, second by second.</summary>
public sealed class ConversationPaceTests
{
    private readonly ManualTime _time = new();
    private readonly ConversationPace _pace;

    public ConversationPaceTests() => _pace = new(_time);

    [Fact]
    public void Seven_in_a_second_and_eight_in_two()
    {
        for (var i = 0; i < 7; i++) Take().ShouldBeNull();
        Take().ShouldBe(TimeSpan.FromSeconds(1));

        _time.Advance(TimeSpan.FromSeconds(1));
        Take().ShouldBeNull();
        Take().ShouldBe(TimeSpan.FromSeconds(1));

        _time.Advance(TimeSpan.FromSeconds(1));
        Take().ShouldBeNull();
    }

    [Fact]
    public void Sixty_in_thirty_seconds()
    {
        for (var i = 0; i < 60; i++)
        {
            Take().ShouldBeNull();
            _time.Advance(TimeSpan.FromMilliseconds(260));
        }

        Take().ShouldBe(TimeSpan.FromSeconds(30) - (TimeSpan.FromMilliseconds(260) * 60));
    }

    [Fact]
    public void Eighteen_hundred_in_an_hour()
    {
        for (var i = 0; i < 1800; i++)
        {
            Take().ShouldBeNull();
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Take().ShouldBe(TimeSpan.FromMinutes(30));
        _time.Advance(TimeSpan.FromMinutes(30));
        Take().ShouldBeNull();
    }

    [Fact]
    public void Each_conversation_has_its_own_limits_and_so_have_reads_of_the_roster()
    {
        for (var i = 0; i < 7; i++) Take().ShouldBeNull();

        Take("other").ShouldBeNull();
        for (var i = 0; i < 14; i++) Take(kind: PaceKind.Roster).ShouldBeNull();
        Take(kind: PaceKind.Roster).ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void What_teams_asks_for_is_kept_to()
    {
        _pace.Hold(PaceKind.Write, "one", TimeSpan.FromSeconds(40));

        Take().ShouldBe(TimeSpan.FromSeconds(40));
        _time.Advance(TimeSpan.FromSeconds(40));
        Take().ShouldBeNull();
    }

    [Fact]
    public void Setting_the_clock_back_changes_nothing()
    {
        for (var i = 0; i < 7; i++) Take().ShouldBeNull();
        _time.SetClock(_time.GetUtcNow().AddHours(-2));

        _time.Advance(TimeSpan.FromSeconds(2));
        Take().ShouldBeNull();
    }

    private TimeSpan? Take(string conversation = "one", PaceKind kind = PaceKind.Write) => _pace.Take(kind, conversation);
}
