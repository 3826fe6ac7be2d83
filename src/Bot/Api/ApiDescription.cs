using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ChatRuns.Bot.Api;

/// <summary>One operation as the description tells it.</summary>
/// <param name="Id">Stays the same: clients are made with it.</param>
/// <param name="Summary">In a few words.</param>
/// <param name="About">What there is to know.</param>
/// <param name="Answer">Type of a good answer; null for the bytes of a file.</param>
/// <param name="Good">Statuses of good answers.</param>
/// <param name="Problems">What may go wrong beside a missing token or role.</param>
internal sealed record ApiOperation(string Id, string Summary, string About, Type? Answer, IReadOnlyList<int> Good, params IReadOnlyList<ProblemKind> Problems)
{
    /// <summary>A good answer.</summary>
    public string? Example { get; init; }

    /// <summary>Type of the body, which may be left out; null for none.</summary>
    public Type? Body { get; init; }

    /// <summary>A body.</summary>
    public string? BodyExample { get; init; }

    /// <summary>Parameters that the route does not tell.</summary>
    public Func<IEnumerable<OpenApiParameter>> Parameters { get; init; } = () => [];
}

/// <summary>
/// The description of the text interface at <c>/openapi/v1.json</c>: routes and schemas come from the endpoints and wire types themselves, words and
/// examples from here.
/// </summary>
/// <remarks>Source: OpenAPI Specification 3.1.</remarks>
internal static class ApiDescription
{
    /// <summary>Name of the document.</summary>
    public const string Name = "v1";

    private const string Token = "token";
    private const string Json = "application/json";
    private const string ProblemJson = "application/problem+json";

    /// <summary>The list.</summary>
    public static ApiOperation List { get; } = new("listRuns", "List runs",
        "Runs newest first, by the words of the chat command /runs. All conditions hold together. Pages go on by the member next, and stay of the same list while runs arrive.",
        typeof(RunList), [200], ProblemKind.InvalidParameter)
    { Example = ApiExamples.RunList, Parameters = QueryOfList };

    /// <summary>One run.</summary>
    public static ApiOperation Find { get; } = new("getRun", "Read a run", "A run with its steps, its actions, why it failed, its files and its report.", typeof(RunWhole), [200], ProblemKind.NotFound);

    /// <summary>Its report.</summary>
    public static ApiOperation Report { get; } = new("getReport", "Download a run's report", "In Markdown.", null, [200], ProblemKind.NotFound);

    /// <summary>One of its files.</summary>
    public static ApiOperation File { get; } = new("getFile", "Download a file of a run", "By its name, as the run's member files has it.", null, [200], ProblemKind.NotFound);

    /// <summary>The agents.</summary>
    public static ApiOperation Agents { get; } = new("listAgents", "List agents", "The agents that the token sees, with the variables that a start can set.", typeof(AgentList), [200]);

    /// <summary>A start.</summary>
    public static ApiOperation Start { get; } = new("startRun", "Start a run",
        "Answers once the run is durable; it has not begun by then. With an Idempotency-Key it may be sent again: it starts once, and is answered alike.",
        typeof(RunLink), [202], ProblemKind.InvalidRequest, ProblemKind.NotFound, ProblemKind.NotReady, ProblemKind.TooLarge, ProblemKind.NotJson, ProblemKind.InvalidVariables, ProblemKind.KeyReused)
    { Example = ApiExamples.RunLink, Body = typeof(StartBody), BodyExample = ApiExamples.StartBody, Parameters = KeyOfStart };

    /// <summary>A stop.</summary>
    public static ApiOperation Cancel { get; } = new("cancelRun", "Cancel a run",
        "202: it stops as soon as its step lets it. 200: it is canceled already. It may be sent again.",
        typeof(RunLink), [202, 200], ProblemKind.InvalidRequest, ProblemKind.NotFound, ProblemKind.RunIsOver, ProblemKind.TooLarge, ProblemKind.NotJson)
    { Example = ApiExamples.RunLink, Body = typeof(CancelBody), BodyExample = """{"reason":"not needed any more"}""" };

