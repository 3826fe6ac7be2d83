using System.Text.Json.Serialization;

namespace ChatRuns.Bot.Cards.Facts;

/// <summary>What stands above other cards while it is so: that agents are frozen.</summary>
internal sealed record BannerFacts : ICardFacts
{
    /// <inheritdoc/>
    public static string Template => "banner";

    /// <inheritdoc/>
    [JsonIgnore]
    public string CardTitle => Text.ToString();

    /// <summary>What is so.</summary>
    public required Phrase Text { get; init; }
}
