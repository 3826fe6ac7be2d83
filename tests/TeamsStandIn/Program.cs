namespace ChatRuns.StandIns;

/// <summary>The stand-in as a program.</summary>
internal static class Program
{
    private const string Usage = """
        dotnet run --project tests/TeamsStandIn -- [--bot http://127.0.0.1:5080] [--port 5091] [--app-id …] [--app-secret …]
        """;

    private static async Task<int> Main(string[] args)
    {
        if (Read(args) is not { } options)
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }
        await using var teams = await TeamsStandIn.StartAsync(options);
        foreach (var line in Told(teams)) Console.WriteLine(line);
        await teams.StoppedAsync();
        return 0;
    }

    private static TeamsStandInOptions? Read(string[] args)
    {
        var options = new TeamsStandInOptions { Port = 5091, BotUrl = "http://127.0.0.1:5080" };
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length) return null;
            var value = args[i + 1];
            if (args[i] == "--bot") options = options with { BotUrl = value };
            else if (args[i] == "--port" && ushort.TryParse(value, out var port)) options = options with { Port = port };
            else if (args[i] == "--app-id") options = options with { AppId = value };
            else if (args[i] == "--app-secret") options = options with { AppSecret = value };
            else return null;
        }
        return options;
    }

    private static IEnumerable<string> Told(TeamsStandIn teams) =>
    [
        $"A stand-in for Teams listens at {teams.Home}/",
        "",
        "Start ChatRuns with --environment Development and:",
        $"  Teams__AppId={teams.Options.AppId}",
        $"  Teams__AppSecret={teams.Options.AppSecret}",
        $"  Teams__TenantId={teams.Options.TenantId}",
        $"  Teams__OpenIdMetadata={teams.MetadataUrl}",
        $"  Teams__LoginUrl={teams.LoginUrl}",
        "  Teams__AllowUnauthenticatedLoopback=true",
        "",
        $"Activities go to {teams.BotUrl}.",
    ];
}
