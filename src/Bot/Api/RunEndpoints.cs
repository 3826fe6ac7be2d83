using System.Diagnostics;
using System.Net.Mime;
using ChatRuns.Bot.Access;
using ChatRuns.Bot.Commands;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Api;

/// <summary>Reading and stopping runs. What a token may not see is answered as what is not there.</summary>
internal sealed class RunEndpoints(RunEngine engine, Vocabularies vocabularies, ApiWriter writer, TimeProvider time)
{
    private const int MostOfReason = 300;

    /// <summary><c>GET /api/v1/runs</c>.</summary>
    public async Task<IResult> ListAsync(HttpContext http)
    {
        var (who, cancel) = (http.Who(), http.RequestAborted);
        var (asked, problem) = new ListReader(await vocabularies.ReadAsync(who, cancel), who.Key, time.GetUtcNow()).Read(http.Request.Query);
        if (asked is null) return ProblemKind.Answer(problem!);
        var page = await engine.SeenBy(who).ListRunsAsync(asked.Filter, asked.Page, cancel);
        return Results.Json(writer.List(http.Request, page, asked.Cursor.Next(page)), ApiJson.Wire.RunList);
    }

    /// <summary><c>GET /api/v1/runs/NUMBER</c>.</summary>
    public async Task<IResult> FindAsync(long number, HttpContext http) => await engine.SeenBy(http.Who()).FindRunAsync(number, http.RequestAborted) is { } detail
        ? Results.Json(writer.Whole(http.Request, detail), ApiJson.Wire.RunWhole)
        : NoRun(number);

    /// <summary><c>GET /api/v1/runs/NUMBER/report</c>: Markdown, as a download.</summary>
    public Task<IResult> ReportAsync(long number, HttpContext http) => FileAsync(number, http, run => run.Report is { } report ? (report.Blob, $"run-{number}.md") : null);

    /// <summary><c>GET /api/v1/runs/NUMBER/files/NAME</c>: a download.</summary>
    public Task<IResult> FileAsync(long number, string name, HttpContext http) => FileAsync(number, http, run => run.Files.Find(f => f.Name == name) is { } file ? (file.Blob, file.Name) : null);

    /// <summary><c>POST /api/v1/runs/NUMBER/cancel</c>: 202 while it stops, 200 when it has been canceled before, 409 when it ended otherwise.</summary>
    public async Task<IResult> CancelAsync(long number, HttpContext http)
    {
        var (body, refused) = await ApiBody.ReadAsync(http.Request, ApiJson.Wire.CancelBody, http.RequestAborted);
        if (refused is not null) return refused;
        if (body?.Parsed?.Reason is { Length: > MostOfReason }) return ProblemKind.InvalidRequest.Answer($"A reason has at most {MostOfReason} characters.");
        var reason = body?.Parsed?.Reason is { } given && !string.IsNullOrWhiteSpace(given) ? given.Trim() : null;
        switch (await engine.CancelAsync(number, http.Who(), reason, http.RequestAborted))
        {
            case CancelResult.Requested:
                var link = writer.Link(http.Request, number);
                http.Response.Headers.Location = link.Url;
                return Results.Json(link, ApiJson.Wire.RunLink, statusCode: StatusCodes.Status202Accepted);
            case CancelResult.AlreadyOver { Status: RunStatus.Canceled }:
                return Results.Json(writer.Link(http.Request, number), ApiJson.Wire.RunLink);
            case CancelResult.AlreadyOver r:
                return ProblemKind.Answer(ProblemKind.RunIsOver.Problem($"Run #{number} is over already: {r.Status}.") with { Run = number });
            case CancelResult.NotAllowed r:
                return ProblemKind.Forbidden.Answer(r.Why);
            case CancelResult.NotFound:
                return NoRun(number);
            default:
                throw new UnreachableException();
        }
    }

    private async Task<IResult> FileAsync(long number, HttpContext http, Func<Run, (string Blob, string Name)?> choose)
    {
        if (await engine.SeenBy(http.Who()).FindRunAsync(number, http.RequestAborted) is not { } detail || choose(detail.Run) is not var (blob, name)) return NoRun(number);
        return await engine.OpenFileAsync(number, blob, http.RequestAborted) is { } stream ? Results.Stream(stream, MediaTypeNames.Application.Octet, name) : NoRun(number);
    }

    private static IResult NoRun(long number) => ProblemKind.NotFound.Answer($"There is nothing of this kind for run #{number}.");
}
