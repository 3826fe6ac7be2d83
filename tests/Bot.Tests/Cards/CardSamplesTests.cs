using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Channels;

namespace ChatRuns.Bot.Tests.Cards;

public sealed class CardSamplesTests
{
    private static readonly CardDesk Desk = new();

    public static TheoryData<string> Samples() => [.. SampleFiles.All.Select(sample => sample.Name)];

    [Fact]
    public void Every_template_has_facts_and_every_kind_of_facts_has_a_template()
    {
        var files = Directory.GetFiles(Desk.Folder, "*.json").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal);

        files.ShouldBe(FactsKind.All.Select(kind => kind.Template).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_template_has_a_sample() =>
        SampleFiles.All.Select(sample => sample.Template).Distinct().Order(StringComparer.Ordinal)
            .ShouldBe(FactsKind.All.Select(kind => kind.Template).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_is_written_exactly_as_the_facts_are(string name)
    {
        var sample = SampleFiles.Find(name);

        var facts = JsonSerializer.Deserialize(sample.Json, sample.Kind.Type, CardJson.Options);

        var written = JsonSerializer.SerializeToNode(facts, sample.Kind.Type, CardJson.Options);
        JsonNode.DeepEquals(written, JsonNode.Parse(sample.Json)).ShouldBeTrue($"{name} should be\n{written}");
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_bound_sample_has_no_open_ends(string name)
    {
        var card = Bind(name);

        card.Json.ToJsonString().ShouldNotContain("${");
        card.Title.ShouldNotBeEmpty();
        card.Text.ShouldNotBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_bound_sample_is_drawn_and_says_what_its_plain_text_says(string name)
    {
        var card = Bind(name);

        var html = HtmlCard.Draw(card, "c1");

        html.ShouldStartWith("<article ");
        var drawn = HtmlText.OfPage(html);
        foreach (var word in card.Text.Split([' ', '\n', '·'], StringSplitOptions.RemoveEmptyEntries).Where(word => !IsDay(word)))
            drawn.ShouldContain(word, customMessage: $"{name}: {word} is in the plain text and not on the card.");
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_card_looks_like_its_golden_outline(string name) => Golden.Check(name + ".txt", Outline.Of(Bind(name)));

    [Theory]
    [InlineData("run.live")]
    [InlineData("actions.open")]
    [InlineData("agents.some")]
    public void A_card_of_something_frozen_looks_like_its_golden_outline(string name) =>
        Golden.Check($"{name}.frozen.txt", Outline.Of(ChatRuns.Bot.Views.Banners.Above(Bind("banner.frozen"), Bind(name))));

    // Days are written out on the card and in numbers in the plain text.
    private static bool IsDay(string word) => DateOnly.TryParseExact(word.Trim('(', ')', ','), "yyyy-MM-dd", out _);

    internal static BoundCard Bind(string name)
    {
        var sample = SampleFiles.Find(name);
        return sample.Kind.BindJson(Desk, sample.Json);
    }
}
