using System.Collections.Concurrent;
using System.Text.Json;
using ChatRuns.Bot.Channels;

namespace ChatRuns.Bot.Cards;

/// <summary>The front door of the cards: facts go in, a bound card comes out. Each template is read once.</summary>
/// <param name="folder">Where the templates are; null for the program's own.</param>
internal sealed class CardDesk(string? folder = null)
{
    private readonly ConcurrentDictionary<string, CardTemplate> _templates = new(StringComparer.Ordinal);

    /// <summary>Where the templates are.</summary>
    public string Folder { get; } = folder ?? Path.Combine(AppContext.BaseDirectory, "cards");

    /// <summary>Reads every template, so that a broken one stops the start and not the first card.</summary>
    public void LoadAll()
    {
        foreach (var kind in FactsKind.All) Find(kind.Template);
    }

    /// <summary>A card of these facts.</summary>
    public BoundCard Bind<TFacts>(TFacts facts)
        where TFacts : ICardFacts
    {
        var title = Outside.Line(PlainText.WithTimes(facts.CardTitle)).Text;
        var card = Find(TFacts.Template).Bind(JsonSerializer.SerializeToElement(facts, CardJson.Options));
        return new(TFacts.Template, title, card, PlainText.Of(card));
    }

    /// <summary>The template of a name.</summary>
    public CardTemplate Find(string name) => _templates.GetOrAdd(name, static (n, from) => CardTemplate.Load(from, n), Folder);

    /// <summary>The samples in cards/samples, by template and sample: for the developer page and the tests.</summary>
    public IEnumerable<(string Template, string Sample, BoundCard Card)> BindSamples()
    {
        foreach (var path in Directory.GetFiles(Path.Combine(Folder, "samples"), "*.json").Order(StringComparer.Ordinal))
        {
            if (Path.GetFileName(path).Split('.') is not [var template, var sample, "json"])
                throw new FormatException($"{path}: name a sample TEMPLATE.SAMPLE.json.");
            var kind = FactsKind.All.FirstOrDefault(kind => kind.Template == template)
                ?? throw new FormatException($"{path}: no facts belong to a template {template}.");
            yield return (template, sample, kind.BindJson(this, File.ReadAllText(path)));
        }
    }
}
