using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Courier;
using ChatRuns.Bot.Views;

namespace ChatRuns.Bot.Commands;

/// <summary><c>/home</c>: what a person begins with. The newest one of each person is kept up to date where it stands.</summary>
internal sealed class HomeAnswer(RunEngine engine, HomeViews homes)
{
    /// <summary>Their Home, in place of the one that Refresh was pressed on.</summary>
    public async Task<Reply> AnswerAsync(Asked asked, CancellationToken cancel)
    {
        // Read first: what happens meanwhile is drawn once more.
        var version = await engine.LastPositionAsync(cancel);
        return new(await homes.DrawAsync(asked.Who, cancel), asked.Mode) { Subject = new Subject.Home(asked.Who.Key).ToString(), Version = version };
    }
}
