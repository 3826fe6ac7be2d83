namespace ChatRuns.StandIns;

internal static class Program
{
    private static async Task Main()
    {
        await using var slack = await SlackStandIn.StartAsync();
        await Console.In.ReadLineAsync();
    }
}
