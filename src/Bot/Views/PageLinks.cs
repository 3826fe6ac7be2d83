using System.Globalization;
using ChatRuns.Agents;

namespace ChatRuns.Bot.Views;

/// <summary>Addresses of pages. Within the web chat they are paths of the same host; where PublicUrl is set they are whole.</summary>
internal sealed class PageLinks(IConfiguration settings)
{
    private readonly string _root = settings["PublicUrl"]?.TrimEnd('/') ?? "";

    /// <summary>The page of a run.</summary>
    public string Run(long number) => string.Create(CultureInfo.InvariantCulture, $"{_root}/runs/{number}");

    /// <summary>Where a trigger by request is called; null for one that is not. Its name stands there where the agent has several of its kind.</summary>
    public string? Hook(Agent agent, Trigger trigger) => trigger switch
    {
        WebhookTrigger => $"{_root}/hooks/{agent.Name}{NameAmong<WebhookTrigger>(agent, trigger)}",
        EventTrigger => $"{_root}/events",
        UploadTrigger { Secrets.Count: > 0 } => $"{_root}/uploads/{agent.Name}{NameAmong<UploadTrigger>(agent, trigger)}",
        _ => null,
    };

    /// <summary>The report of a run.</summary>
    public string Report(long number) => Run(number) + "/report";

    /// <summary>A file of a run.</summary>
    public string File(long number, string name) => $"{Run(number)}/files/{Uri.EscapeDataString(name)}";

    private static string NameAmong<T>(Agent agent, Trigger trigger) where T : IGuardedTrigger =>
        agent.Triggers.OfType<T>().Count(t => t.Secrets.Count > 0) > 1 ? "/" + Uri.EscapeDataString(trigger.Name) : "";
}
