using System.Text.Json.Nodes;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Cards.Html;

namespace ChatRuns.Bot.Channels.Teams.Cards;

/// <summary>
/// The card as Teams takes it, for one person or for everybody: the bound Adaptive Card, with what Teams adds and without what it does not
/// take. Pure: no clock, nothing read or sent. A card draws no authority from who sees it: what a press may do is asked again.
/// </summary>
/// <remarks>Source: learn.microsoft.com, "Universal Action Model" (refresh, userIds), "Format cards in Teams"; @microsoft/teams.cards 2.0.16.</remarks>
internal static class TeamsCard
{
    /// <summary>Verb by which a client asks for this person's view; its data is the subject.</summary>
    public const string RefreshVerb = "card.refresh";

    /// <summary>Verb of Cancel in a dialog: nothing is done, and it closes.</summary>
    public const string CloseVerb = "card.close";

    /// <summary>The version of Adaptive Cards that Teams' bots speak.</summary>
    internal const string Version = "1.5";

    /// <summary>The content of the card; at most 28 KB unless a form needs more, and never above 80 KB as Teams counts.</summary>
    public static JsonObject Draw(BoundCard card, TeamsView view)
    {
        view = view with { ShortensPaths = TeamsPaths.MayShorten(card.Name) };
        var drawn = Whole(card, view);
        if (!TeamsSize.IsOver(drawn)) return drawn;
        if (view.Forms == TeamsForms.DialogWhenTight)
        {
            view = view with { Forms = TeamsForms.Dialog };
            drawn = Whole(card, view);
            if (!TeamsSize.IsOver(drawn)) return drawn;
        }

        // Before anything goes: what only old clients read, and what is one press away.
        drawn = Whole(card, view with { HasFallback = false, IsTight = true });
        var run = view.Subject?.Split('/') is ["actions", var number, ..] ? number : null;
        var wanted = run is null ? [] : Ordinals(drawn);
        TeamsSize.Fit(drawn, view, () => Rest(card, view, run, run is null ? null : wanted.Except(Ordinals(drawn)).FirstOrDefault()));
        return drawn;
    }

    // Pages are counted in rows and not in bytes: what is cut here stands on no page. Of actions the first one is shown alone, and leads on to the next.
    private static TeamsRest Rest(BoundCard card, TeamsView view, string? run, string? ordinal)
    {
        if (card.Name == RunListFacts.Template) return new(" · for shorter pages: per 10", null);
        if (run is null || ordinal is null) return new("", null);
        var line = $"/run {run} actions {run}.{ordinal}";
        return new($" · one by its number: {line}", new TeamsActions(view with { HasFallback = false }).Draw(new JsonObject
        {
            ["type"] = "Action.Execute",
            ["title"] = $"Show action {ordinal}",
            ["verb"] = "say",
            ["data"] = new JsonObject { ["line"] = line, ["replace"] = true },
            ["associatedInputs"] = "none",
        }, form => form));
    }

    // The numbers that stand before the actions of a list: "7." at the head of the seventh.
    private static List<string> Ordinals(JsonObject drawn) =>
    [
        .. drawn.Items("body").Select(entry => entry.Items("items").FirstOrDefault()?.Items("columns").FirstOrDefault()?.Items("items").FirstOrDefault()?.Text("text") ?? "")
            .Where(text => text is [.., '.'] && text[..^1].All(char.IsAsciiDigit)).Select(text => text[..^1]),
    ];

    private static JsonObject Whole(BoundCard card, TeamsView view)
    {
        var drawn = new TeamsElements(view).Card(card.Json);
        drawn["msteams"] = new JsonObject { ["width"] = "Full" };
        if (Refresh(view) is { } refresh) drawn["refresh"] = refresh;
        return drawn;
    }

    private static JsonObject? Refresh(TeamsView view)
    {
        if (view.Subject is not { } subject || view.RefreshFor.Count == 0) return null;
        var data = new JsonObject { ["subject"] = subject };
        if (view.Attempt is { } attempt) data[TeamsActions.AttemptName] = attempt;
        return new()
        {
            ["action"] = new JsonObject { ["type"] = "Action.Execute", ["title"] = "Refresh", ["verb"] = RefreshVerb, ["data"] = data },
            ["userIds"] = new JsonArray([.. view.RefreshFor.Distinct(StringComparer.Ordinal).Take(TeamsView.RefreshMost).Select(id => (JsonNode)id)]),
        };
    }
}