    /// <summary>Sets up the document.</summary>
    public static void Configure(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = endpoint => endpoint.RelativePath?.StartsWith("api/v1/", StringComparison.Ordinal) == true;
        // That numbers are also read from texts is the reader's kindness, not what is written.
        options.AddSchemaTransformer((schema, _, _) =>
        {
            if (schema.Type is { } type && (type & (JsonSchemaType.Integer | JsonSchemaType.Number)) != 0) (schema.Type, schema.Pattern) = (type & ~JsonSchemaType.String, null);
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new() { Title = "ChatRuns", Version = "1", Description = "Runs for scripts: list, read, start, cancel. The program's verb token create makes a token. Errors are problems as RFC 9457 has them." };
            document.Servers = [new() { Url = "/" }];
            document.AddComponent(Token, new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "crt_…", Description = "A token made with token create." });
            document.Security = [new() { [new OpenApiSecuritySchemeReference(Token, document)] = [] }];
            return Task.CompletedTask;
        });
    }

    /// <summary>Tells the description what an endpoint does.</summary>
    public static void Describe(this RouteHandlerBuilder endpoint, ApiOperation operation)
    {
        endpoint.WithName(operation.Id).WithSummary(operation.Summary).WithDescription(operation.About).WithTags(operation.Id.EndsWith("Agents", StringComparison.Ordinal) ? "Agents" : "Runs");
        foreach (var status in operation.Good) endpoint.Produces(status, operation.Answer, Json);
        IReadOnlyList<ProblemKind> problems = [.. operation.Problems, ProblemKind.Unauthorized, ProblemKind.Forbidden, ProblemKind.Internal];
        foreach (var status in problems.Select(p => p.Status).Distinct()) endpoint.Produces<ApiProblem>(status, ProblemJson);
        endpoint.AddOpenApiOperationTransformer((described, context, cancel) => FillAsync(described, operation, problems, context, cancel));
    }

    private static async Task FillAsync(OpenApiOperation described, ApiOperation operation, IReadOnlyList<ProblemKind> problems, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        foreach (var parameter in operation.Parameters()) (described.Parameters ??= []).Add(parameter);
        if (operation.Body is { } body)
        {
            var schema = await context.GetOrCreateSchemaAsync(body, null, cancel);
            described.RequestBody = new OpenApiRequestBody { Content = new Dictionary<string, OpenApiMediaType> { [Json] = new() { Schema = schema, Example = JsonNode.Parse(operation.BodyExample!) } } };
        }

        foreach (var (status, answer) in described.Responses ?? [])
        {
            var kinds = problems.Where(p => p.Status.ToString(System.Globalization.CultureInfo.InvariantCulture) == status).ToList();
            if (kinds.Count > 0) answer.Description = string.Join(" ", kinds.Select(k => $"{k.Title}: {k.Meaning}"));
            if (answer.Content?.TryGetValue(ProblemJson, out var problem) == true) problem.Example = JsonSerializer.SerializeToNode(kinds[0].Problem(kinds[0].Meaning), ApiJson.Wire.ApiProblem);
            if (operation.Example is { } example && answer.Content?.TryGetValue(Json, out var good) == true) good.Example = JsonNode.Parse(example);
            if (operation.Answer is null && status == "200" && answer is OpenApiResponse file)
                file.Content = new Dictionary<string, OpenApiMediaType> { [System.Net.Mime.MediaTypeNames.Application.Octet] = new() { Schema = new OpenApiSchema() } };
            if (status == "202") Add(answer, "Location", "Address of the run.");
            if (status == "401") Add(answer, "WWW-Authenticate", "Bearer.");
        }
    }

    private static void Add(IOpenApiResponse answer, string header, string about)
    {
        if (answer is OpenApiResponse response) (response.Headers ??= new Dictionary<string, IOpenApiHeader>())[header] = new OpenApiHeader { Description = about, Schema = Text() };
    }

    private static IEnumerable<OpenApiParameter> QueryOfList() =>
    [
        .. ListParameters.All.Select(p => Query(p.Name, p.About, p.Example, p.Name is "archived" or "test"
            ? new() { Type = JsonSchemaType.String, Enum = [.. ListParameters.Truths.Select(word => (JsonNode)word)] } : Text())),
        Query(ListParameters.Per, "Runs of a page.", 20, new() { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = "100", Default = 20 }),
        Query(ListParameters.After, "The member next of the page before, as it is; the other parameters as they were.", "AQAAAZqn8cIgAAAAAAAAABIAAAGap_HCIAAAAAAAAAARtM2Ox0p6mvE", Text()),
        Query(ListParameters.Zone, "Time zone of days and of times without offset; UTC without it.", "Europe/Berlin", Text()),
    ];

    private static IEnumerable<OpenApiParameter> KeyOfStart() =>
    [
        new()
        {
            Name = AgentEndpoints.KeyHeader, In = ParameterLocation.Header, Example = "\"5f2c9a70-3b0e-4a43-9d3e-0a6c5d1d7c11\"", Schema = Text(),
            Description = "Of the script's choice, one for each start that is wanted. The same with another request is refused with 422.",
        },
    ];

    private static OpenApiParameter Query(string name, string about, JsonNode example, OpenApiSchema schema) =>
        new() { Name = name, In = ParameterLocation.Query, Description = about, Example = example, Schema = schema };

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };
}
