using Microsoft.Playwright;

namespace ChatRuns.EndToEnd;

/// <summary>The one browser of a run of these tests: the system's own, nothing is downloaded.</summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>How long a page may take, in milliseconds: much, for machines that do other things too.</summary>
    public const float Patience = 60_000;

    private IPlaywright? _playwright;

    /// <summary>The browser.</summary>
    public IBrowser Browser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(Patience);
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHATRUNS_CHROMIUM") ?? "/usr/bin/chromium",
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
    }

    public async Task DisposeAsync()
    {
        await Browser.DisposeAsync();
        _playwright?.Dispose();
    }
}

/// <summary>All classes share the browser, and so run one after another: they share two cores as well.</summary>
[CollectionDefinition(nameof(Chromium))]
public sealed class OneBrowser : ICollectionFixture<Chromium>;
