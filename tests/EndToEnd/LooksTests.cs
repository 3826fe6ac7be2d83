using System.Globalization;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace ChatRuns.EndToEnd;

/// <summary>A first start with cards of every kind in the chat, in Development, where the gallery of cards is.</summary>
public sealed class GalleryBot(Chromium chromium) : SampleBot(chromium)
{
    public override async Task InitializeAsync()
    {
        Home.EnvironmentName = "Development";
        await base.InitializeAsync();
        await using var chat = await ChatPage.OpenAsync(this);
        string[] lines = ["/agent free-up-disk test", "/runs", "/runs faild", "/agents", "/agent free-up-disk", "/approvals", "/metrics", "/next", "/home", "/help"];
        foreach (var line in lines) await chat.AskAsync(line);
        foreach (var part in (string[])["", "log", "steps", "actions", "activity"])
            await chat.AskAsync($"/run {FirstRun} {part}", $"(?i)run {FirstRun}\\b");
        chat.Complaints.ShouldBeEmpty();
    }
}

/// <summary>Pages are usable by all: no axe violation, no sideways scrolling on the smallest phone.</summary>
[Collection(nameof(Chromium))]
public sealed class LooksTests(GalleryBot bot) : IClassFixture<GalleryBot>
{
    /// <summary>Pages that signed-in people open.</summary>
    public static TheoryData<string> Pages { get; } = ["/", "/runs/{run}", "/runs/{run}/report", "/runs/999999", "/dev/cards"];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task No_page_breaks_a_rule_of_axe_in_light_or_in_dark(string path)
    {
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await using var chat = await OpenAsync(path, 1280, scheme);
            await ShowEverythingAsync(chat);
            await PictureAsync(chat, path, scheme.ToString());
            (await ViolationsAsync(chat.Page)).ShouldBeEmpty($"{path} in {scheme}");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task No_page_scrolls_sideways_on_a_small_phone(string path)
    {
        foreach (var width in (int[])[320, 375])
        {
            await using var chat = await OpenAsync(path, width, ColorScheme.Light);
            await ShowEverythingAsync(chat);
            await PictureAsync(chat, path, width.ToString(CultureInfo.InvariantCulture));
            (await chat.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width, path);
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/?key=wrong")]
    [InlineData("/signin")]
    public async Task The_way_in_breaks_no_rule_of_axe_either(string path)
    {
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await using var context = await bot.Chromium.Browser.NewContextAsync(new()
            {
                BaseURL = bot.Process.Address,
                ColorScheme = scheme,
                ViewportSize = new() { Width = 320, Height = 640 },
            });
            var page = await context.NewPageAsync();
            await page.GotoAsync(path);
            (await ViolationsAsync(page)).ShouldBeEmpty($"{path} in {scheme}");
            (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(320);
        }
    }

    [Fact]
    public async Task A_message_can_be_typed_and_a_decision_found_by_keyboard_alone()
    {
        await using var chat = await OpenAsync("/", 1280, ColorScheme.Light);
        await Assertions.Expect(chat.Page.GetByLabel("Message", new() { Exact = true })).ToBeFocusedAsync();
        await chat.Page.Keyboard.TypeAsync("/he");
        await chat.ShowsAsync(chat.Page.GetByRole(AriaRole.Option, new() { Name = "/help" }));
        await chat.Page.Keyboard.PressAsync("Tab");
        await chat.Page.Keyboard.PressAsync("Enter");
        await chat.ShowsAsync(chat.Card("^Commands$"));

        var reject = chat.Card("^Free up disk proposes .*run [0-9]+$")
            .GetByRole(AriaRole.Button, new() { Name = "Reject", Exact = true }).First;
        await reject.FocusAsync();
        await chat.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(reject).ToHaveAttributeAsync("aria-expanded", "true");
        chat.Complaints.ShouldBeEmpty();
    }

    private Task<ChatPage> OpenAsync(string path, int width, ColorScheme scheme) =>
        ChatPage.OpenAsync(bot, width, 900, scheme, path.Replace("{run}", bot.FirstRun.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));

    // Panels and details hide what they hold from axe and from the ruler.
    private static async Task ShowEverythingAsync(ChatPage chat)
    {
        await chat.ShowsAsync(chat.Page.GetByRole(AriaRole.Main));
        await chat.Page.EvaluateAsync("""
            () => {
              for (const panel of document.querySelectorAll('.panel')) panel.hidden = false;
              for (const details of document.querySelectorAll('details')) details.open = true;
            }
            """);
    }

    private static async Task<IEnumerable<string>> ViolationsAsync(IPage page) =>
        (await page.RunAxe()).Violations.Select(v => $"{v.Id}: {v.Help}: {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}");

    // For people who want to look: CHATRUNS_PICTURES names a folder.
    private static async Task PictureAsync(ChatPage chat, string path, string how)
    {
        if (Environment.GetEnvironmentVariable("CHATRUNS_PICTURES") is not { Length: > 0 } folder) return;
        var name = path.Trim('/').Replace('/', '-').Replace("{run}", "run", StringComparison.Ordinal);
        await chat.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{(name.Length > 0 ? name : "chat")}-{how}.png"), FullPage = true });
    }
}
