using Microsoft.Playwright;

namespace ChatRuns.EndToEnd;

/// <summary>What a newcomer sees: within a minute a card asks, and what is decided there happens to real files.</summary>
public sealed class FirstStartTests(SampleBot bot) : ChatTest(bot), IClassFixture<SampleBot>
{
    [Fact]
    public async Task An_approved_action_is_done_and_undo_takes_it_back()
    {
        var file = Path.Combine(bot.Practice, "logs", "shop-2024.log");
        var action = Action("shop-2024.log");

        await action.GetByRole(AriaRole.Button, new() { Name = "Approve", Exact = true }).ClickAsync();
        await Chat.SaysAsync(action, "Approved by Local admin");
        await Chat.SaysAsync(action, "done in");
        File.Exists(file).ShouldBeFalse();
        File.Exists(file + ".gz").ShouldBeTrue();

        await action.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Chat.SaysAsync(action, "done, then undone");
        new FileInfo(file).Length.ShouldBeGreaterThan(9_000_000);
        File.Exists(file + ".gz").ShouldBeFalse();
    }

    [Fact]
    public async Task A_rejected_action_is_not_done_and_its_card_keeps_the_reason()
    {
        var action = Action("report-2024.csv");

        await action.GetByRole(AriaRole.Button, new() { Name = "Reject", Exact = true }).ClickAsync();
        await action.GetByLabel("Reason").FillAsync("the auditors still need it");
        await action.GetByRole(AriaRole.Button, new() { Name = "Reject this action" }).ClickAsync();

        await Chat.SaysAsync(action, "Rejected by Local admin");
        await Chat.SaysAsync(action, "the auditors still need it");
        File.Exists(Path.Combine(bot.Practice, "reports", "report-2024.csv")).ShouldBeTrue();
    }

    [Fact]
    public async Task An_edited_action_is_done_as_edited()
    {
        var action = Action("shop-2025.log");
        var wanted = Path.Combine(bot.Practice, "logs", "shop-today.log");

        await action.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true }).ClickAsync();
        await action.GetByLabel("path").FillAsync(wanted);
        await action.GetByRole(AriaRole.Button, new() { Name = "Save and approve" }).ClickAsync();

        var edited = Action("shop-today.log");
        await Chat.SaysAsync(edited, "Approved by Local admin");
        await Chat.SaysAsync(edited, "done in");
        File.Exists(wanted + ".gz").ShouldBeTrue();
        File.Exists(Path.Combine(bot.Practice, "logs", "shop-2025.log")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_deleted_file_comes_back_by_undo()
    {
        var file = Path.Combine(bot.Practice, "downloads", "holiday-video (1).bin");
        var action = Action("holiday-video (1).bin");

        await action.GetByRole(AriaRole.Button, new() { Name = "Approve", Exact = true }).ClickAsync();
        await Chat.SaysAsync(action, "done in");
        File.Exists(file).ShouldBeFalse();

        await action.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Chat.SaysAsync(action, "done, then undone");
        File.Exists(file).ShouldBeTrue();
    }

    [Fact]
    public async Task A_decision_in_one_tab_is_redrawn_in_the_other()
    {
        await using var other = await ChatPage.OpenAsync(bot);
        const string File = "price-list (1).csv";

        await Action(File).GetByRole(AriaRole.Button, new() { Name = "Approve", Exact = true }).ClickAsync();

        await other.SaysAsync(ActionOf(other, File), "Approved by Local admin");
        other.Complaints.ShouldBeEmpty();
    }

    private ILocator Action(string file) => ActionOf(Chat, file);

    // The first: an undo is an action of its own, which names the file too.
    private ILocator ActionOf(ChatPage chat, string file) =>
        chat.Card($"^Free up disk propose[sd] .*run {bot.FirstRun}$").Locator(".box.separator", new() { HasText = file }).First;
}
