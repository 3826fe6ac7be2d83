using ChatRuns.Bot.Cards;

namespace ChatRuns.Bot.Tests.Cards;

/// <summary>Hands the bound samples to the judge: CHATRUNS_CARDS_DUMP names the folder that they are written to.</summary>
public sealed class JudgeDumpTests
{
    [Fact]
    public void Bound_samples_and_their_drawings_are_written_when_asked_for()
    {
        if (Environment.GetEnvironmentVariable("CHATRUNS_CARDS_DUMP") is not { Length: > 0 } folder) return;
        Directory.CreateDirectory(folder);

        foreach (var (template, sample, card) in new CardDesk().BindSamples())
        {
            File.WriteAllText(Path.Combine(folder, $"{template}.{sample}.json"), card.Json.ToJsonString());
            File.WriteAllText(Path.Combine(folder, $"{template}.{sample}.html"), HtmlCard.Draw(card, $"{template}-{sample}"));
        }

        Directory.GetFiles(folder, "*.json").Length.ShouldBe(SampleFiles.All.Count);
    }
}
