using System.CommandLine;
using ChatRuns.Agents;
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
        slack.SetAction(parsed => PrintManifest(parsed.GetValue(url), parsed.GetValue(socket), [.. parsed.UnmatchedTokens], Console.Out, Console.Error));
        return new Command("manifest", "Prints what a chat system needs to know about the app.") { slack };
    }

    /// <summary>Prints the manifest; 1, and why, when something that was typed is wrong.</summary>
    /// <param name="url">The public address; null for that of the settings.</param>
    /// <param name="socket">For Socket Mode.</param>
    /// <param name="rest">What else was typed: settings.</param>
    /// <param name="to">Where the manifest goes.</param>
    /// <param name="aside">Where everything else goes.</param>
    public static int PrintManifest(string? url, bool socket, string[] rest, TextWriter to, TextWriter aside)
    {
        if (FindMistyped(rest) is { } problem)
        {
            aside.WriteLine(problem);
            return 1;
        }

        var typed = url ?? Settings.Read(rest).Configuration["PublicUrl"];
        Uri? address = null;
        if (typed is { Length: > 0 } && !(Uri.TryCreate(typed, UriKind.Absolute, out address) && address.Scheme == Uri.UriSchemeHttps))
        {
            aside.WriteLine($"The address cannot be \"{typed}\": Slack calls https addresses only, such as https://runs.example.org. Socket Mode (--socket) needs none.");
            return 1;
        }

        to.Write(SlackManifest.Text(address, socket));
        if (address is null && !socket)
            aside.WriteLine($"https://{SlackManifest.Placeholder} stands in it for the public address of your bot. Put yours in with --url https://…, or take --socket, which needs none.");
        return 0;
    }

    private static string? FindMistyped(string[] rest)
    {
        string[] own = ["--url", "--socket"];
        if (SettingsCheck.Typed(rest).FirstOrDefault() is not { } problem) return null;
        return rest.Select(word => (word, near: DidYouMean.Nearest(word, own))).FirstOrDefault(found => found.near is not null) is ({ } word, { } near)
            ? $"I don't know {word}. Did you mean {near}?" : problem;
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
