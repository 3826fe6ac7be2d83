using System.Globalization;

namespace ChatRuns.Bot.Views;

/// <summary>Addresses of pages. Within the web chat they are paths of the same host; where PublicUrl is set they are whole.</summary>
internal sealed class PageLinks(IConfiguration settings)
{
    private readonly string _root = settings["PublicUrl"]?.TrimEnd('/') ?? "";

    /// <summary>The page of a run.</summary>
    public string Run(long number) => string.Create(CultureInfo.InvariantCulture, $"{_root}/runs/{number}");

    /// <summary>The report of a run.</summary>
    public string Report(long number) => Run(number) + "/report";

    /// <summary>A file of a run.</summary>
    public string File(long number, string name) => $"{Run(number)}/files/{Uri.EscapeDataString(name)}";
}
