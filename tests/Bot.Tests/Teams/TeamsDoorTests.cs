using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using ChatRuns.StandIns.Api;

namespace ChatRuns.Bot.Tests.Teams;

/// <summary>What stands before Teams' endpoint, besides the token: bodies, this machine, keys that come and go.</summary>
public sealed class TeamsDoorTests : IDisposable
{
    private readonly HttpClient _http = new();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Without_a_token_nobody_gets_in_from_this_machine_either()
    {
        await using var bot = await TeamsBench.OpenStrictAsync();

        (await bot.Teams.PostAsync(Forge(bot).Activity.ToJsonString(), null)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task With_the_switch_a_program_on_this_machine_gets_in_without_a_token_and_is_answered_on_this_machine()
    {
        await using var bot = await TeamsBench.OpenAsync();

        (await PostAsync(bot, Local(bot))).ShouldBe(HttpStatusCode.OK);
        (await PostAsync(bot, Local(bot, a => a["recipient"]!["id"] = TokenForge.AppId))).ShouldBe(HttpStatusCode.OK);

        await bot.Intake.SettleAsync();
        bot.Talk.Heard.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task What_the_agents_playground_sends_gets_in_as_it_is()
    {
        await using var bot = await TeamsBench.OpenAsync();
        var activity = JsonNode.Parse($$$"""
            {"type":"message","text":"help","id":"7d789b57-5362-47da-aa98-323ebd3b9d83","from":{"id":"user-id-0","name":"Mia Chen","aadObjectId":"10000000-0000-0000-0000-000000000001"},
             "timestamp":"2026-11-21T16:07:51.973Z","localTimestamp":"2026-11-21T16:07:51.973+00:00","localTimezone":"UTC","serviceUrl":"http://localhost:39872/_connector",
             "conversation":{"conversationType":"personal","tenantId":"{{{TokenForge.Tenant}}}","id":"personal-chat-id"},"recipient":{"id":"{{{TokenForge.AppId}}}","name":"ChatRuns"},"textFormat":"plain","locale":"en-US",
             "entities":[{"type":"clientInfo","locale":"en-US","country":"US","platform":"Web","timezone":"UTC"}],"channelData":{"tenant":{"id":"{{{TokenForge.Tenant}}}"} },"channelId":"msteams"}
            """)!.AsObject();

        (await PostAsync(bot, activity, r => r.Headers.Add("x-ms-agents-playground", "true"))).ShouldBe(HttpStatusCode.OK);

        await bot.Intake.SettleAsync();
        bot.Talk.Heard.ShouldHaveSingleItem().Text.ShouldBe("help");
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("Forwarded", "for=203.0.113.7")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Authorization", "Bearer nonsense")]
    public async Task With_the_switch_whoever_comes_by_a_proxy_or_a_web_page_or_with_a_bad_token_is_still_refused(string header, string value)
    {
        await using var bot = await TeamsBench.OpenAsync();

        (await PostAsync(bot, Local(bot), request => request.Headers.TryAddWithoutValidation(header, value))).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task With_the_switch_a_form_that_a_web_page_can_post_is_refused()
    {
        await using var bot = await TeamsBench.OpenAsync();

        (await PostAsync(bot, Local(bot), request => request.Content!.Headers.ContentType = new("text/plain"))).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task With_the_switch_an_activity_without_a_token_cannot_send_answers_anywhere_else()
    {
        await using var bot = await TeamsBench.OpenAsync();

        (await PostAsync(bot, Local(bot, a => a["serviceUrl"] = TokenForge.Service))).ShouldBe(HttpStatusCode.Forbidden);
        (await PostAsync(bot, Local(bot, a => a["conversation"]!["tenantId"] = "other"))).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"type\":")]
    [InlineData("{\"type\":\"\\ud800\"}")]
    [InlineData("{\"type\":\"message\"}")]
    public async Task What_cannot_be_read_is_refused_though_the_token_is_good(string body)
    {
        await using var bot = await TeamsBench.OpenStrictAsync();

        (await bot.Teams.PostAsync(body, Forge(bot).Authorization())).Status.ShouldBe(401);
    }

    [Theory]
    [InlineData("from")]
    [InlineData("recipient")]
    [InlineData("conversation")]
    [InlineData("serviceUrl")]
    [InlineData("channelId")]
    [InlineData("type")]
    public async Task An_activity_that_lacks_what_every_activity_has_is_refused(string member)
    {
        await using var bot = await TeamsBench.OpenStrictAsync();
        var (missing, empty) = (Forge(bot), Forge(bot));
        missing.Activity.Remove(member);
        empty.Activity[member] = null;

        (await bot.Teams.PostAsync(missing.Activity.ToJsonString(), missing.Authorization())).Status.ShouldBe(401);
        (await bot.Teams.PostAsync(empty.Activity.ToJsonString(), empty.Authorization())).Status.ShouldBe(401);
    }

    [Fact]
    public async Task A_service_address_that_stands_there_twice_is_refused()
    {
        await using var bot = await TeamsBench.OpenStrictAsync();
        var forge = Forge(bot);
        var twice = """{"serviceUrl":"https://evil.example/",""" + forge.Activity.ToJsonString()[1..];

        (await bot.Teams.PostAsync(twice, forge.Authorization())).Status.ShouldBe(401);
    }

    [Fact]
    public async Task A_body_over_a_megabyte_is_refused_whether_it_names_its_length_or_not()
    {
        await using var bot = await TeamsBench.OpenStrictAsync();
        var forge = Forge(bot);
        forge.Activity["text"] = new string('x', 1 << 20);
        var good = new AuthenticationHeaderValue("Bearer", forge.Sign());

        (await PostAsync(bot, forge.Activity, r => r.Headers.Authorization = good)).ShouldBe(HttpStatusCode.Unauthorized);
        (await PostAsync(bot, forge.Activity, r => (r.Headers.Authorization, r.Headers.TransferEncodingChunked) = (good, true))).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_compressed_body_is_refused()
    {
        await using var bot = await TeamsBench.OpenStrictAsync();
        var forge = Forge(bot);

        (await PostAsync(bot, forge.Activity, r =>
        {
            r.Headers.Authorization = new("Bearer", forge.Sign());
            r.Content!.Headers.ContentEncoding.Add("gzip");
        })).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Two_authorization_headers_are_refused()
    {
        await using var bot = await TeamsBench.OpenStrictAsync();
        var forge = Forge(bot);

        (await PostAsync(bot, forge.Activity, r => r.Headers.TryAddWithoutValidation("Authorization", ["Bearer " + forge.Sign(), "Bearer " + forge.Sign()]))).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_new_key_is_found_once_five_minutes_have_passed_and_the_old_one_no_longer_counts()
    {
        await using var bot = await TeamsBench.OpenAsync();
        (await bot.Teams.SayAsync("29:mia", "29:mia", "one")).Status.ShouldBe(200);
        var old = bot.Teams.Token();
        (await bot.Teams.PostAsync(bot.Teams.Activity("message", "29:mia", "29:mia").ToJsonString(), "Bearer " + old)).Status.ShouldBe(200);
        bot.Teams.RollKeysOver();

        (await bot.Teams.SayAsync("29:mia", "29:mia", "two")).Status.ShouldBe(401);
        bot.Teams.Calls.Count(c => c.What == "keys").ShouldBe(1);
        bot.Time.Advance(TimeSpan.FromMinutes(5));
        (await bot.Teams.SayAsync("29:mia", "29:mia", "three")).Status.ShouldBe(200);
        bot.Teams.Calls.Count(c => c.What == "keys").ShouldBe(2);

        (await bot.Teams.PostAsync(bot.Teams.Activity("message", "29:mia", "29:mia").ToJsonString(), "Bearer " + old)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task A_token_that_was_believed_before_is_judged_again_each_time()
    {
        await using var bot = await TeamsBench.OpenAsync();
        var token = "Bearer " + bot.Teams.Token();
        string Said() => bot.Teams.Activity("message", "29:mia", "29:mia").ToJsonString();
        (await bot.Teams.PostAsync(Said(), token)).Status.ShouldBe(200);

        (await bot.Teams.PostAsync(Said(), token[..^1] + (token[^1] == 'A' ? 'B' : 'A'))).Status.ShouldBe(401);
        (await bot.Teams.PostAsync(Said().Replace(bot.Teams.ServiceUrl, bot.Teams.ServiceUrl + "x/"), token)).Status.ShouldBe(401);
        (await bot.Teams.PostAsync(Said(), token)).Status.ShouldBe(200);
        bot.Time.Advance(TimeSpan.FromHours(3));
        (await bot.Teams.PostAsync(Said(), token)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task Keys_are_read_again_after_a_day_and_the_known_ones_count_while_that_fails()
    {
        await using var bot = await TeamsBench.OpenAsync();
        await bot.Teams.SayAsync("29:mia", "29:mia", "one");
        bot.Time.Advance(TimeSpan.FromHours(25));
        bot.Teams.Fail("metadata", new TeamsTrouble.Status(503), times: 2);

        (await bot.Teams.SayAsync("29:mia", "29:mia", "two")).Status.ShouldBe(200);
        (await bot.Teams.SayAsync("29:mia", "29:mia", "three")).Status.ShouldBe(200);
        bot.Teams.Calls.Count(c => c.What == "metadata").ShouldBe(2);
        bot.Log.Lines.ShouldContain(l => l.StartsWith("Error") && l.Contains("could not be read from 127.0.0.1"));
    }

    [Fact]
    public async Task While_no_key_was_ever_read_all_are_refused_and_the_bot_asks_again_after_ten_seconds()
    {
        await using var bot = await TeamsBench.OpenAsync();
        bot.Teams.Fail("keys", new TeamsTrouble.Status(500));

        (await bot.Teams.SayAsync("29:mia", "29:mia", "one")).Status.ShouldBe(401);
        (await bot.Teams.SayAsync("29:mia", "29:mia", "two")).Status.ShouldBe(401);
        bot.Time.Advance(TimeSpan.FromSeconds(10));
        (await bot.Teams.SayAsync("29:mia", "29:mia", "three")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task An_empty_set_of_keys_does_not_take_the_place_of_the_known_ones()
    {
        await using var bot = await TeamsBench.OpenAsync();
        await bot.Teams.SayAsync("29:mia", "29:mia", "one");
        bot.Time.Advance(TimeSpan.FromHours(25));
        bot.Teams.Fail("keys", new TeamsTrouble.Empty());

        (await bot.Teams.SayAsync("29:mia", "29:mia", "two")).Status.ShouldBe(200);
        bot.Log.Lines.ShouldContain(l => l.Contains("there are no keys"));
    }

    [Fact]
    public async Task Many_tokens_at_once_make_the_bot_ask_for_keys_once()
    {
        await using var bot = await TeamsBench.OpenAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => bot.Teams.SayAsync("29:mia", "29:mia", $"line {i}")));

        answers.ShouldAllBe(a => a.Status == 200);
        bot.Teams.Calls.Count(c => c.What == "keys").ShouldBe(1);
    }

    /// <summary>Somebody listens where a forged activity points to, on this machine with the switch on, and hears nothing.</summary>
    [Theory]
    [InlineData("serviceUrl")]
    [InlineData("tenant")]
    [InlineData("from")]
    [InlineData("audience")]
    [InlineData("key")]
    [InlineData("recipient")]
    public async Task Something_forged_is_refused_and_no_connection_is_opened(string forged)
    {
        using var ear = new TcpListener(IPAddress.Loopback, 0);
        ear.Start();
        await using var bot = await TeamsBench.OpenAsync();
        bot.Talk.Does = async activity => await bot.Api.SendAsync(new(activity.ServiceUrl, activity.Conversation.Id, activity.Tenant!), new() { ["type"] = "message", ["text"] = "hello" }, default);
        await bot.Teams.SayAsync("29:mia", "29:mia", "a good one first, so that keys and token are there");
        await bot.Intake.SettleAsync();
        var before = bot.Teams.Calls.Count;
        var forge = new TokenForge(bot.Time.GetUtcNow().ToUnixTimeSeconds());
        forge.For(bot.Teams.ServiceUrl);
        Action spoil = forged switch
        {
            "serviceUrl" => () => forge.Activity["serviceUrl"] = $"http://{ear.LocalEndpoint}/",
            "tenant" => () => forge.Activity["conversation"]!["tenantId"] = "11110000-0000-cccc-1111-dddd2222eeee",
            "from" => () => forge.Activity["from"]!["id"] = "28:" + TokenForge.AppId,
            "audience" => () => forge.Claims["aud"] = "99998888-aaaa-2222-bbbb-3333cccc4444",
            "key" => () => forge.Key = TokenForge.Stranger,
            _ => () => forge.Activity["recipient"]!["id"] = "28:99998888-aaaa-2222-bbbb-3333cccc4444",
        };
        spoil();

        (await bot.Teams.PostAsync(forge.Activity.ToJsonString(), forge.Authorization())).Status.ShouldBeOneOf(401, 403);
        await bot.Intake.SettleAsync();

        bot.Teams.Calls.Count.ShouldBe(before);
        ear.Pending().ShouldBeFalse();
        bot.Talk.Heard.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_refusal_is_counted_by_its_reason()
    {
        await using var bot = await TeamsBench.OpenStrictAsync();
        var counted = new List<object?>();
        using var meter = new MeterListener();
        meter.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "chatruns.teams.refused" && instrument.Meter.Scope == bot.Get<IMeterFactory>()) listener.EnableMeasurementEvents(instrument);
        };
        meter.SetMeasurementEventCallback<long>((_, _, tags, _) => counted.Add(tags[0].Value));
        meter.Start();
        var forge = Forge(bot);
        forge.Activity["recipient"]!["id"] = "28:other";

        await bot.Teams.PostAsync("{}", null);
        await bot.Teams.PostAsync(forge.Activity.ToJsonString(), forge.Authorization());

        counted.ShouldBe(["Missing", "another bot"]);
    }

    [Fact]
    public async Task A_refusal_is_logged_with_its_reason_and_without_the_token()
    {
        await using var bot = await TeamsBench.OpenStrictAsync();
        var forge = Forge(bot);
        forge.Claims["aud"] = "other";
        var token = forge.Sign();

        await bot.Teams.PostAsync(forge.Activity.ToJsonString(), "Bearer " + token);

        bot.Log.Lines.ShouldContain(l => l.Contains("Refused a request to the Teams endpoint: Audience"));
        bot.Log.Lines.ShouldAllBe(l => !token.Split('.', StringSplitOptions.None).Any(l.Contains));
    }

    private static TokenForge Forge(TeamsBench bot) => new(bot.Time.GetUtcNow().ToUnixTimeSeconds());

    private static JsonObject Local(TeamsBench bot, Action<JsonObject>? change = null)
    {
        var activity = Forge(bot).Activity;
        activity["serviceUrl"] = bot.Teams.ServiceUrl;
        change?.Invoke(activity);
        return activity;
    }

    private async Task<HttpStatusCode> PostAsync(TeamsBench bot, JsonObject activity, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, bot.Address + "/api/messages") { Content = new StringContent(activity.ToJsonString(), Encoding.UTF8, "application/json") };
        change?.Invoke(request);
        using var response = await _http.SendAsync(request);
        return response.StatusCode;
    }
}
