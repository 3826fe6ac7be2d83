using System.Diagnostics;
using System.Text;
using ChatRuns.Bot.Access;
using ChatRuns.Bot.Channels.Teams.Door;
using Microsoft.Extensions.Options;

namespace ChatRuns.Bot.Channels.Teams;

/// <summary>The one address that Teams sends to. It stands behind <see cref="TeamsDoor"/>.</summary>
internal static partial class TeamsEndpoints
{
    /// <summary>The path of the messaging endpoint, as the bot's registration names it.</summary>
    public const string Path = "/api/messages";

    private static readonly HashSet<string> s_types =
        ["message", "messageUpdate", "messageDelete", "messageReaction", "conversationUpdate", "installationUpdate", "event"];

    /// <summary>Maps it; where the channel is off, or nobody talks, there is nothing at that address.</summary>
    public static void MapTeams(this IEndpointRouteBuilder app)
    {
        var isOn = app.ServiceProvider.GetRequiredService<IOptions<TeamsOptions>>().Value.IsOn();
        if (!isOn || app.ServiceProvider.GetService<TeamsIntake>() is not { } intake)
        {
            var log = app.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(TeamsEndpoints));
            if (!isOn) LogOff(log);
            app.Map(Path, () => Results.NotFound()).AllowAnyCaller();
            return;
        }

        app.MapPost(Path, Task<IResult> (HttpContext http, CancellationToken cancel) => TakeAsync(http, intake, cancel)).AddEndpointFilter<RouteHandlerBuilder, TeamsDoor>().AllowAnyCaller();
    }

    private static async Task<IResult> TakeAsync(HttpContext http, TeamsIntake intake, CancellationToken cancel)
    {
        var verified = http.Features.Get<VerifiedActivity>()!;
        if (verified.Activity.IsInvoke)
        {
            return await intake.AnswerAsync(verified, cancel) switch
            {
                InvokeAnswer.Body body => Results.Text(body.Json.ToJsonString(), "application/json", Encoding.UTF8),
                InvokeAnswer.Nothing => Results.Ok(),
                InvokeAnswer.Unknown => Results.StatusCode(StatusCodes.Status501NotImplemented),
                _ => throw new UnreachableException(),
            };
        }

        if (s_types.Contains(verified.Activity.Type)) await intake.TakeAsync(verified, cancel);
        return Results.Ok();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The Teams channel is off: Teams:AppId is not set")]
    private static partial void LogOff(ILogger log);
}
