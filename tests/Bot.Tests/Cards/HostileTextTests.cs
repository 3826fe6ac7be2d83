using System.Text.Json;
using System.Text.RegularExpressions;
using ChatRuns.Bot.Cards;

namespace ChatRuns.Bot.Tests.Cards;

public sealed class HostileTextTests
{
    private const string Hostile =
        "<script>alert(1)</script><img src=x onerror=alert(1)> [ok](https://evil.example) **b** <!channel> <at>Mia</at> \u001b[31mred \u202Eexe.gpj "
        + "${evil} ${$root.number} {{DATE(2026-11-21T14:05:00Z, SHORT)}} {{TIME(2026-11-21T14:05:00Z)}} \" ' ` \\${x} </p></article>";

    private static readonly JsonSerializerOptions Poisoning = MakePoisoning();

    public static TheoryData<string> Samples() => CardSamplesTests.Samples();

    [Theory]
    [MemberData(nameof(Samples))]
    public void Outside_text_stays_text_in_every_place_of_every_card(string name)
    {
        var card = SampleFiles.Find(name).Kind.BindJson(new CardDesk(), Poison(name));

        var html = HtmlCard.Draw(card, "c1");

        html.ShouldNotContain("<script");
        html.ShouldNotContain("<img");
        html.ShouldNotContain("<at>");
        html.ShouldNotContain("<!channel>");
        html.ShouldNotContain("evil.example\"");
        html.ShouldNotContain("\u001b");
        html.ShouldNotContain("\u202E");
        Regex.Count(html, "</article>").ShouldBe(1);
    }

    [Fact]
    public void Expressions_and_times_in_outside_text_stay_literal()
    {
        var facts = new Bot.Cards.Facts.RunFinishedFacts
        {
            Number = 7, Agent = Outside.Line("A"), Status = StatusLook.Of(Runs.RunStatus.Completed), Summary = Outside.Line(Hostile, 1000),
            Ended = DateTimeOffset.UnixEpoch, Took = "1 s", Trigger = Phrase.Of($"started by {Hostile}"),
        };

        var html = HtmlText.OfPage(HtmlCard.Draw(new CardDesk().Bind(facts), "c1")).Replace("\u2060", "", StringComparison.Ordinal);

        html.ShouldContain("${evil} ${$root.number} {{DATE(2026-11-21T14:05:00Z, SHORT)}} {{TIME(2026-11-21T14:05:00Z)}}");
        html.ShouldContain("[ok](https://evil.example) **b** <!channel>");
        html.ShouldContain("⟨U+001B⟩[31mred ⟨U+202E⟩exe.gpj");
    }

    // Every fact that is outside text is replaced, found by writing the facts with a converter that poisons.
    private static string Poison(string name)
    {
        var sample = SampleFiles.Find(name);
        var facts = JsonSerializer.Deserialize(sample.Json, sample.Kind.Type, CardJson.Options);
        return JsonSerializer.Serialize(facts, sample.Kind.Type, Poisoning);
    }

    private static JsonSerializerOptions MakePoisoning()
    {
        var options = new JsonSerializerOptions(CardJson.Options);
        options.Converters.Insert(0, new Poisoner());
        return options;
    }

    private sealed class Poisoner : System.Text.Json.Serialization.JsonConverter<Outside>
    {
        public override Outside Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, Outside value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Outside.Block(Hostile, 1000).Text);
    }
}
