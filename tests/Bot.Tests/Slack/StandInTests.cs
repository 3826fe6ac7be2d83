using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Tests.Cards;
using ChatRuns.Engine.Tests;
using ChatRuns.StandIns;
using ChatRuns.StandIns.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ChatRuns.Bot.Tests.Slack;

/// <summary>The stand-in for Slack is strict where Slack is.</summary>
public sealed class StandInTests : IAsyncLifetime, IDisposable
{
    private readonly ManualTime _time = new();
    private readonly HttpClient _http = new();
    private readonly List<(string Path, string Body)> _received = [];
    private SlackStandIn _slack = null!;
    private WebApplication _bot = null!;
    private string _answer = "";

    public async Task InitializeAsync()
    {
        _slack = await SlackStandIn.StartAsync(new SlackStandInOptions { Time = _time });
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _slack.Options.BotToken);
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _bot = builder.Build();
        _bot.MapPost("/slack/{**rest}", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            _received.Add((request.Path, WebUtility.UrlDecode(await reader.ReadToEndAsync())));
            return Results.Text(_answer);
        });
        await _bot.StartAsync();
        _slack.BotUrl = _bot.Urls.First();
    }

    public void Dispose() => _http.Dispose();

    public async Task DisposeAsync()
    {
        await _bot.DisposeAsync();
        await _slack.DisposeAsync();
    }

    [Fact]
    public async Task A_command_that_the_manifest_does_not_have_reaches_nobody()
    {
        var refused = await Should.ThrowAsync<InvalidOperationException>(() => _slack.CommandAsync("U0MIA", "#ops", "/access"));

        refused.Message.ShouldStartWith("/access is not a valid command.");
        _received.ShouldBeEmpty();
    }

    [Fact]
    public async Task Its_page_makes_names_mentions_and_offers_the_shortcuts()
    {
        var command = await DoAsync(new { Do = "say", User = "U0MIA", Channel = "C0OPS", Text = "/chatruns access @jon viewer a@jon <b>" });
        var mention = await DoAsync(new { Do = "say", User = "U0MIA", Channel = "C0OPS", Text = "@ChatRuns access @jon viewer" });
        var other = await DoAsync(new { Do = "say", User = "U0MIA", Channel = "C0OPS", Text = "good morning @jon" });
        var refused = await DoAsync(new { Do = "say", User = "U0MIA", Channel = "C0OPS", Text = "/access @jon" });
        var state = JsonNode.Parse(await _http.GetStringAsync($"{_slack.PageUrl}page/state?user=U0MIA&channel=C0OPS"))!;

        _received[0].Body.ShouldContain("text=access <@U0JON|jon> viewer a@jon &lt;b&gt;");
        JsonNode.Parse(_received[1].Body)!["event"]!["text"]!.ToString().ShouldBe("<@U0CHATRUNS> access <@U0JON> viewer");
        (command["status"]!.GetValue<int>(), mention["status"]!.GetValue<int>(), other["body"]!.ToString()).ShouldBe((200, 200, "not for the bot"));
        refused["body"]!.ToString().ShouldContain("is not a valid command");
        state["shortcuts"]!.AsArray().Select(s => $"{s!["kind"]} {s["id"]} {s["name"]}").ShouldBe(["global start_agent Start an agent", "message attach_run Attach to a run"]);

        async Task<JsonNode> DoAsync(object deed) =>
            JsonNode.Parse(await (await _http.PostAsJsonAsync($"{_slack.PageUrl}page/do", deed)).Content.ReadAsStringAsync())!;
    }

    [Theory]
    [InlineData("""{"type":"section","text":{"type":"mrkdwn","text":""}}""", "/blocks/0/text/text")]
    [InlineData("""{"type":"section"}""", "must have one of: text, fields")]
    [InlineData("""{"type":"header","text":{"type":"mrkdwn","text":"x"}}""", "must be a plain_text object")]
    [InlineData("""{"type":"actions","elements":[]}""", "no fewer than 1 items")]
    [InlineData("""{"type":"alert","text":{"type":"mrkdwn","text":"x"}}""", "alert is not supported here")]
    [InlineData("""{"type":"divider","colour":"red"}""", "invalid additional property: colour")]
    [InlineData("""{"type":"marquee"}""", "unsupported type: marquee")]
    [InlineData("""{"type":"table","rows":[[{"type":"raw_text","text":"a"}],[]]}""", "same number of cells")]
    [InlineData("""{"type":"actions","elements":[{"type":"button","action_id":"a","text":{"type":"plain_text","text":"A"}},{"type":"button","action_id":"a","text":{"type":"plain_text","text":"B"}}]}""", "action_id a stands twice")]
    public async Task A_block_that_slack_would_refuse_is_refused_and_noticed(string block, string why)
    {
        var answer = await CallAsync("chat.postMessage", new JsonObject { ["channel"] = "C0OPS", ["text"] = "x", ["blocks"] = new JsonArray(JsonNode.Parse(block)) });

        ((string?)answer["error"]).ShouldBe("invalid_blocks");
        answer["response_metadata"]!["messages"]!.ToJsonString().ShouldContain(why);
        _slack.Violations.ShouldHaveSingleItem().ShouldContain(why);
        _slack.Messages("#ops").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_button_of_76_characters_is_one_too_many()
    {
        await PostAsync(Button("a", new string('x', 75)));
        var answer = await CallAsync("chat.postMessage", new JsonObject { ["channel"] = "C0OPS", ["text"] = "x", ["blocks"] = new JsonArray(Button("a", new string('x', 76))) });

        ((string?)answer["error"]).ShouldBe("invalid_blocks");
        _slack.Messages("#ops").Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_response_url_takes_five_posts()
    {
        await _slack.CommandAsync("U0MIA", "#ops", "/runs", "now");
        var url = ResponseUrl();

        for (var i = 0; i < 5; i++) (await _http.PostAsJsonAsync(url, new { text = $"{i}" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        var sixth = await _http.PostAsJsonAsync(url, new { text = "6" });

        (await sixth.Content.ReadAsStringAsync()).ShouldContain("used_url");
        _slack.Ephemerals("U0MIA").Count.ShouldBe(5);
        _slack.Messages("#ops").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_response_url_ends_after_thirty_minutes()
    {
        await _slack.CommandAsync("U0MIA", "#ops", "/runs");

        _time.Advance(TimeSpan.FromMinutes(31));

        (await (await _http.PostAsJsonAsync(ResponseUrl(), new { text = "late" })).Content.ReadAsStringAsync()).ShouldContain("expired_url");
    }

    [Fact]
    public async Task A_trigger_opens_one_view_within_three_seconds()
    {
        await _slack.ShortcutAsync("U0MIA", "new");
        await _slack.ShortcutAsync("U0MIA", "new");
        var (first, second) = (Field(0, "trigger_id"), Field(1, "trigger_id"));

        var opened = await OpenAsync(first);
        var again = await OpenAsync(first);
        _time.Advance(TimeSpan.FromSeconds(4));
        var late = await OpenAsync(second);

        ((bool)opened["ok"]!).ShouldBeTrue();
        ((string?)again["error"]).ShouldBe("exchanged_trigger_id");
        ((string?)late["error"]).ShouldBe("expired_trigger_id");
        _slack.OpenView("U0MIA")!.Title.ShouldBe("Why");
    }

    [Fact]
    public async Task A_form_is_filled_and_submitted_and_errors_stay_on_it()
    {
        await _slack.ShortcutAsync("U0MIA", "new");
        await OpenAsync(Field(0, "trigger_id"));

        await Should.ThrowAsync<InvalidOperationException>(() => _slack.SubmitAsync("U0MIA"));
        _answer = """{"response_action":"errors","errors":{"why":"Say more"}}""";
        await _slack.SubmitAsync("U0MIA", ("Reason", "no"));
        _slack.OpenView("U0MIA")!.Errors["why"].ShouldBe("Say more");
        _answer = "";
        await _slack.SubmitAsync("U0MIA", ("Reason", "it is late"));

        _received[^1].Body.ShouldContain("\"why\":{\"text\":{\"type\":\"plain_text_input\",\"value\":\"it is late\"}}");
        _slack.OpenView("U0MIA").ShouldBeNull();
        _slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_click_on_an_ephemeral_carries_no_message_but_a_response_url_that_replaces_it()
    {
        await CallAsync("chat.postEphemeral", new JsonObject { ["channel"] = "C0OPS", ["user"] = "U0MIA", ["text"] = "x", ["blocks"] = new JsonArray(Button("go", "Go")) });

        await _slack.ClickAsync("U0MIA", _slack.Ephemerals("U0MIA")[0], "Go");
        await _http.PostAsJsonAsync(Field(0, "response_url"), new { text = "gone", replace_original = true });

        var payload = JsonNode.Parse(_received[0].Body["payload=".Length..])!;
        payload["message"].ShouldBeNull();
        ((bool)payload["container"]!["is_ephemeral"]!).ShouldBeTrue();
        ((string?)payload["actions"]![0]!["value"]).ShouldBe("v-go");
        _slack.Ephemerals("U0MIA").ShouldHaveSingleItem().Text.ShouldBe("gone");
    }

    [Fact]
    public async Task An_uncertain_post_is_there_although_the_answer_was_lost()
    {
        _slack.Fail("chat.postMessage", new Trouble.DropAfter());

        await Should.ThrowAsync<HttpRequestException>(() => CallAsync("chat.postMessage", new JsonObject
        {
            ["channel"] = "C0OPS", ["text"] = "x", ["metadata"] = JsonNode.Parse("""{"event_type":"card","event_payload":{"key":"k1"}}"""),
        }));

        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["channel"] = "C0OPS", ["include_all_metadata"] = "true" });
        var history = JsonNode.Parse(await (await _http.PostAsync(_slack.ApiUrl + "conversations.history", form)).Content.ReadAsStringAsync())!;
        ((string?)history["messages"]![0]!["metadata"]!["event_payload"]!["key"]).ShouldBe("k1");
    }

    [Fact]
    public async Task An_update_without_blocks_leaves_the_old_ones()
    {
        await PostAsync(Button("go", "Go"));
        var ts = _slack.Messages("#ops")[0].Ts;

        await CallAsync("chat.update", new JsonObject { ["channel"] = "C0OPS", ["ts"] = ts, ["text"] = "y" });
        var kept = _slack.Messages("#ops")[0];
        await CallAsync("chat.update", new JsonObject { ["channel"] = "C0OPS", ["ts"] = ts, ["text"] = "z", ["blocks"] = new JsonArray() });

        (kept.Text, kept.Blocks.Count).ShouldBe(("y", 1));
        _slack.Messages("#ops")[0].Blocks.ShouldBeEmpty();
    }

    [Fact]
    public async Task Too_many_calls_are_told_when_to_come_back()
    {
        _slack.Fail("*", new Trouble.RateLimited(TimeSpan.FromSeconds(7)));

        using var refused = await _http.PostAsync(_slack.ApiUrl + "auth.test", null);
        using var taken = await _http.PostAsync(_slack.ApiUrl + "auth.test", null);

        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(7));
        taken.Headers.GetValues("x-oauth-scopes").Single().ShouldContain("chat:write");
    }

    [Fact]
    public void All_golden_drawings_keep_to_slacks_limits()
    {
        var found = Directory.GetFiles(Path.Combine(TestFolder.Path, "..", "Slack", "Golden"), "*.json").SelectMany(f =>
        {
            var drawing = JsonNode.Parse(File.ReadAllText(f))!;
            return new[] { drawing["blocks"], drawing["classic"] }.OfType<JsonNode>().SelectMany(SlackStandIn.CheckMessage).Select(w => $"{Path.GetFileName(f)}: {w}");
        });

        found.ShouldBeEmpty();
    }

    private static JsonObject Button(string action, string words) => new()
    {
        ["type"] = "actions",
        ["elements"] = new JsonArray(new JsonObject
        {
            ["type"] = "button", ["action_id"] = action, ["value"] = "v-" + action, ["text"] = new JsonObject { ["type"] = "plain_text", ["text"] = words },
        }),
    };

    private async Task PostAsync(JsonObject block)
    {
        var answer = await CallAsync("chat.postMessage", new JsonObject { ["channel"] = "C0OPS", ["text"] = "x", ["blocks"] = new JsonArray(block) });
        ((bool)answer["ok"]!).ShouldBeTrue(answer.ToJsonString());
    }

    private Task<JsonNode> OpenAsync(string trigger) => CallAsync("views.open", new JsonObject
    {
        ["trigger_id"] = trigger,
        ["view"] = JsonNode.Parse("""
            {"type":"modal","title":{"type":"plain_text","text":"Why"},"submit":{"type":"plain_text","text":"Send"},
             "blocks":[{"type":"input","block_id":"why","label":{"type":"plain_text","text":"Reason"},"element":{"type":"plain_text_input","action_id":"text"}}]}
            """),
    });

    private async Task<JsonNode> CallAsync(string method, JsonObject arguments)
    {
        using var response = await _http.PostAsJsonAsync(_slack.ApiUrl + method, arguments);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    private string ResponseUrl() => _received[0].Body.Split('&').Single(f => f.StartsWith("response_url=", StringComparison.Ordinal))["response_url=".Length..];

    private string Field(int request, string name) => (string)JsonNode.Parse(_received[request].Body["payload=".Length..])![name]!;
}
