using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ChatRuns.Bot.Tests.Crash;

/// <summary>A button of a card on the page.</summary>
internal sealed record Button(long Message, string Verb, JsonElement Data)
{
    /// <summary>The action that it is about; empty for another button.</summary>
    public string Action => Data.TryGetProperty("id", out var id) ? id.GetString()! : "";
}

/// <summary>A person with a browser: signed in by the printed address, sees the page, says and presses.</summary>
internal sealed partial class Visitor : IDisposable
{
    private readonly HttpClient _http;

    private Visitor(Uri address) => _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = true })
    {
        BaseAddress = new(address.GetLeftPart(UriPartial.Authority)),
        DefaultRequestHeaders = { { "Origin", address.GetLeftPart(UriPartial.Authority) } },
    };

    public static async Task<Visitor> SignInAsync(Uri address, CancellationToken cancel)
    {
        var visitor = new Visitor(address);
        var key = address.Query["?key=".Length..];
        using var answer = await visitor._http.PostAsync("/signin", new FormUrlEncodedContent([new("key", key)]), cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        return visitor;
    }

    /// <summary>True when the bot said that it is done.</summary>
    public Task<bool> SayAsync(string id, string text, CancellationToken cancel) => SendAsync("/web/say", new { id, text, zone = "UTC" }, cancel);

    /// <summary>True when the bot said that it is done.</summary>
    public Task<bool> PressAsync(string id, Button button, CancellationToken cancel) =>
        SendAsync("/web/press", new { id, message = button.Message, verb = button.Verb, data = button.Data, zone = "UTC" }, cancel);

    /// <summary>The buttons of the newest messages, or of all of them.</summary>
    public async Task<IReadOnlyList<Button>> LookAsync(bool all, CancellationToken cancel)
    {
        var buttons = new List<Button>();
        for (long? before = long.MaxValue; before is not null;)
        {
            var page = await _http.GetFromJsonAsync<JsonElement>($"/web/messages?before={before}", cancel);
            buttons.AddRange(Read(page.GetProperty("html").GetString()!));
            before = all && page.GetProperty("first") is { ValueKind: JsonValueKind.Number } first ? first.GetInt64() : null;
        }

        return buttons;
    }

    public void Dispose() => _http.Dispose();

    private async Task<bool> SendAsync(string path, object what, CancellationToken cancel)
    {
        using var answer = await _http.PostAsJsonAsync(path, what, cancel);
        return answer.StatusCode == HttpStatusCode.NoContent;
    }

    private static IEnumerable<Button> Read(string html)
    {
        foreach (var item in html.Split("<li class=\"message").Skip(1))
        {
            var message = long.Parse(Id().Match(item).Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
            foreach (Match match in Pressable().Matches(item))
                yield return new(message, match.Groups[1].Value, JsonSerializer.Deserialize<JsonElement>(WebUtility.HtmlDecode(match.Groups[2].Value)));
        }
    }

    [GeneratedRegex("id=\"m([0-9]+)\"")]
    private static partial Regex Id();

    [GeneratedRegex("data-verb=\"([^\"]+)\" data-data=\"([^\"]*)\"")]
    private static partial Regex Pressable();
}
