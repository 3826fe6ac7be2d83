namespace ChatRuns.StandIns;

/// <summary>The stand-in as a program: a page to try ChatRuns on without Slack.</summary>
internal static class Program
{
    private const string Usage = """
        dotnet run --project tests/SlackStandIn -- [--bot http://127.0.0.1:5080] [--port 5090] [--signing-secret …] [--bot-token …] [--app-token …]
        """;

    private static async Task<int> Main(string[] args)
    {
        if (Read(args) is not { } options)
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }
        await using var slack = await SlackStandIn.StartAsync(options);
        foreach (var line in Told(slack)) Console.WriteLine(line);
        await slack.StoppedAsync();
        return 0;
    }

    private static SlackStandInOptions? Read(string[] args)
    {
        var options = new SlackStandInOptions { Port = 5090, BotUrl = "http://127.0.0.1:5080" };
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length) return null;
            var value = args[i + 1];
            if (args[i] == "--bot") options = options with { BotUrl = value };
            else if (args[i] == "--port" && ushort.TryParse(value, out var port)) options = options with { Port = port };
            else if (args[i] == "--signing-secret") options = options with { SigningSecret = value };
            else if (args[i] == "--bot-token") options = options with { BotToken = value };
            else if (args[i] == "--app-token") options = options with { AppToken = value };
            else return null;
        }
        return options;
    }

    private static IEnumerable<string> Told(SlackStandIn slack) =>
    [
        $"A stand-in for Slack listens at {slack.PageUrl}",
        "",
        "Start ChatRuns with:",
        $"  Slack__ApiUrl={slack.ApiUrl}",
        $"  Slack__BotToken={slack.Options.BotToken}",
        $"  Slack__SigningSecret={slack.Options.SigningSecret}",
        "or, for Socket Mode, with this in the place of the signing secret:",
        $"  Slack__AppToken={slack.Options.AppToken}",
        "",
        $"Over HTTP, requests go to {slack.BotUrl}.",
    ];
}
