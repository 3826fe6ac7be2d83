using System.Text;
using ChatRuns.Bot.Access;
using ChatRuns.Bot.Channels.Slack.Door;
using ChatRuns.Bot.Channels.Slack.Install;
using ChatRuns.Bot.Channels.Slack.Talk;
using Microsoft.Extensions.Options;

namespace ChatRuns.Bot.Channels.Slack;

/// <summary>Slack's four Request URLs. All stand behind <see cref="SlackDoor"/>; what a person is told is never told by a status.</summary>
internal static class SlackEndpoints
{
    /// <summary>Maps them where a signing secret is set, and the pages of OAuth where there is a client.</summary>
    public static void MapSlack(this IEndpointRouteBuilder app)
    {
        var options = app.ServiceProvider.GetRequiredService<IOptions<SlackOptions>>().Value;
        app.MapSlackInstall(options, app.ServiceProvider.GetRequiredService<IConfiguration>()["PublicUrl"]);
        if (options.SigningSecret.Length == 0) return;

        // Slack's old probe of a command's address; it asks for nothing.
        app.MapGet("/slack/commands", () => Results.Ok()).AllowAnyCaller();
        var slack = app.MapGroup("/slack").AddEndpointFilter<RouteGroupBuilder, SlackDoor>().AllowAnyCaller();
        slack.MapPost("/commands", (HttpContext http, SlackIntake intake, SlackRefusals refusals) => TakeAsync(http, Way.Command, intake, refusals));
        slack.MapPost("/interactions", (HttpContext http, SlackIntake intake, SlackRefusals refusals) => TakeAsync(http, Way.Interaction, intake, refusals));
        slack.MapPost("/events", (HttpContext http, SlackIntake intake, SlackRefusals refusals) => TakeAsync(http, Way.Event, intake, refusals));
        slack.MapPost("/options", (HttpContext http, SlackIntake intake, SlackRefusals refusals) => TakeAsync(http, Way.Options, intake, refusals));
    }

    private static async Task<IResult> TakeAsync(HttpContext http, Way way, SlackIntake intake, SlackRefusals refusals)
    {
        if (SlackDelivery.Read(way, http.Features.Get<SignedBody>()!.Bytes) is not { } delivery) return refusals.Refuse("unreadable");
        if (delivery.Body.Text("ssl_check") == "1") return Results.Ok();
        if (way == Way.Event && delivery.Body.Text("type") == "url_verification")
            return Results.Json(new { challenge = delivery.Body.Text("challenge") ?? "" });

        // A block_suggestion may come to the interactions' address, where no other is set.
        if (way == Way.Interaction && delivery.Type == "block_suggestion") delivery = delivery with { Way = Way.Options };
        var taken = await intake.TakeAsync(delivery, CancellationToken.None);
        if (!taken.IsOurs) return refusals.Refuse("not our workspace or app");
        return taken.Body is { } body ? Results.Text(body, "application/json", Encoding.UTF8) : Results.Ok();
    }
}
