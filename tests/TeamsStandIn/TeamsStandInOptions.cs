namespace ChatRuns.StandIns;

/// <summary>The tenant and the bot that the stand-in plays. All values are made up.</summary>
public sealed record TeamsStandInOptions
{
    /// <summary>Application id of the bot.</summary>
    public string AppId { get; init; } = "00001111-aaaa-2222-bbbb-3333cccc4444";

    /// <summary>Client secret that the login service expects.</summary>
    public string AppSecret { get; init; } = "standin-app-secret";

    /// <summary>Thumbprint (SHA-256, base64url) of the certificate that the login service knows; null for none.</summary>
    public string? CertificateThumbprint { get; init; }

    /// <summary>Id of the tenant.</summary>
    public string TenantId { get; init; } = "aaaabbbb-0000-cccc-1111-dddd2222eeee";

    /// <summary>"iss" of the tokens that go to the bot.</summary>
    public string Issuer { get; init; } = "https://api.botframework.com";

    /// <summary>Scope that the login service gives tokens for.</summary>
    public string Scope { get; init; } = "https://api.botframework.com/.default";

    /// <summary>How long the tokens of the login service last.</summary>
    public TimeSpan TokenLife { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Address of the bot, without a path; may also be set later.</summary>
    public string? BotUrl { get; init; }

    /// <summary>Where the bot takes activities.</summary>
    public string Path { get; init; } = "/api/messages";

    /// <summary>Port to listen at on 127.0.0.1; 0 = a free one.</summary>
    public int Port { get; init; }

    /// <summary>Clock of tokens, of limits and of the day that a targeted message lasts.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How long the bot has for an answer. In real time, whatever <see cref="Time"/> says.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether the bot is killed now and then: an answer that does not come is no violation then.</summary>
    public bool BotMayBeGone { get; init; }

    /// <summary>Whether the tenant has targeted (per-person) messages.</summary>
    public bool HasTargeted { get; init; } = true;
}
