namespace ChatRuns.Bot.Tests.Commands.Language;

/// <summary>Lines about what runs act on.</summary>
public sealed class TargetLineTests
{
    [Theory]
    [InlineData("/targets", "/targets")]
    [InlineData("targets", "/targets")]
    [InlineData("/clusters", "/targets")]
    [InlineData("/targets all", "/targets")]
    [InlineData("/targets eu-prod", "/targets eu-prod")]
    [InlineData("/targets EU prod", "/targets eu-prod")]
    [InlineData("/targets staging", "/targets staging")]
    [InlineData("/targets \"eu-prod\"", "/targets eu-prod")]
    [InlineData("/help targets", "/help targets")]
    [InlineData("/targets help", "/help targets")]
    [InlineData("/runs on target eu-prod", "/runs target eu-prod")]
    public void Targets_are_listed_or_one_of_them(string line, string meaning) => Lines.Meaning(line).ShouldBe(meaning);

    [Theory]
    [InlineData("/agent site-check run target=eu-prod", "/agent site-check run target=eu-prod")]
    [InlineData("/agent site-check run target = US-prod", "/agent site-check run target=us-prod")]
    [InlineData("/agent site-check run cluster=eu-prod", "/agent site-check run target=eu-prod")]
    [InlineData("/agent site-check run on eu-prod", "/agent site-check run target=eu-prod")]
    [InlineData("/agent site-check test on target us-prod with url=https://x.example", "/agent site-check test target=us-prod url=https://x.example")]
    [InlineData("/start site-check url=https://x.example on eu-prod", "/agent site-check run url=https://x.example target=eu-prod")]
    public void A_start_names_its_target(string line, string meaning) => Lines.Meaning(line).ShouldBe(meaning);

    [Theory]
    [InlineData("/targets eu-prd", "I don't know the target `eu-prd`. Did you mean `eu-prod`? | /targets eu-prod")]
    [InlineData("/targets moon", "I don't know the target `moon`. /targets lists them all. | /targets")]
    [InlineData("/targets eu-prod today", "I don't know what `today` means here. | /targets eu-prod")]
    [InlineData("/agent site-check run on eu-prd", "site-check has no target `eu-prd`. Did you mean `eu-prod`? | /agent site-check run target=eu-prod")]
    [InlineData("/agent site-check run target=moon", "site-check has no target `moon`. It has eu-prod, us-prod. | /agent site-check run")]
    [InlineData("/agent site-check run on eu-prod target=us-prod", "`target` has two values here. Give it one. | /agent site-check run target=eu-prod")]
    [InlineData("/agent tidy-downloads run target=eu-prod", "tidy-downloads has no variable `target`. It has folder. | /agent tidy-downloads run")]
    public void A_mistake_is_told_with_what_was_probably_meant(string line, string told) => Lines.Meaning(line).ShouldBe(told);
}
