using System.Text.Json;
using ChatRuns.Actions;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Journal;

namespace ChatRuns.Bot.Tests.Cards;

public sealed class ActionTellerTests
{
    private const string Schema =
        """
        { "type": "object", "required": ["path"], "properties": { "path": { "type": "string", "description": "Which file" },
          "level": { "type": "integer" }, "mode": { "enum": ["fast", "small"] }, "keep": { "type": "boolean" }, "tags": { "type": "array" } } }
        """;

    private static readonly DateTimeOffset At = new(2026, 11, 21, 14, 5, 0, TimeSpan.Zero);
    private static readonly Principal Mia = new("web", "local", "mia", "Mia");
    private static readonly Principal Jon = new("web", "local", "jon", "Jon <b>");

    [Theory]
    [InlineData(600, false)]
    [InlineData(601, true)]
    [InlineData(2000, true)]
    public void A_reason_that_is_cut_in_a_list_is_whole_one_press_away(int letters, bool isCut)
    {
        var action = Open("{}", reason: new string('r', letters));

        var (listed, alone) = (ActionTeller.Tell(action, Schema, isAlone: false), ActionTeller.Tell(action, Schema, isAlone: true));

        listed.ReasonWhole?.ToString().ShouldBe(isCut ? $"/run {action.Id.Run} actions {action.Id}" : null);
        (listed.HasButtons, listed.Reason!.IsCut).ShouldBe((true, isCut));
        (alone.ReasonWhole, alone.Reason!.Text.Length, alone.Reason.IsCut).ShouldBe((null, letters, false));
    }

    [Fact]
    public void The_reason_of_a_rejection_is_told_whole() =>
        Told(Open("{}").Apply(new ActionRejected(Jon, 1, new string('r', 1000)), At)).ShouldEndWith($"“{new string('r', 1000)}”");

    [Fact]
    public void An_open_action_can_be_approved_rejected_and_edited()
    {
        var item = ActionTeller.Tell(Open("""{"path":"/a"}"""), Schema, isAlone: false);

        (item.CanApprove, item.CanApproveOnce, item.CanReject, item.CanEdit, item.HasButtons).ShouldBe((true, false, true, true, true));
        item.Fields.Select(field => (field.Id.Text, field.Kind)).ShouldBe(
            [("arg.path@7.1", "text"), ("arg.level@7.1", "number"), ("arg.mode@7.1", "choice"), ("arg.keep@7.1", "boolean"), ("arg.tags@7.1", "multiline")]);
        item.Fields[0].IsRequired.ShouldBeTrue();
        item.Fields[0].Value.Text.ShouldBe("/a");
    }

    [Fact]
    public void Arguments_that_do_not_fit_are_reviewed_and_not_approved()
    {
        var action = Open(JsonSerializer.Serialize(new { text = new string('x', 2000), last = "rm -rf" }));

        var listed = ActionTeller.Tell(action, Schema, isAlone: false);
        var alone = ActionTeller.Tell(action, Schema, isAlone: true);

        (listed.CanApprove, listed.CanEdit, listed.CanReject).ShouldBe((false, false, true));
        listed.Review!.Text.ShouldBe("/run 7 actions 7.1");
        alone.CanApprove.ShouldBeTrue();
        alone.Arguments[1].Value.Text.ShouldBe("rm -rf");
    }

    [Fact]
    public void Arguments_too_long_for_any_card_cannot_be_approved_at_all()
    {
        var item = ActionTeller.Tell(Open(JsonSerializer.Serialize(new { text = new string('x', 100_000) })), Schema, isAlone: true);

        (item.CanApprove, item.CanApproveOnce, item.CanReject, item.Review).ShouldBe((false, false, true, null));
        item.Cut.ShouldNotBeNull();
    }

    [Fact]
    public void What_cannot_be_undone_is_asked_for_once_more_and_never_approved_with_others()
    {
        var destructive = Open("""{"path":"/a"}""", Risk.High, ordinal: 3);

        var card = ActionTeller.Tell(7, "Tidy", [Open("{}", ordinal: 1), Open("{}", ordinal: 2), destructive], _ => Schema);

        (card.Items[2].CanApprove, card.Items[2].CanApproveOnce).ShouldBe((false, true));
        card.Items[2].Warning.ShouldBe("This cannot be undone.");
        card.ApproveThese!.Title.ShouldBe("Approve these 2");
        card.ApproveThese.Items.ShouldBe(["7.1:digest1", "7.2:digest2"]);
        card.RejectAll!.Items.Count.ShouldBe(3);
    }

    [Fact]
    public void High_risk_that_can_be_undone_is_an_ordinary_approval() =>
        ActionTeller.Tell(Open("{}", Risk.High, canUndo: true), Schema, isAlone: false).CanApprove.ShouldBeTrue();

