using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ChatRuns.Bot.Access;
using ChatRuns.Journal;
using ChatRuns.Store;

namespace ChatRuns.Bot.Api;

/// <summary>Listing and starting agents.</summary>
internal sealed class AgentEndpoints(RunEngine engine, ApiWriter writer)
{
    /// <summary>Name of the header that makes a start happen once.</summary>
    public const string KeyHeader = "Idempotency-Key";

    private const int MostOfKey = 200;
    private static readonly IReadOnlyDictionary<string, JsonElement> s_none = new Dictionary<string, JsonElement>();

    /// <summary><c>GET /api/v1/agents</c>.</summary>
    public IResult List(HttpContext http) =>
        Results.Json(new AgentList([.. engine.SeenBy(http.Who()).ListAgents().Select(ApiWriter.Agent)]), ApiJson.Wire.AgentList);

    /// <summary><c>POST /api/v1/agents/NAME/runs</c>: 202 once the run is durable.</summary>
    public async Task<IResult> StartAsync(string name, HttpContext http)
    {
        if (ReadKey(http.Request, out var key) is { } unfit) return unfit;
        var (body, refused) = await ApiBody.ReadAsync(http.Request, ApiJson.Wire.StartBody, http.RequestAborted);
        if (refused is not null) return refused;
        var (who, start) = (http.Who(), body!.Parsed);
        var request = new StartRequest(name, start?.Variables ?? s_none, start?.Target, start?.Test ?? false, Id: key is null ? null : IdOf(who, key))
        {
            Sha256 = key is null ? null : HashOf(name, body.Bytes),
        };
        return Answer(http, name, await engine.StartAsync(request, who, http.RequestAborted));
    }

    private IResult Answer(HttpContext http, string name, StartResult result)
    {
        switch (result)
        {
            case StartResult.Started r:
                var link = writer.Link(http.Request, r.Number);
                http.Response.Headers.Location = link.Url;
                return Results.Json(link, ApiJson.Wire.RunLink, statusCode: StatusCodes.Status202Accepted);
            case StartResult.Conflict r:
                return ProblemKind.Answer(ProblemKind.KeyReused.Problem(ProblemKind.KeyReused.Meaning) with { Run = r.Number });
            case StartResult.BadVariables r:
                return ProblemKind.Answer(ProblemKind.InvalidVariables.Problem(string.Join(" ", r.Errors.Select(e => $"{e.Key}: {e.Value}"))) with { Errors = r.Errors });
            case StartResult.UnknownAgent r:
                return ProblemKind.Answer(ProblemKind.NotFound.Problem($"There is no agent {name}.{(r.Nearest is null ? "" : $" Did you mean {r.Nearest}?")}") with
                {
                    DidYouMean = r.Nearest is null ? null : [r.Nearest],
                });
            case StartResult.NotAllowed r:
                return ProblemKind.Forbidden.Answer(r.Why);
            case StartResult.NotReady r:
                return ProblemKind.NotReady.Answer(r.Why);
            default:
                throw new UnreachableException();
        }
    }

    // A string of structured headers has quotes; without them it is taken as well.
    private static IResult? ReadKey(HttpRequest request, out string? key)
    {
        key = null;
        var given = request.Headers[KeyHeader];
        if (given.Count == 0) return null;
        var text = given.ToString();
        if (given.Count == 1) key = text is ['"', .. var quoted, '"'] ? quoted : text;
        return key is { Length: > 0 and <= MostOfKey } && key.All(c => c is > ' ' and <= '~') ? null
            : ProblemKind.InvalidRequest.Answer($"{KeyHeader}: a key is 1 to {MostOfKey} letters, digits and signs, without blanks, and comes once.");
    }

    // One key for one token, whatever it starts with it.
    private static Guid IdOf(Principal who, string key) => Append.IdOf(string.Join('\0', "api", who.Key, key));

    private static string HashOf(string name, byte[] body) => Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes(name + '\0'), .. body]));
}
