using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels.Teams;
using ChatRuns.Bot.Channels.Teams.Api;

namespace ChatRuns.Bot.Tests.Teams;

/// <summary>The stand-in for Teams is strict where Teams is, and loud where Teams is silent.</summary>
public sealed class TeamsStandInTests : IAsyncLifetime
{
    private const string Mia = "29:mia";
    private const string Jon = "29:jon";
    private const string Night = "19:night@thread.v2";
    private const string Card = """{"type":"AdaptiveCard","version":"1.5","body":[{"type":"Input.Text","id":"why","value":"because","isRequired":true}],"actions":[{"type":"Action.Execute","title":"Approve","verb":"run.approve","data":{"run":7}},{"type":"Action.Submit","title":"More","data":{"msteams":{"type":"task/fetch"},"run":7}},{"type":"Action.Submit","title":"Old","data":{"run":7}}]}""";
    private TeamsBench _bot = null!;

    public async Task InitializeAsync() => _bot = await TeamsBench.OpenAsync();

    public async Task DisposeAsync() => await _bot.DisposeAsync();

    [Theory]
    [InlineData("adaptiveCard/action", """{"statusCode":200,"type":"application/vnd.microsoft.card.adaptive","value":{"type":"AdaptiveCard","version":"1.5","body":[]}}""")]
    [InlineData("adaptiveCard/action", """{"statusCode":200,"type":"application/vnd.microsoft.activity.message","value":"done"}""")]
    [InlineData("adaptiveCard/action", """{"statusCode":400,"type":"application/vnd.microsoft.error","value":{"code":"a","message":"b"}}""")]
    [InlineData("task/fetch", """{"task":{"type":"continue","value":{"title":"t","height":"medium","width":500,"card":{"contentType":"application/vnd.microsoft.card.adaptive","content":{"type":"AdaptiveCard","version":"1.5"}}}}}""")]
    [InlineData("task/submit", """{"task":{"type":"message","value":"done"}}""")]
    [InlineData("task/submit", "")]
    [InlineData("application/search", """{"type":"application/vnd.microsoft.search.searchResponse","value":{"results":[{"title":"a","value":"b"}]}}""")]
    [InlineData("composeExtension/query", """{"composeExtension":{"type":"result","attachmentLayout":"list","attachments":[{"contentType":"application/vnd.microsoft.card.adaptive","content":{"type":"AdaptiveCard","version":"1.5"},"preview":{"contentType":"application/vnd.microsoft.card.thumbnail","content":{"title":"t"}}}]}}""")]
    [InlineData("composeExtension/query", """{"composeExtension":{"type":"message","text":"nothing found"}}""")]
    [InlineData("fileConsent/invoke", "")]
    public async Task An_answer_of_the_right_shape_is_no_violation(string name, string body)
    {
        await AnswerAsync(name, body);

        _bot.Teams.Violations.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("adaptiveCard/action", "")]
    [InlineData("adaptiveCard/action", """{"type":"AdaptiveCard","version":"1.5","body":[]}""")]
    [InlineData("adaptiveCard/action", """{"statusCode":"200","type":"application/vnd.microsoft.activity.message","value":"done"}""")]
    [InlineData("adaptiveCard/action", """{"statusCode":200,"type":"application/vnd.microsoft.card.adaptive","value":{"type":"Card"}}""")]
    [InlineData("adaptiveCard/action", """{"statusCode":200,"type":"application/vnd.microsoft.error","value":{"code":"a","message":"b"}}""")]
    [InlineData("adaptiveCard/action", """{"statusCode":200,"type":"application/vnd.microsoft.activity.message","value":{"text":"done"}}""")]
    [InlineData("task/fetch", "")]
    [InlineData("task/fetch", """{"task":{"type":"continue","value":{"title":"t","card":{"type":"AdaptiveCard","version":"1.5"}}}}""")]
    [InlineData("task/fetch", """{"task":{"type":"continue","value":{"height":"huge","card":{"contentType":"application/vnd.microsoft.card.adaptive","content":{"type":"AdaptiveCard","version":"1.5"}}}}}""")]
    [InlineData("application/search", """{"value":{"results":[]}}""")]
    [InlineData("composeExtension/query", """{"composeExtension":{"type":"result","attachments":[]}}""")]
    [InlineData("composeExtension/submitAction", """{"done":true}""")]
    public async Task An_answer_of_a_wrong_shape_is_a_violation(string name, string body)
    {
        await AnswerAsync(name, body);

        _bot.Teams.Violations.ShouldHaveSingleItem().ShouldStartWith($"the answer to invoke {name}:");
    }

