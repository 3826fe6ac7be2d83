namespace ChatRuns.EndToEnd;

/// <summary>A test in a tab of its own. Whatever it does, the browser's console stays silent.</summary>
[Collection(nameof(Chromium))]
public abstract class ChatTest(RunningBot bot) : IAsyncLifetime
{
    /// <summary>The tab.</summary>
    protected ChatPage Chat { get; private set; } = null!;

    public async Task InitializeAsync() => Chat = await ChatPage.OpenAsync(bot);

    public async Task DisposeAsync()
    {
        await Chat.DisposeAsync();
        Chat.Complaints.ShouldBeEmpty();
    }
}
