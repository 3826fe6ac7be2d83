using System.Text.Json.Nodes;

namespace ChatRuns.Bot.Tests.Teams;

/// <summary>The door's verdict on every token of the corpus, over real HTTP; what it refuses reaches nobody and makes the bot call nobody.</summary>
public sealed class TokenCorpusTests(TokenCorpusTests.Open open) : IClassFixture<TokenCorpusTests.Open>
{
    public static TheoryData<string> Flaws => [.. TokenCorpus.All.Select(c => c.Flaw)];

    [Theory]
    [MemberData(nameof(Flaws))]
    public async Task A_token_is_judged_by_its_flaw(string flaw)
    {
        var one = TokenCorpus.All.Single(c => c.Flaw == flaw);
        var forge = one.At(open.Now);
        forge.Activity["id"] = flaw;

        var answer = await open.Bot.Teams.PostAsync(forge.Activity.ToJsonString(), forge.Authorization());

        answer.Status.ShouldBe(one.Status, string.Join('\n', open.Bot.Log.Lines.TakeLast(3)));
        answer.Body.ShouldBeEmpty();
        await open.Bot.Intake.SettleAsync();
        open.Bot.Talk.Heard.Any(a => a.Id == flaw).ShouldBe(one.Status == 200);
        // Those keys that nobody knows are looked for once, at most, in five minutes; nothing else is ever asked for.
        open.Bot.Teams.Calls.ShouldAllBe(c => c.What == "metadata" || c.What == "keys");
        open.Bot.Teams.Calls.Count.ShouldBeLessThanOrEqualTo(2);
    }

    [Fact]
    public void There_are_at_least_sixty_and_each_has_a_flaw_of_its_own()
    {
        TokenCorpus.All.Count.ShouldBeGreaterThanOrEqualTo(60);
        TokenCorpus.All.Select(c => c.Flaw).ShouldBeUnique();
    }

    /// <summary>CHATRUNS_TOKENS_DUMP names the file that the judge reads.</summary>
    [Fact]
    public void The_corpus_is_written_for_the_judge_when_asked_for()
    {
        if (Environment.GetEnvironmentVariable("CHATRUNS_TOKENS_DUMP") is not { Length: > 0 } file) return;

        var cases = TokenCorpus.All.Select(c => (c.Flaw, c.Status, Forge: c.At(open.Now))).Select(c => (JsonNode)new JsonObject
        {
            ["flaw"] = c.Flaw,
            ["status"] = c.Status,
            ["authorization"] = c.Forge.Authorization(),
            ["serviceUrl"] = c.Forge.Activity["serviceUrl"]!.DeepClone(),
            ["channelId"] = c.Forge.Activity["channelId"]!.DeepClone(),
        });
        var keys = new JsonArray([.. TokenForge.Known.Select(k => (JsonNode)k.Jwk())]);
        File.WriteAllText(file, new JsonObject { ["now"] = open.Now, ["appId"] = TokenForge.AppId, ["keys"] = keys, ["cases"] = new JsonArray([.. cases]) }.ToJsonString());
    }

    /// <summary>One bot for the whole corpus.</summary>
    public sealed class Open : IAsyncLifetime
    {
        internal TeamsBench Bot { get; private set; } = null!;

        public long Now => Bot.Time.GetUtcNow().ToUnixTimeSeconds();

        public async Task InitializeAsync()
        {
            Bot = await TeamsBench.OpenStrictAsync();
            foreach (var key in TokenForge.Known.Skip(1)) Bot.Teams.AddKey(key);
        }

        public async Task DisposeAsync() => await Bot.DisposeAsync();
    }
}