    [Fact]
    public async Task A_click_sends_data_and_inputs_and_its_answer_is_seen_by_the_one_who_clicked()
    {
        var message = await PostAsync(Card);
        _bot.Talk.Answers = _ => Answer("""{"statusCode":200,"type":"application/vnd.microsoft.card.adaptive","value":{"type":"AdaptiveCard","version":"1.5","body":[{"type":"TextBlock","text":"approved"}]}}""");

        await _bot.Teams.ClickAsync(Mia, message, "Approve", ("why", "it is fine"));

        var heard = _bot.Talk.Heard.ShouldHaveSingleItem();
        heard.ReplyToId.ShouldBe(message.Id);
        heard.Value.GetProperty("action").GetProperty("data").GetRawText().ShouldBe("""{"run":7,"why":"it is fine"}""");
        var now = _bot.Teams.Now(message)!;
        now.CardFor(Mia)!.ToJsonString().ShouldContain("approved");
        now.CardFor(Jon)!.ToJsonString().ShouldNotContain("approved");

        await _bot.Api.UpdateAsync(_bot.Place(Night), message.Id, Carrying(Card), default);
        _bot.Teams.Now(message)!.CardFor(Mia)!.ToJsonString().ShouldNotContain("approved");
    }

    [Fact]
    public async Task A_click_that_lacks_a_required_input_is_not_sent() =>
        await Should.ThrowAsync<InvalidOperationException>(async () => await _bot.Teams.ClickAsync(Mia, await PostAsync(Card.Replace("because", "", StringComparison.Ordinal)), "Approve"));

    [Fact]
    public async Task A_card_is_refreshed_for_those_it_names_and_they_see_their_own()
    {
        var refreshing = Card.Insert(1, """ "refresh":{"action":{"type":"Action.Execute","verb":"run.refresh","data":{"run":7}},"userIds":["29:mia"]},""");
        var message = await PostAsync(refreshing);
        _bot.Talk.Answers = _ => Answer("""{"statusCode":200,"type":"application/vnd.microsoft.card.adaptive","value":{"type":"AdaptiveCard","version":"1.5","body":[{"type":"TextBlock","text":"yours"}]}}""");

        (await _bot.Teams.LookAsync(Mia, message))!.ToJsonString().ShouldContain("yours");
        (await _bot.Teams.LookAsync(Jon, message))!.ToJsonString().ShouldNotContain("yours");

        var heard = _bot.Talk.Heard.ShouldHaveSingleItem();
        (heard.From.Id, heard.Value.GetProperty("trigger").GetString(), heard.Value.GetProperty("action").GetProperty("verb").GetString()).ShouldBe((Mia, "automatic", "run.refresh"));
    }

