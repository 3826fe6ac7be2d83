using ChatRuns.Bot.Cards;

namespace ChatRuns.Bot.Tests.Cards;

public sealed class OutsideTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("a\u202Eb", "a⟨U+202E⟩b")]
    [InlineData("a\u200Bb\uFEFF", "a⟨U+200B⟩b⟨U+FEFF⟩")]
    [InlineData("\u001b[31m", "⟨U+001B⟩[31m")]
    [InlineData("nul\0", "nul⟨U+0000⟩")]
    [InlineData("\u3164\u115F\u2800", "⟨U+3164⟩⟨U+115F⟩⟨U+2800⟩")]
    [InlineData("a\u00A0b", "a\u00A0b")]
    [InlineData("a\u2003b", "a⟨U+2003⟩b")]
    [InlineData("\U000E0041", "⟨U+E0041⟩")]
    [InlineData("👨\u200D👩", "👨\u200D👩")]
    [InlineData("a\u200Db", "a⟨U+200D⟩b")]
    [InlineData("❤\uFE0F", "❤\uFE0F")]
    [InlineData("x\uFE0F", "x⟨U+FE0F⟩")]
    [InlineData("שלום", "שלום")]
    [InlineData("two\nlines\there", "two lines here")]
    public void What_cannot_be_seen_is_made_visible(string text, string shown) => Outside.Line(text).Text.ShouldBe(shown);

    [Fact]
    public void A_block_keeps_its_lines() => Outside.Block("a\r\n\tb").Text.ShouldBe("a\n\tb");

    [Fact]
    public void Half_a_character_becomes_the_replacement_character() => Outside.Line("a" + '\uD800' + "b").Text.ShouldBe("a\uFFFDb");

    [Fact]
    public void A_tower_of_marks_is_cut_down() => Outside.Line("e" + new string('\u0301', 50)).Text.ShouldContain("⟨U+0301⟩");

    [Fact]
    public void What_is_longer_is_cut_and_says_so()
    {
        var cut = Outside.Line(new string('x', 10_000_000), 100);

        cut.IsCut.ShouldBeTrue();
        cut.Text.ShouldBe(new string('x', 100) + "…");
        Outside.Line("short", 100).IsCut.ShouldBeFalse();
        Outside.Line(null).Text.ShouldBe("");
    }

    [Fact]
    public void A_phrase_tells_our_words_from_what_is_filled_in()
    {
        var phrase = Phrase.Of($"I don't know {Phrase.Code("fa\u202Eild")} since {DateTimeOffset.UnixEpoch:time}; {3L} of {"{{TIME(1970-01-01T00:00:00Z)}}"}.");

        phrase[1].FontType.ShouldBe("Monospace");
        phrase[1].Text.Text.ShouldBe("fa⟨U+202E⟩ild");
        phrase[3].Text.Text.ShouldBe("{{TIME(1970-01-01T00:00:00Z)}}");
        phrase[7].Text.Text.ShouldStartWith("{\u2060{TIME(");
        Phrase words = "a\u202Eb";
        words.ToString().ShouldBe("a⟨U+202E⟩b");
    }
}
