using System.Text;
using ChatRuns.Bot.Access;

namespace ChatRuns.Bot.Api;

/// <summary>The registration door of the text interface for scripts.</summary>
internal static class ApiServices
{
    private static readonly ApiProblem s_nothing = ProblemKind.NotFound.Problem("There is nothing at this address. /openapi/v1.json describes what there is.");

    /// <summary>Adds tokens, endpoints and their description.</summary>
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(o => o.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Wire));
        services.AddOpenApi(ApiDescription.Name, ApiDescription.Configure);
        return services
            .AddSingleton<BearerTokens>()
            .AddSingleton<TokenDesk>()
            .AddSingleton<ApiGate>()
            .AddSingleton<ApiWriter>()
            .AddSingleton<RunEndpoints>()
            .AddSingleton<AgentEndpoints>();
    }

    /// <summary>
    /// Maps them. Any host and origin may call: nothing but a token lets in, and no page of a browser has one. No answer lets another origin read it.
    /// </summary>
    public static void MapApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("").AllowAnyCaller();
        var gated = api.MapGroup("/api/v1");
        gated.AddEndpointFilterFactory((_, next) => context => context.HttpContext.RequestServices.GetRequiredService<ApiGate>().InvokeAsync(context, next));
        Read(gated, "/runs", (HttpContext http, RunEndpoints runs) => runs.ListAsync(http)).Describe(ApiDescription.List);
        Read(gated, "/runs/{number:long}", (long number, HttpContext http, RunEndpoints runs) => runs.FindAsync(number, http)).Describe(ApiDescription.Find);
        Read(gated, "/runs/{number:long}/report", (long number, HttpContext http, RunEndpoints runs) => runs.ReportAsync(number, http)).Describe(ApiDescription.Report);
        Read(gated, "/runs/{number:long}/files/{name}", (long number, string name, HttpContext http, RunEndpoints runs) => runs.FileAsync(number, name, http)).Describe(ApiDescription.File);
        Read(gated, "/agents", (HttpContext http, AgentEndpoints agents) => agents.List(http)).Describe(ApiDescription.Agents);
        Change(gated, "/runs/{number:long}/cancel", (long number, HttpContext http, RunEndpoints runs) => runs.CancelAsync(number, http)).Describe(ApiDescription.Cancel);
        Change(gated, "/agents/{name}/runs", (string name, HttpContext http, AgentEndpoints agents) => agents.StartAsync(name, http)).Describe(ApiDescription.Start);
        api.MapOpenApi("/openapi/{documentName}.json");
        api.MapGet(ProblemKind.Root + "{name}", Explain).ExcludeFromDescription();
        api.Map("/api/{**rest}", () => ProblemKind.Answer(s_nothing)).ExcludeFromDescription();
    }

    private static RouteHandlerBuilder Read(IEndpointRouteBuilder to, string path, Delegate answer)
    {
        to.MapMethods(path, [HttpMethods.Head], answer).ExcludeFromDescription();
        RefuseOthers(to, path, "GET, HEAD");
        return to.MapGet(path, answer);
    }

    private static RouteHandlerBuilder Change(IEndpointRouteBuilder to, string path, Delegate answer)
    {
        RefuseOthers(to, path, "POST");
        return to.MapPost(path, answer);
    }

    // Chosen where no endpoint of the path has the method.
    private static void RefuseOthers(IEndpointRouteBuilder to, string path, string allowed) => to.Map(path, (HttpContext http) =>
    {
        http.Response.Headers.Allow = allowed;
        return ProblemKind.MethodNotAllowed.Answer($"{http.Request.Method} does nothing here. This address takes {allowed}.");
    }).ExcludeFromDescription();

    private static IResult Explain(string name) => ProblemKind.All.FirstOrDefault(k => k.Name == name) is { } kind
        ? Results.Text($"{kind.Title} ({kind.Status})\n\n{kind.Meaning}\n", "text/plain", Encoding.UTF8)
        : ProblemKind.Answer(s_nothing);
}