    [Fact]
    public void People_of_a_rule_are_people_and_its_roles_and_groups_are_words()
    {
        var proposed = Open("{}").Proposed with { Rule = new(["approver", "web/local/mia", "@ops"], 1, false, null) };

        var who = ActionTeller.Tell(7, "Tidy", [ProposedAction.From(proposed, At)], _ => null).Who!;

        who.ToString().ShouldStartWith("Who may decide: approver, web/local/mia, @ops");
        who.Where(span => span.Person is not null).Select(span => span.Person!.Text).ShouldBe(["web/local/mia"]);
    }

    [Fact]
    public void Words_about_people_say_who_they_are()
    {
        var approved = Open("{}").Apply(new ApprovalGiven(Mia, 1), At).Apply(new ActionApproved(Jon, 1, false), At);

        ActionOutcome.Tell(approved)!.Where(span => span.Person is not null).Select(span => (span.Text.Text, span.Person!.Text))
            .ShouldBe([("Mia", "web/local/mia"), ("Jon <b>", "web/local/jon")]);
        ActionOutcome.Tell(Open("{}").Apply(new ActionRejected(Jon, 1, "no"), At))!.ShouldContain(span => span.Person != null && span.Person.Text == "web/local/jon");
    }

    [Fact]
    public void What_became_of_it_is_told_with_who_and_when()
    {
        var approved = Open("{}").Apply(new ActionApproved(Mia, 1, false), At);
        var started = approved.Apply(new ActionStarted("k"), At);

        Told(approved).ShouldBe("Approved by Mia · {{TIME(2026-11-21T14:05:00Z)}} · about to be done");
        Told(started.Apply(new ActionSucceeded(null, 12, null), At)).ShouldBe("Approved by Mia · {{TIME(2026-11-21T14:05:00Z)}} · done in 12 ms");
        Told(started.Apply(new ActionFailed("disk full", 3), At)).ShouldEndWith(" · failed: disk full");
        Told(started.Apply(new ActionUnknown(), At)).ShouldContain("outcome unknown");
        Told(Open("{}").Apply(new ActionRejected(Jon, 1, "still needed"), At)).ShouldBe("Rejected by Jon <b> · {{TIME(2026-11-21T14:05:00Z)}} · “still needed”");
        Told(Open("{}").Apply(new ActionExpired(), At)).ShouldStartWith("Expired {{DATE(");
        Told(Open("{}").Apply(new ActionWithdrawn("the run was canceled"), At)).ShouldBe("Withdrawn: the run was canceled");
        Told(Open("{}").Apply(new ActionApproved(Principal.System, 1, true), At)).ShouldStartWith("Approved by its mode");
    }

    [Fact]
    public void Before_the_decision_it_tells_votes_edits_and_returns()
    {
        ActionOutcome.TellOpen(Open("{}"))?.ToString().ShouldBeNull();
        ActionOutcome.TellOpen(Open("{}").Apply(new ApprovalGiven(Mia, 1), At))!.ToString().ShouldBe("1 of 2 approvals: Mia");
        ActionOutcome.TellOpen(Open("{}").Apply(new ActionReturned("the file grew", 2, "d2", "v", null), At))!.ToString()
            .ShouldBe("It changed since you were asked: the file grew");
    }

    [Fact]
    public void A_test_run_shows_previews_without_buttons()
    {
        var card = ActionTeller.Tell(7, "Tidy", [Open("{}", isPreview: true)], _ => Schema);

        card.IsTest.ShouldBeTrue();
        card.Says.ShouldBe("would propose 1 action");
        card.Items[0].HasButtons.ShouldBeFalse();
        new CardDesk().Bind(card).Json["actions"]!.AsArray().Count.ShouldBe(1);
    }

    private static string Told(ProposedAction action) => ActionOutcome.Tell(action)!.ToString();

    private static ProposedAction Open(string arguments, Risk risk = Risk.Low, bool canUndo = false, int ordinal = 1, bool isPreview = false, string? reason = null)
    {
        using var json = JsonDocument.Parse(arguments);
        return ProposedAction.From(
            new ActionProposed
            {
                Run = 7, Ordinal = ordinal, Agent = "tidy", Step = "scan", Tool = "file.archive", ToolVersion = "v", Arguments = json.RootElement.Clone(),
                Risk = risk, CanUndo = canUndo, Digest = "digest" + ordinal, Fingerprint = "f", Rule = new(["operator"], 2, false, null),
                ExpiresAt = At.AddHours(72), Headline = "Archive a", IsPreview = isPreview, Reason = reason,
            },
            At);
    }
}
