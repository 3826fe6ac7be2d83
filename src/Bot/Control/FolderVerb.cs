using System.CommandLine;

namespace ChatRuns.Bot.Control;

/// <summary>Verbs that work on the folders of an installation: what they have in common.</summary>
internal static class FolderVerb
{
    /// <summary>
    /// Gives a verb its work, and the options for the two folders (they are settings too; as options they may stand before the verb's own words). Further
    /// settings stand behind those. What an operator can mend ends it with a sentence and 1.
    /// </summary>
    public static Command Does(Command verb, Func<ParseResult, Settings, CancellationToken, Task<int>> work)
    {
        var data = new Option<string?>("--DataFolder") { Description = "The data folder, instead of that of the settings." };
        var agents = new Option<string?>("--AgentsFolder") { Description = "The folder of agents, instead of that of the settings." };
        verb.Add(data);
        verb.Add(agents);
        verb.TreatUnmatchedTokensAsErrors = false;
        verb.SetAction((parsed, cancel) => TryAsync([.. parsed.UnmatchedTokens, .. Given(parsed, data), .. Given(parsed, agents)], settings => work(parsed, settings, cancel)));
        return verb;
    }

    private static string[] Given(ParseResult parsed, Option<string?> option) => parsed.GetValue(option) is { } value ? [option.Name, value] : [];

    private static async Task<int> TryAsync(string[] args, Func<Settings, Task<int>> work)
    {
        try
        {
            if (SettingsCheck.Typed(args).FirstOrDefault() is { } wrong) throw new SettingsException(wrong);
            return await work(Settings.Read(args));
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped before the end.");
            return 1;
        }
        catch (Exception e) when (StartTrouble.Tell(e) is { } words)
        {
            await Console.Error.WriteLineAsync(words);
            return 1;
        }
    }
}
