using System.CommandLine;
using ChatRuns.Bot.Samples;

namespace ChatRuns.Bot.Control;

/// <summary>What can be typed after the program's name. Without a verb the bot serves; settings are given as --Name value.</summary>
internal static class ProgramVerbs
{
    /// <summary>Does what the arguments say; returns the exit code.</summary>
    public static Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("ChatRuns: automation and agents on a schedule, behind human approval, in your team's chat.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        root.Add(Ask("open", "Prints a fresh one-time address of the bot that runs on this data folder."));
        root.Add(Ask(
            "admin-code", "Prints a one-time code that makes you admin from any chat: say /access claim CODE there within 15 minutes.",
            also: "\nSay this in any chat within 15 minutes: /access claim CODE (in Slack: /chatruns access claim CODE; in Teams: access claim CODE). Whoever says it first is an admin."));
        root.Add(TokenVerbs.Token());
        root.Add(StoreVerbs.Verify());
        root.Add(StoreVerbs.Rebuild());
        root.Add(BackupVerbs.Backup());
        root.Add(BackupVerbs.Restore());
        root.Add(BackupVerbs.Release());
        root.Add(Seeding.Verb());
        root.Add(AgentVerbs.Check());
        root.Add(AgentVerbs.New());
        root.Add(AgentVerbs.Import());
        root.Add(Sample());
        root.Add(SlackVerbs.Manifest());
        root.Add(TeamsVerbs.Pack());
        root.Add(new Command("doctor", "Looks for what is wrong with the connection to a chat system, or to targets.") { SlackVerbs.Doctor(), TeamsVerbs.Doctor(), TargetVerbs.Doctor() });
        root.SetAction((parsed, cancel) => ServeAsync(args, parsed.UnmatchedTokens, cancel));
        return root.Parse(args).InvokeAsync();
    }

    private static async Task<int> ServeAsync(string[] args, IReadOnlyList<string> unmatched, CancellationToken cancel)
    {
        if (unmatched.Count > 0 && !unmatched[0].StartsWith('-'))
        {
            await Console.Error.WriteLineAsync($"I don't know the verb {unmatched[0]}. Try --help; settings begin with two dashes, such as --urls http://127.0.0.1:5080.");
            return 2;
        }

        try
        {
            await Server.RunAsync(args, cancel);
            return 0;
        }
        catch (Exception e) when (StartTrouble.Tell(e) is { } words)
        {
            await Console.Error.WriteLineAsync($"ChatRuns could not start: {words}");
            return 1;
        }
    }

    private static Command Ask(string name, string does, string also = "")
    {
        var verb = new Command(name, does) { TreatUnmatchedTokensAsErrors = false };
        verb.SetAction(async (parsed, cancel) =>
        {
            var settings = Settings.Read([.. parsed.UnmatchedTokens]);
            try
            {
                Console.WriteLine(await ControlClient.AskAsync(settings.Folders.Data, name, cancel) + also);
                return 0;
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                await Console.Error.WriteLineAsync(ControlClient.NobodyThere(settings.Folders.Data));
                return 1;
            }
        });
        return verb;
    }

    private static Command Sample()
    {
        var verb = new Command("sample", "Programs behind the sample agents.");
        var folders = new Argument<string[]>("folders") { Arity = ArgumentArity.ZeroOrMore };
        var disk = new Command("free-up-disk", "Looks for files that can go, and proposes what to do with them.") { folders };
        disk.SetAction(parsed => FreeUpDisk.Run(
            [.. (parsed.GetValue(folders) ?? []).SelectMany(f => f.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))],
            Console.Out, TimeProvider.System.GetUtcNow()));
        verb.Add(disk);
        return verb;
    }
}
