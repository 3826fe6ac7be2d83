using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatRuns.Bot.Cards;

/// <summary>
/// Text that a card carries exactly and does not show: what a button sends back, the value and id of an input. A template may
/// bind it only there. A value in an input can hold unseen characters; the card shows the same text as <see cref="Outside"/> above.
/// </summary>
/// <param name="Text">Unchanged.</param>
[JsonConverter(typeof(CarriedConverter))]
internal sealed record Carried(string Text)
{
    /// <summary>A command line for a button.</summary>
    public static implicit operator Carried(string text) => new(text);

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>Written as a plain string.</summary>
    internal sealed class CarriedConverter : JsonConverter<Carried>
    {
        /// <inheritdoc/>
        public override Carried Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.GetString() ?? "");

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, Carried value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Text);
    }
}
