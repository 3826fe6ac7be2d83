namespace ChatRuns.Agents.Yaml;

/// <summary>The text of a file, for finding the place of a problem in it.</summary>
/// <param name="File">Its name without folders.</param>
/// <param name="Text">All of it; empty for content that no person wrote.</param>
internal sealed record Source(string File, string Text)
{
    /// <summary>The place of an index, counted on from a place before it.</summary>
    public Place PlaceAt(int index, Place from)
    {
        var (line, column) = (from.Line, from.Column);
        for (var i = from.Index; i < index; i++)
        {
            if (Text[i] == '\n') (line, column) = (line + 1, 1);
            else column++;
        }

        return new(line, column, index);
    }
}

/// <summary>A place in a file.</summary>
/// <param name="Line">From 1; 0 for the file as a whole.</param>
/// <param name="Column">From 1; 0 for the file as a whole.</param>
/// <param name="Index">Into the text, from 0.</param>
internal readonly record struct Place(int Line, int Column, int Index)
{
    public static Place Start { get; } = new(1, 1, 0);
}
