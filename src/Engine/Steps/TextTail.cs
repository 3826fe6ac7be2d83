namespace ChatRuns.Steps;

/// <summary>The last lines of a text, of which at most so many characters are kept.</summary>
internal sealed class TextTail(int most)
{
    private readonly Queue<string> _lines = new();
    private int _length;

    /// <summary>Adds a line; older ones go where there is no room.</summary>
    public void Add(string line)
    {
        line = ProgramText.Tail(line, most);
        _lines.Enqueue(line);
        _length += line.Length + 1;
        while (_length > most + 1 && _lines.Count > 1) _length -= _lines.Dequeue().Length + 1;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join('\n', _lines);
}