    [Fact]
    public async Task A_dialog_opens_and_closes()
    {
        var message = await PostAsync(Card);
        _bot.Talk.Answers = a => Answer(a.Name == "task/fetch"
            ? """{"task":{"type":"continue","value":{"title":"Sure?","card":{"contentType":"application/vnd.microsoft.card.adaptive","content":{"type":"AdaptiveCard","version":"1.5","body":[{"type":"Input.Text","id":"reason"}],"actions":[{"type":"Action.Submit","title":"Yes","data":{"run":7}}]}}}}}"""
            : "");

        await _bot.Teams.ClickAsync(Mia, message, "More");
        _bot.Teams.Dialog(Mia)!.Title.ShouldBe("Sure?");
        await _bot.Teams.SubmitDialogAsync(Mia, "Yes", ("reason", "no more"));

        _bot.Teams.Dialog(Mia).ShouldBeNull();
        _bot.Talk.Heard.Last().Value.GetProperty("data").GetRawText().ShouldBe("""{"run":7,"reason":"no more"}""");
        _bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Submit_comes_as_a_message_with_a_value_and_no_text()
    {
        await _bot.Teams.ClickAsync(Mia, await PostAsync(Card), "Old");
        await _bot.Intake.SettleAsync();

        var heard = _bot.Talk.Heard.ShouldHaveSingleItem();
        (heard.Type, heard.Text, heard.Value.GetProperty("run").GetInt32()).ShouldBe(("message", null, 7));
    }

    [Fact]
    public async Task What_teams_refuses_is_refused_with_its_code()
    {
        (await _bot.Api.SendAsync(_bot.Place("19:nowhere@thread.v2"), new() { ["type"] = "message" }, default)).ShouldBe(new TeamsAnswer.NotFound("ConversationNotFound"));
        (await _bot.Api.SendTargetedAsync(_bot.Place(Night), "29:nobody", new() { ["type"] = "message" }, default)).ShouldBe(new TeamsAnswer.NotFound("BotNotInConversationRoster"));
        (await _bot.Api.SendAsync(_bot.Place(Night), new() { ["text"] = "no type" }, default)).ShouldBeOfType<TeamsAnswer.Refused>().Code.ShouldBe("BadSyntax");
        (await _bot.Api.OpenPostAsync(_bot.Place("19:nowhere@thread.tacv2"), new() { ["type"] = "message" }, default)).ShouldBe(new TeamsAnswer.NotFound("ConversationNotFound"));
    }

    [Fact]
    public async Task A_card_that_is_none_is_a_violation()
    {
        await _bot.Api.SendAsync(_bot.Place(Night), Carrying("""{"body":[]}"""), default);

        _bot.Teams.Violations.ShouldHaveSingleItem().ShouldBe("the card is no AdaptiveCard");
    }

    [Fact]
    public async Task More_than_a_conversation_allows_is_a_violation()
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = ((LoginAnswer.Granted)await _bot.Get<TeamsLogin>().GetAsync(default)).Token.Header();
        var url = $"{_bot.Teams.ServiceUrl}v3/conversations/{Uri.EscapeDataString(Night)}/activities";

        for (var i = 0; i < 8; i++) await http.PostAsync(new Uri(url), new StringContent("""{"type":"message"}""", null, "application/json"));

        _bot.Teams.Violations.ShouldHaveSingleItem().ShouldBe($"more than 7 writes in 1 s to {Night}");
    }

    [Fact]
    public async Task A_call_without_a_token_is_a_violation()
    {
        using var http = new HttpClient();

        (await http.GetAsync(new Uri(_bot.Teams.ServiceUrl + "v3/teams/x"))).StatusCode.ShouldBe(System.Net.HttpStatusCode.Unauthorized);

        _bot.Teams.Violations.ShouldHaveSingleItem().ShouldContain("without a token");
    }

    private static Task<InvokeAnswer> Answer(string body) =>
        Task.FromResult<InvokeAnswer>(body.Length == 0 ? new InvokeAnswer.Nothing() : new InvokeAnswer.Body(JsonNode.Parse(body)!));

    private static JsonObject Carrying(string card) => new()
    {
        ["type"] = "message",
        ["attachments"] = new JsonArray(new JsonObject { ["contentType"] = "application/vnd.microsoft.card.adaptive", ["content"] = JsonNode.Parse(card) }),
    };

    private async Task AnswerAsync(string name, string body)
    {
        _bot.Talk.Answers = _ => Answer(body);
        await _bot.Teams.InvokeAsync(Mia, Night, name, new JsonObject());
    }

    private async Task<StandIns.Model.TeamsMessage> PostAsync(string card)
    {
        await _bot.Api.SendAsync(_bot.Place(Night), Carrying(card), default);
        return _bot.Teams.BotMessages(Night)[^1];
    }
}
