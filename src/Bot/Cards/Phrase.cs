using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using ChatRuns.Journal;

namespace ChatRuns.Bot.Cards;

/// <summary>
/// A sentence of our own words with outside text, code and times in it, bound as the TextRuns of one RichTextBlock:
/// <c>Phrase.Of($"Approved by {name} · {at:time}")</c>. What stands in the source is ours; strings in holes are taken as outside text.
/// </summary>
internal sealed class Phrase : IReadOnlyList<Span>
{
    private readonly IReadOnlyList<Span> _spans;

    private Phrase(IReadOnlyList<Span> spans) => _spans = spans;

    /// <inheritdoc/>
    public int Count => _spans.Count;

    /// <inheritdoc/>
    public Span this[int index] => _spans[index];

    /// <summary>From an interpolated string. Holes: text, people, <see cref="Code"/>, <see cref="Strong"/>, numbers, times (format "time" or "date").</summary>
    public static Phrase Of(ref Handler handler) => new(handler.Spans);

    /// <summary>Plain words. They are taken as outside text, so that a mistake here does no harm.</summary>
    public static implicit operator Phrase(string words) => new([new Span(Outside.Block(words))]);

    /// <summary>From spans, as read from a sample.</summary>
    public static Phrase From(IReadOnlyList<Span> spans) => new(spans);

    /// <summary>Outside text in a typewriter face.</summary>
    public static Span Code(string text) => new(Outside.Line(text), FontType: "Monospace");

    /// <summary>Outside text in bold.</summary>
    public static Span Strong(string text) => new(Outside.Line(text), Weight: "Bolder");

    /// <summary>One phrase after another.</summary>
    public Phrase Then(Phrase next) => new([.. _spans, .. next._spans]);

    /// <inheritdoc/>
    public IEnumerator<Span> GetEnumerator() => _spans.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The words without their looks.</summary>
    public override string ToString() => string.Concat(_spans.Select(span => span.Text.Text));

    /// <summary>Tells what stands in the source, which is ours, from what is filled in.</summary>
    [InterpolatedStringHandler]
    internal readonly struct Handler(int literalLength, int formattedCount)
    {
        internal List<Span> Spans { get; } = new(literalLength > 0 ? formattedCount * 2 : formattedCount);

        /// <summary>Our own words.</summary>
        public void AppendLiteral(string words) => Spans.Add(new(Outside.Own(words)));

        /// <summary>Outside text.</summary>
        public void AppendFormatted(string? text)
        {
            if (!string.IsNullOrEmpty(text)) Spans.Add(new(Outside.Line(text)));
        }

        /// <summary>Outside text.</summary>
        public void AppendFormatted(Outside? text)
        {
            if (text is { Text.Length: > 0 }) Spans.Add(new(text));
        }

        /// <summary>A person, by name; a platform may show more of them than that.</summary>
        public void AppendFormatted(Principal person)
        {
            if (person.Name.Length > 0) Spans.Add(new(Outside.Line(person.Name), Person: new(person.Key)));
        }

        /// <summary>Code, or bold.</summary>
        public void AppendFormatted(Span span) => Spans.Add(span);

        /// <summary>A phrase within.</summary>
        public void AppendFormatted(Phrase phrase) => Spans.AddRange(phrase);

        /// <summary>A number.</summary>
        public void AppendFormatted(long number) => Spans.Add(new(Outside.Own(number.ToString("N0", CultureInfo.InvariantCulture))));

        /// <summary>A time in the reader's zone; format "time", "date", or none for both.</summary>
        public void AppendFormatted(DateTimeOffset at, string? format = null) => Spans.Add(new(Outside.Own(CardTime.Write(at, format))));
    }
}

/// <summary>A piece of a <see cref="Phrase"/>.</summary>
/// <param name="Text">Outside text, or ours.</param>
/// <param name="Weight">"Default" or "Bolder".</param>
/// <param name="FontType">"Default" or "Monospace".</param>
/// <param name="Person">Principal key of the person whom the text names; null where it names nobody, or nobody knows.</param>
internal sealed record Span(Outside Text, string Weight = "Default", string FontType = "Default", Carried? Person = null);
