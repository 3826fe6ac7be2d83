using System.CommandLine;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Channels.Slack;
using ChatRuns.Bot.Channels.Slack.Api;
using ChatRuns.Bot.Channels.Slack.Install;
using Microsoft.Extensions.Options;

namespace ChatRuns.Bot.Control;

/// <summary>The verbs "manifest slack" and "doctor slack". Neither needs a running bot, or stops one.</summary>
internal static class SlackVerbs
{
    /// <summary>Prints the manifest of the Slack app.</summary>
    public static Command Manifest()
    {
        var url = new Option<string?>("--url") { Description = "The public address of the bot, such as https://runs.example.org; otherwise the setting PublicUrl." };
        var socket = new Option<bool>("--socket") { Description = "For Socket Mode, which needs no public address." };
        var slack = new Command("slack", "The manifest of the Slack app, to put in under \"Create New App\".") { url, socket };
        slack.TreatUnmatchedTokensAsErrors = false;
        slack.SetAction(parsed =>
        {
            var typed = parsed.GetValue(url) ?? Settings.Read([.. parsed.UnmatchedTokens]).Configuration["PublicUrl"];
            Uri? address = null;
            if (typed is { Length: > 0 } && !(Uri.TryCreate(typed, UriKind.Absolute, out address) && address.Scheme == Uri.UriSchemeHttps))
            {
                Console.Error.WriteLine($"The address cannot be \"{typed}\": Slack calls https addresses only, such as https://runs.example.org. Socket Mode (--socket) needs none.");
                return 1;
            }

            Console.Write(SlackManifest.Text(address, parsed.GetValue(socket)));
            return 0;
        });
        return new Command("manifest", "Prints what a chat system needs to know about the app.") { slack };
    }

    /// <summary>Looks whether the settings and Slack fit together.</summary>
    public static Command Doctor()
    {
        var slack = new Command("slack", "Checks token, scopes, addresses and clock, and shows all sample cards to Slack.") { TreatUnmatchedTokensAsErrors = false };
        slack.SetAction((parsed, cancel) => ExamineAsync([.. parsed.UnmatchedTokens], TimeProvider.System, Console.Out, cancel));
        return slack;
    }

    /// <summary>Writes a line for each look; 1 when something must be mended.</summary>
    public static Task<int> ExamineAsync(string[] args, TimeProvider time, TextWriter to, CancellationToken cancel) =>
        Examination.TellAsync(FindAsync(Settings.Read(args), args, time, cancel), to, cancel);

    private static async IAsyncEnumerable<Finding> FindAsync(Settings settings, string[] args, TimeProvider time, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var problems = SettingsCheck.Problems(settings.Configuration, args).ToList();
        foreach (var problem in problems) yield return new(Verdict.Bad, problem);
        if (problems.Count > 0) yield break;

        var options = settings.Configuration.GetSection(SlackOptions.Section).Get<SlackOptions>() ?? new();
        if (!Uri.TryCreate(options.ApiUrl, UriKind.Absolute, out _))
        {
            yield return new(Verdict.Bad, $"The setting Slack:ApiUrl cannot be \"{options.ApiUrl}\".", $"Leave it out, for {SlackOptions.DefaultApiUrl}.");
            yield break;
        }

        yield return await Examination.ListeningAsync(settings, "Slack", cancel);
        using var http = SlackServices.NewClient();
        var doctor = new SlackDoctor(new SlackApi(http, Options.Create(options), time), options, settings.Configuration["PublicUrl"], new CardDesk(), Examination.RoutesIn(settings.Folders.Agents), time);
        await foreach (var finding in doctor.LookAsync(cancel)) yield return finding;
    }
}
