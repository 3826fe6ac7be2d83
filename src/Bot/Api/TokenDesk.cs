using System.Globalization;
using System.Text.RegularExpressions;
using ChatRuns.Actions;
using ChatRuns.Agents;
using ChatRuns.Bot.Memory;
using ChatRuns.Journal;

namespace ChatRuns.Bot.Api;

/// <summary>
/// Makes, lists and revokes tokens. A token is kept before it is given its role: a crash between leaves one that may do nothing. Revoked, its
/// grants are taken back before it is forgotten.
/// </summary>
internal sealed partial class TokenDesk(RunEngine engine, IGrants grants, TokenMemory memory, PeopleMemory people, TimeProvider time)
{
    /// <summary>Makes a token and gives it its role.</summary>
    public async Task<TokenResult> CreateAsync(WantedToken wanted, Principal by, CancellationToken cancel)
    {
        if (!Name().IsMatch(wanted.Name ?? "")) return Refuse("A token needs a name of letters, digits, dots, dashes and underscores, 64 at most: --name nightly.");
        if (RoleOf(wanted.Role, out var role) is { } noRole) return Refuse(noRole);
        if (ScopeOf(wanted, role, out var scope) is { } noScope) return Refuse(noScope);
        var life = TimeSpan.Zero;
        if (wanted.Expires is not null && (!Duration.TryParse(wanted.Expires, out life) || life <= TimeSpan.Zero))
            return Refuse($"\"{wanted.Expires}\" is no length of time. Write --expires 90d, 12h or 4w; without it the token works until it is revoked.");

        var (token, now) = (BearerTokens.New(), time.GetUtcNow());
        var row = new TokenRow
        {
            Id = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8)),
            Name = wanted.Name!,
            Hash = BearerTokens.HashOf(token),
            CreatedAt = now.ToUnixTimeMilliseconds(),
            ExpiresAt = wanted.Expires is null ? null : (now + life).ToUnixTimeMilliseconds(),
        };
        if (!await memory.AddAsync(row, cancel)) return Refuse($"There is a token {wanted.Name} already. Revoke it first (token revoke {wanted.Name}), or choose another name.");
        await people.SeeAsync(row.Who, null, cancel);
        if (await engine.GrantAsync(row.Who.Key, row.Name, role, scope, by, cancel) is AccessResult.NotAllowed no)
        {
            await memory.DropAsync(row.Id, cancel);
            return Refuse(no.Why);
        }

        return new TokenResult.Created(token, $"{row.Name} is {Word(role)} {Where(scope)}, {Until(row)}. The token is shown this once; {row.Who.Key} is its name in /access.");
    }

    /// <summary>All tokens, a line each, with what they may do, until when, and about when they were used.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        return [.. (await memory.ReadAllAsync(cancel)).Select(row =>
        {
            var roles = grants.Now.To(new HashSet<string> { row.Who.Key }).Select(g => $"{Word(g.Role)} {Where(g.Scope)}").ToList();
            var may = roles.Count == 0 ? "no role" : string.Join(", ", roles);
            return $"{row.Name} · {may} · {(row.IsOver(now) ? "expired" : Until(row))} · {(row.UsedAt is { } used ? $"last used {Minute(used)}" : "never used")}";
        })];
    }

    /// <summary>Takes a token's roles back and forgets it.</summary>
    public async Task<TokenResult> RevokeAsync(string name, Principal by, CancellationToken cancel)
    {
        var all = await memory.ReadAllAsync(cancel);
        if (all.FirstOrDefault(t => string.Equals(t.Name, name, StringComparison.OrdinalIgnoreCase)) is not { } row)
        {
            var near = DidYouMean.Nearest(name, all.Select(t => t.Name));
            return Refuse($"There is no token {name}.{(near is null ? " token list shows all." : $" Did you mean {near}?")}");
        }

        foreach (var grant in grants.Now.To(new HashSet<string> { row.Who.Key }).ToList()) await engine.RevokeAsync(grant.To, grant.Role, grant.Scope, by, cancel);
        await memory.DropAsync(row.Id, cancel);
        return new TokenResult.Revoked($"{row.Name} is revoked: it lets nobody in any more.");
    }

    private static string? RoleOf(string? word, out Role role)
    {
        role = default;
        if (word is { Length: > 0 } && !char.IsAsciiDigit(word[0]) && Enum.TryParse(word, ignoreCase: true, out role) && Enum.IsDefined(role)) return null;
        var all = Enum.GetNames<Role>().Select(r => r.ToLowerInvariant()).ToList();
        var near = word is null ? null : DidYouMean.Nearest(word, all);
        return $"{(word is null ? "A token needs a role" : $"I don't know the role {word}")}. {(near is null ? $"Roles are {string.Join(", ", all)}: --role operator." : $"Did you mean {near}?")}";
    }

    private string? ScopeOf(WantedToken wanted, Role role, out GrantScope scope)
    {
        scope = wanted.Agent is { } agent ? GrantScope.OfAgent(agent) : wanted.Tag is { Length: > 0 } tag ? GrantScope.OfTag(tag) : GrantScope.Everything;
        if (wanted is { Agent: not null, Tag: not null }) return "A token is for one agent or for one tag: leave out --agent or --tag.";
        if (wanted.Tag is "") return "--tag needs the name of a tag.";
        if (role == Role.Admin && !scope.IsEverything) return "An admin is one everywhere. Leave out --agent and --tag, or choose another role.";
        if (wanted.Agent is not { } name || engine.FindAgent(name) is not null) return null;
        return $"There is no agent {name}.{(engine.NearestAgent(name) is { } near ? $" Did you mean {near}?" : "")}";
    }

    private static TokenResult.Refused Refuse(string why) => new(why);

    private static string Word(Role role) => role.ToString().ToLowerInvariant();

    private static string Where(GrantScope scope) => scope.IsEverything ? "everywhere" : $"for {scope}";

    private static string Until(TokenRow row) => row.ExpiresAt is { } at ? $"until {Minute(at)}" : "until it is revoked";

    private static string Minute(long at) => DateTimeOffset.FromUnixTimeMilliseconds(at).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
    private static partial Regex Name();
}

/// <summary>A token as it was asked for, nothing judged yet.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="Role">The word of a role.</param>
/// <param name="Expires">"90d"; null for never.</param>
/// <param name="Agent">For this agent only; null for all.</param>
/// <param name="Tag">For agents with this tag only; null for all.</param>
internal sealed record WantedToken(string? Name, string? Role, string? Expires, string? Agent, string? Tag);

/// <summary>What whoever makes or revokes a token is told: a closed family.</summary>
internal abstract record TokenResult
{
    /// <summary>It lets in from now on.</summary>
    /// <param name="Token">Known to nobody else, and not kept.</param>
    /// <param name="Words">What it may do, in a sentence.</param>
    internal sealed record Created(string Token, string Words) : TokenResult;

    /// <summary>It is gone.</summary>
    internal sealed record Revoked(string Words) : TokenResult;

    /// <summary>Not like this.</summary>
    internal sealed record Refused(string Why) : TokenResult;
}
