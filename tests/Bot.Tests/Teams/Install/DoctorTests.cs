using ChatRuns.Bot.Control;
using ChatRuns.Bot.Memory;
using ChatRuns.Engine.Tests;
using ChatRuns.StandIns;
using ChatRuns.StandIns.Api;
using ChatRuns.Store.Sqlite;

namespace ChatRuns.Bot.Tests.Teams.Install;

/// <summary>doctor teams, at the stand-in for Teams.</summary>
public sealed class DoctorTests : IAsyncLifetime, IDisposable
{
    private const string Tenant = "aaaabbbb-0000-cccc-1111-dddd2222eeee";
    private readonly TempFolder _data = new();
    private TeamsStandIn _teams = null!;

    public async Task InitializeAsync() => _teams = await TeamsStandIn.StartAsync();

    public async Task DisposeAsync() => await _teams.DisposeAsync();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task All_is_well()
    {
        var (code, said) = await ExamineAsync();

        said.ShouldNotContain("✕");
        code.ShouldBe(0);
        said.ShouldContain($"✓ The settings of Teams fit together: app {_teams.Options.AppId}, single tenant {Tenant}, public cloud.");
        said.ShouldContain("✓ 127.0.0.1 gives the bot a token.");
        said.ShouldContain("✓ The keys that Teams signs with are read from 127.0.0.1 (");
        said.ShouldContain("✓ The registration's messaging endpoint must be https://runs.example.org/api/messages.");
        said.ShouldContain("✓ The app's manifest is in order");
        said.ShouldNotContain(_teams.Options.AppSecret);
        said.ShouldNotContain("standin-access");
    }

    [Theory]
    [InlineData(20, "✓ This machine's clock agrees with Microsoft's.", 0)]
    [InlineData(-20, "✓ This machine's clock agrees with Microsoft's.", 0)]
    [InlineData(90, " s ahead of Microsoft's. From 5 min on", 0)]
    [InlineData(-240, "– This machine's clock is 4 min behind Microsoft's.", 0)]
    [InlineData(-600, "✕ This machine's clock is 10 min behind Microsoft's: requests of Teams are refused", 1)]
    [InlineData(10_800, "✕ This machine's clock is 3 h ahead of Microsoft's", 1)]
    public async Task A_clock_that_is_off_is_told(int seconds, string expected, int code)
    {
        var (examined, said) = await ExamineAsync(new ManualTime(TimeProvider.System.GetUtcNow().AddSeconds(seconds)));

        said.ShouldContain(expected);
        examined.ShouldBe(code);
        said.Contains("Set the clock", StringComparison.Ordinal).ShouldBe(!expected.StartsWith('✓'));
    }

    [Fact]
    public async Task Where_the_keys_are_not_to_be_had_the_login_service_tells_the_time()
    {
        _teams.Fail("metadata", new TeamsTrouble.Status(503));

        var (_, said) = await ExamineAsync(new ManualTime(TimeProvider.System.GetUtcNow().AddHours(3)));

        said.ShouldContain("3 h ahead");
    }

