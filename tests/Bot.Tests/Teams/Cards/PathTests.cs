using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Channels.Teams.Cards;

namespace ChatRuns.Bot.Tests.Teams.Cards;

public sealed class PathTests
{
    private const string Long = "/var/lib/chatruns/exports/2026/quarterly/folder/structure/report-final-v12.csv.gz";

    [Theory]
    [InlineData("Archive " + Long + " today", "Archive /var/lib/ch…ort-final-v12.csv.gz today")]
    [InlineData(@"C:\Users\somebody\Documents\archive\2026\november\report.csv", @"C:\Users\so…\november\report.csv")]
    [InlineData("/var/log/app/report.csv", "/var/log/app/report.csv")]
    [InlineData("https://runs.example.org/some/very/long/address/of/a/page", "https://runs.example.org/some/very/long/address/of/a/page")]
    [InlineData("teams/aaaabbbb-0000-cccc-1111-dddd2222eeee/10000000-0000-0000-0000-000000000001", "teams/aaaabbbb-0000-cccc-1111-dddd2222eeee/10000000-0000-0000-0000-000000000001")]
    public void A_long_path_in_prose_is_shortened_in_its_middle(string words, string shown) => TeamsPaths.Shorten(words).ShouldBe(shown);

    [Fact]
    public void What_people_compare_and_copy_stays_whole()
    {
        Texts("actions").ShouldBe(["Archive /var/lib/ch…ort-final-v12.csv.gz", Long]);
        Texts("report").ShouldBe([$"Archive {Long}", Long]);
    }

    private static List<string> Texts(string name)
    {
        var card = new JsonObject
        {
            ["body"] = new JsonArray(
                new JsonObject { ["type"] = "RichTextBlock", ["inlines"] = new JsonArray(new JsonObject { ["type"] = "TextRun", ["text"] = $"Archive {Long}" }) },
                new JsonObject { ["type"] = "RichTextBlock", ["inlines"] = new JsonArray(new JsonObject { ["type"] = "TextRun", ["text"] = Long, ["fontType"] = "Monospace" }) }),
        };
        return [.. TeamsCard.Draw(new BoundCard(name, "A title", card, "words"), Sketch.Reader)["body"]!.AsArray().Select(block => (string)block!["inlines"]![0]!["text"]!)];
    }
}
