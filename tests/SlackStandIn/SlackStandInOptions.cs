namespace ChatRuns.StandIns;

/// <summary>The workspace and the app that the stand-in plays. All values are made up.</summary>
public sealed record SlackStandInOptions
{
    /// <summary>Secret that requests to the bot are signed with.</summary>
    public string SigningSecret { get; init; } = "standin-signing-secret";

    /// <summary>Token that the Web API expects.</summary>
    public string BotToken { get; init; } = "xoxb-standin-bot";

    /// <summary>Token that apps.connections.open expects.</summary>
    public string AppToken { get; init; } = "xapp-standin-app";

    /// <summary>Id of the workspace.</summary>
    public string TeamId { get; init; } = "T0STANDIN";

    /// <summary>Name of the workspace.</summary>
    public string TeamName { get; init; } = "Stand-in";

    /// <summary>First label of the workspace's address.</summary>
    public string TeamDomain { get; init; } = "standin";

    /// <summary>Id of the app.</summary>
    public string AppId { get; init; } = "A0CHATRUNS";

    /// <summary>User id of the bot.</summary>
    public string BotUserId { get; init; } = "U0CHATRUNS";

    /// <summary>Bot id of the bot, as messages carry it.</summary>
    public string BotId { get; init; } = "B0CHATRUNS";

    /// <summary>Client id for oauth.v2.access.</summary>
    public string ClientId { get; init; } = "1111.2222";

    /// <summary>Client secret for oauth.v2.access.</summary>
    public string ClientSecret { get; init; } = "standin-client-secret";

    /// <summary>The organisation that installs the app as a whole; null where one workspace does.</summary>
    public string? EnterpriseId { get; init; }

    /// <summary>The scopes that the token has.</summary>
    public string Scopes { get; init; } =
        "commands,chat:write,app_mentions:read,im:history,im:write,users:read,usergroups:read,files:read,links:read,links:write,channels:read,groups:read,channels:history,groups:history";

    /// <summary>Address of the bot; may also be set later.</summary>
    public string? BotUrl { get; init; }

    /// <summary>Port to listen at on 127.0.0.1; 0 = a free one.</summary>
    public int Port { get; init; }

    /// <summary>Clock of time stamps, of the three seconds of a trigger and of the thirty minutes of a response_url.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How long the bot has for an answer; Slack gives 3 s. In real time, whatever <see cref="Time"/> says.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Paths of the bot that the app's settings would name.</summary>
    public SlackPaths Paths { get; init; } = new();
}

/// <summary>Where the bot takes Slack's requests.</summary>
public sealed record SlackPaths
{
    /// <summary>Slash commands.</summary>
    public string Commands { get; init; } = "/slack/commands";

    /// <summary>Buttons, submissions and shortcuts.</summary>
    public string Interactions { get; init; } = "/slack/interactions";

    /// <summary>Options of external selects.</summary>
    public string Options { get; init; } = "/slack/options";

    /// <summary>Events.</summary>
    public string Events { get; init; } = "/slack/events";
}
