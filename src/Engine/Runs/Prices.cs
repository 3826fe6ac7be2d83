using Microsoft.Extensions.Options;

namespace ChatRuns.Runs;

/// <summary>What a million tokens of a model cost, in credits.</summary>
public sealed class ModelPrice
{
    /// <summary>Of tokens read.</summary>
    public decimal Input { get; set; }

    /// <summary>Of tokens written.</summary>
    public decimal Output { get; set; }
}

/// <summary>The price table, in the section "Prices": <c>Prices:{Model}:Input</c> and <c>:Output</c>. What a credit is, a dollar or a euro, is whatever the prices are in.</summary>
public sealed class PriceOptions : Dictionary<string, ModelPrice>
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Prices";

    /// <summary>Names differ by capitals in no provider.</summary>
    public PriceOptions()
        : base(StringComparer.OrdinalIgnoreCase)
    {
    }
}

/// <summary>Says what tokens cost, where whoever used them did not.</summary>
public sealed class Prices(IOptions<PriceOptions> options)
{
    private const decimal Unit = 1_000_000;
    private const string Cuts = "-:@/.";

    /// <summary>
    /// The same with its credits, where they are known. A model without a price of its own has that of the longest name that it continues:
    /// the price of "gpt-5-mini" is that of "gpt-5-mini-2026-01" too, and "llama3" that of "llama3:8b".
    /// </summary>
    public Usage Priced(Usage used)
    {
        if (used is not { Credits: null, Model: { } model, Tokens: > 0 } || Find(model) is not { } price) return used;
        return used with { Credits = ((used.InputTokens * price.Input) + (used.OutputTokens * price.Output)) / Unit };
    }

    /// <summary>What is wrong with a price table, a sentence each.</summary>
    public static IEnumerable<string> Problems(IReadOnlyDictionary<string, ModelPrice> table) => table.Where(p => p.Value.Input < 0 || p.Value.Output < 0)
        .Select(p => $"The price of {p.Key} cannot be below 0. Prices:{p.Key}:Input and Prices:{p.Key}:Output are what a million tokens cost.");

    private ModelPrice? Find(string model)
    {
        if (options.Value.TryGetValue(model, out var exact)) return exact;
        return options.Value.Where(p => model.StartsWith(p.Key, StringComparison.OrdinalIgnoreCase) && Cuts.Contains(model[p.Key.Length], StringComparison.Ordinal))
            .OrderByDescending(p => p.Key.Length).Select(p => p.Value).FirstOrDefault();
    }
}

/// <summary>Refuses prices that can't be.</summary>
internal sealed class PriceCheck : IValidateOptions<PriceOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, PriceOptions options)
    {
        var wrong = Prices.Problems(options).ToList();
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}