    [Fact]
    public async Task Nothing_set_is_told_with_a_remedy()
    {
        var to = new StringWriter { NewLine = "\n" };

        var code = await TeamsVerbs.ExamineAsync(["--DataFolder", _data.Path], TimeProvider.System, to, CancellationToken.None);

        code.ShouldBe(1);
        to.ToString().ShouldContain("✕ The channel is off: Teams:AppId is not set.\n  Set Teams:AppId, Teams:AppSecret and Teams:TenantId");
        _teams.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--Teams:AppSecret", "wrong", "✕ 127.0.0.1 gives the bot no token (invalid_client).\n  Make a new client secret")]
    [InlineData("--Teams:AppId", "99991111-aaaa-2222-bbbb-3333cccc4444", "✕ 127.0.0.1 gives the bot no token (unauthorized_client).\n  Set Teams:AppId")]
    [InlineData("--Teams:Cloud", "china", "✕ 127.0.0.1 gives the bot no token (invalid_scope).\n  Set Teams:Cloud")]
    [InlineData("--Teams:TenantId", "99990000-0000-cccc-1111-dddd2222eeee", "✕ 127.0.0.1 gives the bot no token (invalid_request).\n  Check Teams:AppId, Teams:TenantId")]
    [InlineData("--Teams:AppId", "my-bot", "✕ The setting Teams:AppId cannot be \"my-bot\".")]
    [InlineData("--Teams:Cloud", "mars", "✕ The setting Teams:Cloud cannot be \"mars\"")]
    [InlineData("--Teams:TenantId", "contoso", "✕ The setting Teams:TenantId cannot be \"contoso\".")]
    [InlineData("--Teams:CertificatePath", "none.pem", "✕ Both Teams:AppSecret and Teams:CertificatePath are set.")]
    [InlineData("--Teams:AllowUnauthenticatedLoopback", "true", "✕ The setting Teams:AllowUnauthenticatedLoopback lets requests in without a token, and this is the environment Production.")]
    [InlineData("--Teams:AppSecrt", "x", "✕ There is no setting Teams:AppSecrt. Did you mean Teams:AppSecret?")]
    [InlineData("--PublicUrl", "http://127.0.0.1:5080", "✕ PublicUrl is not an https address that others can reach: Teams cannot reach the bot.\n  Set PublicUrl")]
    [InlineData("--PublicUrl", "", "✕ PublicUrl is not set: Teams cannot reach the bot.")]
    [InlineData("--PublicUrl", "https://192.168.1.7", "✕ The app's manifest: validDomains[0] cannot be \"192.168.1.7\".")]
    public async Task A_wrong_setting_is_told(string setting, string value, string expected)
    {
        var (code, said) = await ExamineAsync(setting, value);

        said.ShouldContain(expected);
        code.ShouldBe(1);
    }

    [Fact]
    public async Task On_this_machine_only_neither_secret_nor_keys_nor_address_is_needed()
    {
        _teams.Fail("metadata", new TeamsTrouble.Status(503));

        var (code, said) = await ExamineAsync("--Teams:AllowUnauthenticatedLoopback", "true", "--environment", "Development", "--Teams:AppSecret", "", "--PublicUrl", "");

        code.ShouldBe(0);
        said.ShouldContain("– This machine may talk to the bot without a token");
        said.ShouldContain("– No token was asked for");
        said.ShouldContain("– The keys that Teams signs with could not be read");
        said.ShouldContain("– PublicUrl is not set");
    }

    [Theory]
    [InlineData("login", "✕ No token could be asked for: the login service answered HTTP 503.")]
    [InlineData("metadata", "✕ The keys that Teams signs with could not be read from 127.0.0.1:")]
    [InlineData("keys", "✕ The keys that Teams signs with could not be read from 127.0.0.1:")]
    public async Task A_service_that_is_down_is_told(string what, string expected)
    {
        _teams.Fail(what, new TeamsTrouble.Status(503));

        var (code, said) = await ExamineAsync();

        said.ShouldContain(expected);
        said.ShouldContain("Let this machine make HTTPS connections to 127.0.0.1");
        code.ShouldBe(1);
    }

    [Fact]
    public async Task Routes_are_not_looked_at_where_the_bot_never_ran()
    {
        var (code, said) = await ExamineAsync("--AgentsFolder", AgentsWith("teams:ops"));

        said.ShouldContain("– The bot has not run on this data folder with Teams");
        code.ShouldBe(0);
    }

    [Fact]
    public async Task Places_that_the_bot_knows_are_well_also_while_it_runs()
    {
        await using var store = await RememberAsync();

        var (code, said) = await ExamineAsync("--AgentsFolder", AgentsWith("teams:OPS", "teams:Operations/ops", "teams:19:ops@thread.tacv2", "teams:@10000000-0000-0000-0000-000000000001", "slack:#ops"));

        said.ShouldContain("✓ The bot knows all places in Teams that agents name (4).");
        code.ShouldBe(0);
    }

    [Fact]
    public async Task Places_that_are_unknown_gone_or_ambiguous_are_told()
    {
        await using var store = await RememberAsync();

        var (code, said) = await ExamineAsync("--AgentsFolder", AgentsWith("teams:nowhere", "teams:old", "teams:twice", "teams:@mia", "teams:@10000000-0000-0000-0000-000000000009", "teams:ops"));

        code.ShouldBe(1);
        said.ShouldContain("✕ The route teams:nowhere of tidy leads nowhere: the bot was never seen there.\n  Add the app");
        said.ShouldContain("✕ The route teams:old of tidy leads nowhere: nobody can be reached there (the app was removed).");
        said.ShouldContain("– Several places are called like the route teams:twice of tidy: the first is taken.");
        said.ShouldContain("✕ The route teams:@mia of tidy leads nowhere: it takes an object id.");
        said.ShouldContain("– The person of the route teams:@10000000-0000-0000-0000-000000000009 of tidy has not talked to the bot yet.");
        said.ShouldNotContain("teams:ops ");
    }

    private async Task<SqliteStore> RememberAsync()
    {
        var store = await SqliteStore.OpenAsync(_data.Path, new(), TimeProvider.System, mask: null, CancellationToken.None);
        await store.MigrateMemoryAsync(CancellationToken.None);
        var memory = new TeamsPlaceMemory(store);
        KnownPlace[] places =
        [
            Channel("19:ops@thread.tacv2", "ops", "Operations"),
            Channel("19:old@thread.tacv2", "old", "Operations") with { Gone = "the app was removed" },
            Channel("19:twice1@thread.tacv2", "twice", "Operations"),
            Channel("19:twice2@thread.tacv2", "twice", "Sales"),
            new(Tenant, "a:mia", "personal", _teams.ServiceUrl, Person: "10000000-0000-0000-0000-000000000001"),
        ];
        foreach (var place in places) await memory.KeepAsync(place, CancellationToken.None);
        return store;

        KnownPlace Channel(string id, string name, string team) => new(Tenant, id, "channel", _teams.ServiceUrl, name, "19:" + team + "@thread.tacv2", team);
    }

    private string AgentsWith(params string[] routes)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_data.Path, "agents")).FullName;
        var list = string.Join(", ", routes.Select(r => $"\"{r}\""));
        File.WriteAllText(Path.Combine(folder, "tidy.yaml"), $"title: Tidy\nnotify: {{ failed: [{list}] }}\nsteps: [{{ name: w, wait: 1s }}]");
        return folder;
    }

    private Task<(int Code, string Said)> ExamineAsync(params string[] args) => ExamineAsync(TimeProvider.System, args);

    private async Task<(int Code, string Said)> ExamineAsync(TimeProvider time, params string[] args)
    {
        var settings = new Dictionary<string, string>
        {
            ["--DataFolder"] = _data.Path, ["--AgentsFolder"] = Directory.CreateDirectory(Path.Combine(_data.Path, "none")).FullName, ["--urls"] = "http://127.0.0.1:0",
            ["--environment"] = "Production", ["--Teams:AppId"] = _teams.Options.AppId, ["--Teams:AppSecret"] = _teams.Options.AppSecret, ["--Teams:TenantId"] = Tenant,
            ["--Teams:OpenIdMetadata"] = _teams.MetadataUrl, ["--Teams:LoginUrl"] = _teams.LoginUrl, ["--PublicUrl"] = "https://runs.example.org",
        };
        foreach (var pair in args.Chunk(2)) settings[pair[0]] = pair[1];
        var to = new StringWriter { NewLine = "\n" };
        var code = await TeamsVerbs.ExamineAsync([.. settings.SelectMany(s => new[] { s.Key, s.Value })], time, to, CancellationToken.None);
        return (code, to.ToString());
    }
}
