namespace ChatRuns.EndToEnd;

/// <summary>The bot that the tests of a class share, and what a browser needs to be signed in to it.</summary>
public abstract class RunningBot(Chromium chromium, BotHome home) : IAsyncLifetime
{
    /// <summary>The browser.</summary>
    public Chromium Chromium { get; } = chromium;

    /// <summary>Its folders.</summary>
    public BotHome Home { get; } = home;

    /// <summary>The process.</summary>
    public BotProcess Process { get; private set; } = null!;

    /// <summary>Cookies of a browser that opened the printed address.</summary>
    public string SignedIn { get; private set; } = "";

    public virtual async Task InitializeAsync()
    {
        Process = await BotProcess.StartAsync(Home);
        await SignInAsync(Process.FirstAddress);
    }

    public async Task DisposeAsync()
    {
        await Process.DisposeAsync();
        Home.Dispose();
    }

    /// <summary>Kills it and starts it again on the same folders; the way in is the verb <c>open</c>.</summary>
    public async Task KillAndRestartAsync()
    {
        await Process.KillAsync();
        await Process.DisposeAsync();
        Process = await BotProcess.StartAsync(Home);
        await SignInAsync(await BotProcess.OpenAsync(Home));
    }

    private async Task SignInAsync(string address)
    {
        await using var context = await Chromium.Browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(address);
        await page.GetByLabel("Message", new() { Exact = true }).WaitForAsync(new() { Timeout = Chromium.Patience });
        SignedIn = await context.StorageStateAsync();
    }
}

/// <summary>A first start: nothing is configured, the sample agents run.</summary>
public class SampleBot(Chromium chromium) : RunningBot(chromium, new())
{
    /// <summary>The folder that the first start fills with files to practise on.</summary>
    public string Practice => Path.Combine(Home.Data, "practice", "files");

    /// <summary>The run whose proposals the first start shows.</summary>
    public long FirstRun { get; private set; }

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await using var chat = await ChatPage.OpenAsync(this);
        var card = chat.Card("^Free up disk proposes");
        await chat.ShowsAsync(card);
        FirstRun = ChatPage.RunOf(await chat.NameOfAsync(card));
        await chat.ShowsAsync(chat.Card($"^Free up disk completed, run {FirstRun}"));
    }
}
