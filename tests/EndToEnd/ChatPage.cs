using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace ChatRuns.EndToEnd;

/// <summary>A browser tab with the chat, and everything that its console complained about.</summary>
public sealed partial class ChatPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();

    private ChatPage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") _complaints.Enqueue($"{message.Type}: {message.Text} ({message.Location})");
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
    }

    /// <summary>The tab.</summary>
    public IPage Page { get; }

    /// <summary>Errors and warnings of its console.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>Opens the chat in a fresh browser profile that is signed in.</summary>
    public static async Task<ChatPage> OpenAsync(
        RunningBot bot, int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light, string path = "")
    {
        var context = await bot.Chromium.Browser.NewContextAsync(new()
        {
            StorageState = bot.SignedIn,
            BaseURL = bot.Process.Address,
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = scheme,
            ReducedMotion = ReducedMotion.Reduce,
            TimezoneId = "Europe/Berlin",
            Locale = "en-GB",
        });
        context.SetDefaultTimeout(Chromium.Patience);
        var chat = new ChatPage(context, await context.NewPageAsync());
        await chat.Page.GotoAsync(path.Length > 0 ? path : "/");
        return chat;
    }

    /// <summary>Cards by a pattern of their accessible name; the newest of them.</summary>
    public ILocator Card(string name) => Page.GetByRole(AriaRole.Article, new() { NameRegex = new(name) }).Last;

    /// <summary>Says a line; gives the answer's card, which must have such a name.</summary>
    public async Task<ILocator> AskAsync(string line, string name = "")
    {
        await SayAsync(line);
        var answer = Page.Locator("#chat > li.own").Last.Locator("xpath=following-sibling::li")
            .GetByRole(AriaRole.Article, new() { NameRegex = new(name) }).First;
        await ShowsAsync(answer);
        return answer;
    }

    /// <summary>Says a line again and again until the answer has such a name: for what takes effect in a moment, such as an edited file.</summary>
    public async Task<ILocator> AskUntilAsync(string line, string name, string text = "")
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(Chromium.Patience));
        while (true)
        {
            patience.Token.ThrowIfCancellationRequested();
            var answer = await AskAsync(line);
            if (Regex.IsMatch(await NameOfAsync(answer), name)
                && (await answer.InnerTextAsync()).Contains(text, StringComparison.Ordinal)) return answer;
        }
    }

    /// <summary>Types a line and sends it.</summary>
    public async Task SayAsync(string line)
    {
        var box = Page.GetByRole(AriaRole.Textbox, new() { Name = "Message", Exact = true });
        var said = await Page.Locator("#chat > li.own").CountAsync();
        await box.FillAsync(line);
        await box.PressAsync("Escape");
        await box.PressAsync("Enter");
        await Assertions.Expect(Page.Locator("#chat > li.own")).ToHaveCountAsync(said + 1);
    }

    /// <summary>Waits until something can be seen.</summary>
    public Task ShowsAsync(ILocator what) => Assertions.Expect(what).ToBeVisibleAsync();

    /// <summary>Waits until it holds a text.</summary>
    public Task SaysAsync(ILocator what, string text) => Assertions.Expect(what).ToContainTextAsync(text);

    /// <summary>The accessible name of a card.</summary>
    public async Task<string> NameOfAsync(ILocator card) => (await card.Locator("h2").First.TextContentAsync() ?? "").Trim();

    /// <summary>The message that shows a card, found again whatever the card turns into.</summary>
    public async Task<ILocator> MessageOfAsync(ILocator card) =>
        Page.Locator("#" + await card.Locator("xpath=ancestor::li[1]").GetAttributeAsync("id"));

    /// <summary>The run that a card's name ends in.</summary>
    public static long RunOf(string name) => long.Parse(RunInName().Match(name).Groups[1].Value, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    [GeneratedRegex("run ([0-9]+)")]
    private static partial Regex RunInName();
}
