using ChatRuns.Runs;
using Microsoft.Extensions.Options;

namespace ChatRuns.Engine.Tests.Runs;

public sealed class PricesTests
{
    private static readonly PriceOptions Table = new() { ["gpt-5"] = new() { Input = 1.25m, Output = 10 }, ["gpt-5-mini"] = new() { Input = 0.25m, Output = 2 }, ["llama3"] = new() };
    private readonly Prices _prices = new(Options.Create(Table));

    [Theory]
    [InlineData("gpt-5", 11.25)]
    [InlineData("GPT-5", 11.25)]
    [InlineData("gpt-5-2026-01", 11.25)]
    [InlineData("gpt-5-mini", 2.25)]
    [InlineData("gpt-5-mini-2026-01", 2.25)]
    [InlineData("llama3:8b", 0.0)]
    public void A_model_costs_what_the_table_says_or_what_the_longest_name_costs_that_it_continues(string model, double credits) =>
        _prices.Priced(Million(model)).Credits.ShouldBe((decimal)credits);

    [Theory]
    [InlineData("gpt-50")]
    [InlineData("claude")]
    [InlineData(null)]
    public void A_model_that_is_not_in_the_table_has_no_price(string? model) => _prices.Priced(Million(model)).Credits.ShouldBeNull();

    [Fact]
    public void What_whoever_used_it_says_it_cost_counts() => _prices.Priced(Million("gpt-5") with { Credits = 3 }).Credits.ShouldBe(3);

    [Fact]
    public void A_price_below_nothing_is_refused_by_name() =>
        new PriceCheck().Validate(null, new() { ["odd"] = new() { Input = -1 } }).FailureMessage.ShouldNotBeNull().ShouldContain("The price of odd cannot be below 0.");

    private static Usage Million(string? model) => new() { Model = model, InputTokens = 1_000_000, OutputTokens = 1_000_000 };
}
