using System.Globalization;
using ChatRuns.Journal;

namespace ChatRuns.Actions;

/// <summary>The id of a proposed action: its run and its place in it, written "1042.1".</summary>
/// <param name="Run">Number of the run.</param>
/// <param name="Ordinal">1, 2, 3 … within the run.</param>
public readonly record struct ActionId(long Run, int Ordinal)
{
    /// <summary>The stream that holds its events.</summary>
    public string Stream => StreamName.Action(Run, Ordinal);

    /// <summary>Reads "1042.1"; false for anything else.</summary>
    public static bool TryParse(string? text, out ActionId id)
    {
        id = default;
        if (text?.Split('.') is not [var run, var ordinal]) return false;
        if (!long.TryParse(run, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        if (!int.TryParse(ordinal, NumberStyles.None, CultureInfo.InvariantCulture, out var place)) return false;
        id = new(number, place);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Run}.{Ordinal}");
}
