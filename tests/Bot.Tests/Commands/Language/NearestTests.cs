using ChatRuns.Bot.Commands.Language;

namespace ChatRuns.Bot.Tests.Commands.Language;

public sealed class NearestTests
{
    [Theory]
    [InlineData("failed", "failed", 0)]
    [InlineData("faild", "failed", 1)]
    [InlineData("fialed", "failed", 1)]
    [InlineData("failled", "failed", 1)]
    [InlineData("failet", "failed", 1)]
    [InlineData("fetch", "", 5)]
    [InlineData("", "", 0)]
    [InlineData("ca", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    public void A_wrong_missing_doubled_or_swapped_letter_is_one_mistake(string left, string right, int distance)
    {
        Nearest.Distance(left, right).ShouldBe(distance);
        Nearest.Distance(right, left).ShouldBe(distance);
    }

    [Fact]
    public void Counting_stops_when_the_words_are_too_far_apart() => Nearest.Distance("completed", "archived", 2).ShouldBe(3);

    [Theory]
    [InlineData("fetc", "fetch")]
    [InlineData("xx", "")]
    [InlineData("zzzzzz", "")]
    public void The_nearest_word_comes_first_and_a_short_word_has_none(string word, string expected) =>
        string.Join(' ', Nearest.Of(word, ["batch", "fetch", "patch"])).ShouldBe(expected);

    [Fact]
    public void A_very_long_word_is_near_to_nothing() => Nearest.Of(new string('a', 65), [new string('a', 65)]).ShouldBeEmpty();
}
