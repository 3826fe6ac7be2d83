using System.CommandLine;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Channels.Teams;
using ChatRuns.Bot.Channels.Teams.Api;
using ChatRuns.Bot.Channels.Teams.Door;
using ChatRuns.Bot.Channels.Teams.Install;
using ChatRuns.Bot.Memory;
using ChatRuns.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ChatRuns.Bot.Control;

/// <summary>The verbs "pack teams" and "doctor teams". Neither needs a running bot, or stops one.</summary>
internal static class TeamsVerbs
{
    private const string DefaultFile = "chatruns-teams.zip";

    /// <summary>Writes the package of the Teams app.</summary>
    public static Command Pack()
    {
        var file = new Option<string>("--out") { Description = "The file to write.", DefaultValueFactory = _ => DefaultFile };
        var version = new Option<string?>("--app-version") { Description = "Version of the app, such as 1.0.1: Teams takes an update only under a higher one." };
        var teams = new Command("teams", "The package of the Teams app, to upload in Teams; takes Teams:AppId and PublicUrl from the settings.") { file, version };
        teams.TreatUnmatchedTokensAsErrors = false;
        teams.SetAction((parsed, cancel) => WriteAsync([.. parsed.UnmatchedTokens], parsed.GetValue(file)!, parsed.GetValue(version), Console.Out, Console.Error, cancel));
        return new Command("pack", "Writes what a chat system wants as a file.") { teams };
    }

    /// <summary>Looks whether the settings and Teams fit together.</summary>
    public static Command Doctor()
    {
        var teams = new Command("teams", "Checks settings, token, keys, address, manifest and routes.") { TreatUnmatchedTokensAsErrors = false };
        teams.SetAction((parsed, cancel) => ExamineAsync([.. parsed.UnmatchedTokens], TimeProvider.System, Console.Out, cancel));
        return teams;
    }

    /// <summary>Writes the package; 1, and a sentence for each thing that is wrong, when it could not.</summary>
    public static async Task<int> WriteAsync(string[] args, string file, string? version, TextWriter to, TextWriter problems, CancellationToken cancel)
    {
        var settings = Settings.Read(args);
        var (manifest, wrong) = Fill(settings, args, version);
        foreach (var problem in wrong) await problems.WriteLineAsync(problem);
        if (wrong.Count > 0) return 1;
        try
        {
            await File.WriteAllBytesAsync(file, TeamsPackage.Make(manifest), cancel);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await problems.WriteLineAsync($"The package could not be written to {file}: {e.Message}");
            return 1;
        }

        await to.WriteLineAsync($"Wrote {file}. In Teams: Apps, Manage your apps, Upload an app.");
        return 0;
    }

    /// <summary>Writes a line for each look; 1 when something must be mended.</summary>
    public static Task<int> ExamineAsync(string[] args, TimeProvider time, TextWriter to, CancellationToken cancel) =>
        Examination.TellAsync(FindAsync(Settings.Read(args), args, time, cancel), to, cancel);

    private static (string Manifest, IReadOnlyList<string> Problems) Fill(Settings settings, string[] args, string? version)
    {
        var problems = SettingsCheck.Problems(settings.Configuration, args).ToList();
        if (problems.Count > 0) return ("", problems);
        var options = OptionsOf(settings);
        if (!options.IsOn()) return ("", ["The package names the bot, and Teams:AppId is not set. Set it to the application (client) id of the bot's registration."]);
        if (TeamsSettings.ProblemOfAppId(options) is { } wrong) return ("", [wrong]);
        if (!Uri.TryCreate(settings.Configuration["PublicUrl"], UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps)
            return ("", ["The package names the bot's host, and PublicUrl is no https address. Set it to the address that people and Teams use, such as https://runs.example.org."]);
        var text = TeamsManifest.Text(options.AppId, address, version);
        return (text, [.. TeamsManifestRules.Problems(JsonNode.Parse(text)!.AsObject()).Select(p => $"The app's manifest: {p}")]);
    }

    private static TeamsOptions OptionsOf(Settings settings) => settings.Configuration.GetSection(TeamsOptions.Section).Get<TeamsOptions>() ?? new();

    private static async IAsyncEnumerable<Finding> FindAsync(Settings settings, string[] args, TimeProvider time, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        // A value that is none, such as a cloud that there is not, can't be read as options.
        var problems = SettingsCheck.Problems(settings.Configuration, args).ToList();
        if (problems.Count == 0) problems.AddRange(TeamsSettings.Problems(OptionsOf(settings), settings.Environment));
        foreach (var problem in problems) yield return new(Verdict.Bad, problem);
        if (problems.Count > 0) yield break;
        var options = OptionsOf(settings);
        if (!options.IsOn())
        {
            yield return new(Verdict.Bad, "The channel is off: Teams:AppId is not set.", "Set Teams:AppId, Teams:AppSecret and Teams:TenantId to what the bot's registration shows.");
            yield break;
        }

        yield return await Examination.ListeningAsync(settings, "Teams", cancel);
        using var http = TeamsServices.NewClient();
        using var keys = new SigningKeys(http, Options.Create(options), time, NullLogger<SigningKeys>.Instance);
        var login = new TeamsLogin(http, Options.Create(options), time, NullLogger<TeamsLogin>.Instance);
        var (places, trouble) = PlacesIn(settings);
        if (trouble is not null) yield return trouble;
        var doctor = new TeamsDoctor(login, keys, options, settings.Configuration["PublicUrl"], places, Examination.RoutesIn(settings.Folders.Agents));
        await foreach (var finding in doctor.LookAsync(cancel)) yield return finding;
    }

    private static (IReadOnlyList<KnownPlace>? Places, Finding? Trouble) PlacesIn(Settings settings)
    {
        try
        {
            return (TeamsPlaceMemory.Glance(settings.Folders.Data, settings.Configuration.GetSection(StoreOptions.Section).Get<StoreOptions>() ?? new()), null);
        }
        catch (StoreException e)
        {
            return (null, new(Verdict.Bad, e.Message));
        }
    }
}
