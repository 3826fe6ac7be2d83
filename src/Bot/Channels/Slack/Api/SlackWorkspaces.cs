using System.Text.Json.Nodes;
using ChatRuns.Bot.Memory;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace ChatRuns.Bot.Channels.Slack.Api;

/// <summary>A workspace that the app is installed in, with its token open.</summary>
/// <param name="Team">Team id.</param>
/// <param name="Enterprise">Enterprise id; null outside Enterprise Grid.</param>
/// <param name="App">App id; null while not known.</param>
/// <param name="BotUser">The bot's own user id.</param>
/// <param name="Name">For people.</param>
/// <param name="Token">Of the bot.</param>
internal sealed record Workspace(string Team, string? Enterprise, string? App, string BotUser, string Name, string Token);

/// <summary>
/// The workspaces, by team id: those installed by OAuth, with sealed tokens, and the one whose token stands in the settings, which
/// is asked who it is.
/// </summary>
internal sealed partial class SlackWorkspaces(
    SlackInstallMemory memory, SlackApi api, IDataProtectionProvider protection, IOptions<SlackOptions> options, TimeProvider time, ILogger<SlackWorkspaces> log) : IDisposable
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(10);
    private readonly IDataProtector _seal = protection.CreateProtector("ChatRuns.Slack.Token.v1");
    private readonly SemaphoreSlim _one = new(1);
    private IReadOnlyDictionary<string, Workspace>? _known;
    private string? _ownTeam;
    private DateTimeOffset _askedAt = DateTimeOffset.MinValue;

    /// <summary>The workspace of a team, or of the whole organisation it belongs to; null when the app is not installed there.</summary>
    public async Task<Workspace?> FindAsync(string? team, string? enterprise, CancellationToken cancel)
    {
        var known = await ReadAsync(cancel);
        if (team is { Length: > 0 } && known.TryGetValue(team, out var workspace)) return workspace;
        return enterprise is { Length: > 0 } ? known.GetValueOrDefault(enterprise) : null;
    }

    /// <summary>The workspace that routes without a team mean: the one of the settings, or else the first installed; null while none is known.</summary>
    public async Task<Workspace?> FindMainAsync(CancellationToken cancel)
    {
        var known = await ReadAsync(cancel);
        return _ownTeam is not null && known.TryGetValue(_ownTeam, out var own) ? own : known.Values.FirstOrDefault();
    }

    /// <summary>All of them.</summary>
    public async Task<IReadOnlyList<Workspace>> ListAsync(CancellationToken cancel) => [.. (await ReadAsync(cancel)).Values];

    /// <summary>Keeps a workspace that was installed by OAuth.</summary>
    public async Task InstallAsync(SlackInstall install, string token, CancellationToken cancel)
    {
        await memory.SaveAsync(install with { Token = _seal.Protect(token) }, cancel);
        _known = null;
        LogInstalled(install.Team);
    }

    /// <summary>The app was removed from a workspace, or its tokens were revoked.</summary>
    public async Task RemoveAsync(string team, CancellationToken cancel)
    {
        await memory.RemoveAsync(team, cancel);
        (_known, _askedAt) = (null, DateTimeOffset.MinValue);
        LogRemoved(team);
    }

    /// <summary>Notes the app's id, which a verified request told.</summary>
    public async Task LearnAppAsync(Workspace workspace, string app, CancellationToken cancel)
    {
        var row = (await memory.ReadAsync(cancel)).FirstOrDefault(i => i.Team == workspace.Team);
        if (row is null || row.App is not null) return;
        await memory.SaveAsync(row with { App = app }, cancel);
        _known = null;
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task<IReadOnlyDictionary<string, Workspace>> ReadAsync(CancellationToken cancel)
    {
        if (_known is { } known && (_ownTeam is not null || options.Value.BotToken.Length == 0 || time.GetUtcNow() - _askedAt < AskAgain)) return known;
        await _one.WaitAsync(cancel);
        try
        {
            await AskWhoAsync(cancel);
            var installs = await memory.ReadAsync(cancel);
            return _known = installs.Select(Open).OfType<Workspace>().ToDictionary(w => w.Team);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Whose token stands in the settings. While Slack does not answer, what was known before counts.</summary>
    private async Task AskWhoAsync(CancellationToken cancel)
    {
        var token = options.Value.BotToken;
        if (token.Length == 0 || _ownTeam is not null || time.GetUtcNow() - _askedAt < AskAgain) return;
        _askedAt = time.GetUtcNow();
        var answer = await api.CallAsync(token, "auth.test", new JsonObject(), cancel);
        if (answer is not SlackAnswer.Ok ok)
        {
            LogNotKnown(answer.Words());
            return;
        }

        var team = answer.Text("team_id");
        await memory.SaveAsync(new SlackInstall
        {
            Team = team,
            Enterprise = answer.Text("enterprise_id") is { Length: > 0 } enterprise ? enterprise : null,
            BotUser = answer.Text("user_id"),
            Name = answer.Text("team"),
            Token = "",
            Scopes = ok.Scopes,
        }, cancel);
        _ownTeam = team;
    }

    private Workspace? Open(SlackInstall install)
    {
        // The settings' token is for the workspace that it said it is of, once it said so.
        var isOwn = install.Token.Length == 0 && (_ownTeam is null || _ownTeam == install.Team);
        var token = install.Token.Length == 0 ? (isOwn ? options.Value.BotToken : null) : Unseal(install);
        return string.IsNullOrEmpty(token) ? null : new(install.Team, install.Enterprise, install.App, install.BotUser, install.Name, token);
    }

    private string? Unseal(SlackInstall install)
    {
        try
        {
            return _seal.Unprotect(install.Token);
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            LogSealBroken(install.Team);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Slack did not say whose token Slack:BotToken is: {Why}")]
    private partial void LogNotKnown(string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "ChatRuns was installed in the Slack workspace {Team}")]
    private partial void LogInstalled(string team);

    [LoggerMessage(Level = LogLevel.Warning, Message = "ChatRuns was removed from the Slack workspace {Team}")]
    private partial void LogRemoved(string team);

    [LoggerMessage(Level = LogLevel.Error, Message = "The token of the Slack workspace {Team} cannot be opened: the keys in the data folder are not those that sealed it. Install the app there again")]
    private partial void LogSealBroken(string team);
}
