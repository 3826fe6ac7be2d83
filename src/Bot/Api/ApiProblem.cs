using System.Text.Json.Serialization;

namespace ChatRuns.Bot.Api;

/// <summary>What is wrong, as RFC 9457 writes it; members beyond its own are left out where they tell nothing.</summary>
internal sealed record ApiProblem
{
    /// <summary>Which kind of problem; an address on this bot that says what it means, and stays the same.</summary>
    public required string Type { get; init; }

    /// <summary>The kind in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>The status of the answer.</summary>
    public required int Status { get; init; }

    /// <summary>What is wrong this time, and what to do.</summary>
    public required string Detail { get; init; }

    /// <summary>The parameter that does not fit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Parameter { get; init; }

    /// <summary>Values that were perhaps meant, likeliest first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? DidYouMean { get; init; }

    /// <summary>What is wrong, by variable.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Errors { get; init; }

    /// <summary>Number of the run that it is about.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Run { get; init; }
}

/// <summary>A kind of problem: its name ends the address that is its type.</summary>
/// <param name="Name">Stays the same.</param>
/// <param name="Status">Of the answer.</param>
/// <param name="Title">In a few words.</param>
/// <param name="Meaning">When it comes and what helps, for its page.</param>
internal sealed record ProblemKind(string Name, int Status, string Title, string Meaning)
{
    /// <summary>Where the pages of the kinds are.</summary>
    public const string Root = "/api/v1/problems/";

    /// <summary>A query parameter.</summary>
    public static ProblemKind InvalidParameter { get; } = new("invalid-parameter", 400, "A parameter that does not fit", "A query parameter is unknown or has a value that cannot be read. The member parameter names it, didYouMean what was perhaps meant.");

    /// <summary>A body or header.</summary>
    public static ProblemKind InvalidRequest { get; } = new("invalid-request", 400, "A request that cannot be read", "The body or a header is not of the form that the description at /openapi/v1.json shows.");

    /// <summary>No token, or a wrong one.</summary>
    public static ProblemKind Unauthorized { get; } = new("unauthorized", 401, "Not let in", "The token is missing, wrong, revoked or expired. Send Authorization: Bearer crt_…; the program's verb token create makes one.");

    /// <summary>The role is missing.</summary>
    public static ProblemKind Forbidden { get; } = new("forbidden", 403, "Not allowed", "The token's roles do not cover this. An admin gives it another with /access.");

    /// <summary>Nothing there.</summary>
    public static ProblemKind NotFound { get; } = new("not-found", 404, "Not there", "There is nothing of this name or number, or the token may not see it.");

    /// <summary>Another method.</summary>
    public static ProblemKind MethodNotAllowed { get; } = new("method-not-allowed", 405, "Another method", "The address takes other methods; the header Allow names them.");

    /// <summary>Over already.</summary>
    public static ProblemKind RunIsOver { get; } = new("run-is-over", 409, "The run is over", "A run that is over cannot be canceled.");

    /// <summary>A draft.</summary>
    public static ProblemKind NotReady { get; } = new("not-ready", 409, "Cannot be started now", "The agent is a draft, which starts test runs only.");

    /// <summary>Too many bytes.</summary>
    public static ProblemKind TooLarge { get; } = new("too-large", 413, "Too large", "The body is larger than 64 kB.");

    /// <summary>No JSON.</summary>
    public static ProblemKind NotJson { get; } = new("not-json", 415, "Not JSON", "Bodies are JSON: send Content-Type: application/json.");

    /// <summary>Values that do not fit.</summary>
    public static ProblemKind InvalidVariables { get; } = new("invalid-variables", 422, "Values that do not fit", "Variables or target do not fit the agent. The member errors says why, by name.");

    /// <summary>A key that came before.</summary>
    public static ProblemKind KeyReused { get; } = new("key-reused", 422, "A key that came before", "This Idempotency-Key came before with another request. A key belongs to one request; make a new one.");

    /// <summary>Our fault.</summary>
    public static ProblemKind Internal { get; } = new("internal-error", 500, "A fault of ChatRuns itself", "The detail holds an id that finds the entry in the bot's log.");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ProblemKind> All { get; } =
        [InvalidParameter, InvalidRequest, Unauthorized, Forbidden, NotFound, MethodNotAllowed, RunIsOver, NotReady, TooLarge, NotJson, InvalidVariables, KeyReused, Internal];

    /// <summary>The problem as it is this time.</summary>
    public ApiProblem Problem(string detail) => new() { Type = Root + Name, Title = Title, Status = Status, Detail = detail };

    /// <summary>The answer.</summary>
    public IResult Answer(string detail) => Answer(Problem(detail));

    /// <summary>The answer, with what else there is to tell.</summary>
    public static IResult Answer(ApiProblem problem) => Results.Json(problem, ApiJson.Wire.ApiProblem, "application/problem+json", problem.Status);
}
