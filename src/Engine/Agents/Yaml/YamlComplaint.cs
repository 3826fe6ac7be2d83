namespace ChatRuns.Agents.Yaml;

/// <summary>Turns the YAML parser's complaints into what an owner can act on.</summary>
internal static class YamlComplaint
{
    /// <summary>What is wrong, and what to write instead.</summary>
    public static (string Message, string Remedy) Explain(Source source, Place place, string complaint)
    {
        if (Tab(source, place, complaint) is not null) return ("A tab indents this line.", "Indent with spaces, two for each level.");
        var line = LineAt(source, place.Line);
        if (line.Contains("{{", StringComparison.Ordinal))
            return ("YAML cannot read this line: a text that begins with {{ is taken for a map.", "Put the whole text into quotes: \"{{folder}}/old\".");
        if (complaint.Contains("invalid mapping", StringComparison.Ordinal) || complaint.Contains("not allowed in this context", StringComparison.Ordinal))
            return ("YAML cannot read this line: it has a second colon.", "Put a text with ': ' in it into quotes.");
        if (complaint.Contains("cannot start any token", StringComparison.Ordinal))
            return ("YAML cannot read this line: a text may not begin with @, ` or %.", "Put the text into quotes.");
        if (complaint.Contains("end of stream", StringComparison.Ordinal) || complaint.Contains("quoted scalar, found wrong", StringComparison.Ordinal))
            return ("A quote is opened and never closed.", "Close it.");
        if (complaint.Contains("unknown escape", StringComparison.Ordinal))
            return ("Double quotes know no such escape.", "Write \\\\ for a backslash, or use single quotes.");
        if (complaint.Contains("expected key", StringComparison.Ordinal) || complaint.Contains("'-' indicator", StringComparison.Ordinal))
            return ("This line does not fit under the lines before it.", "Indent it exactly like its neighbours, two spaces for each level.");
        return ($"YAML cannot read this: {complaint.TrimEnd('.')}.", "See docs/agents.md for the form of the file.");
    }

    /// <summary>
    /// The tab that is to blame: on the line itself, or, where the parser complains of a tab at the start of the map that it stands
    /// in, on a later one. Null when it is not a tab.
    /// </summary>
    public static Place? Tab(Source source, Place from, string complaint)
    {
        var isOfTab = complaint.Contains("tab", StringComparison.Ordinal);
        var (line, index) = (0, 0);
        foreach (var text in source.Text.AsSpan().EnumerateLines())
        {
            line++;
            if (line > from.Line && !isOfTab) return null;
            var indent = text.Length - text.TrimStart(' ').Length;
            if (line >= from.Line && indent < text.Length && text[indent] == '\t') return new(line, indent + 1, index + indent);
            index += text.Length + 1;
        }

        return null;
    }

    private static string LineAt(Source source, int line) => source.Text.Split('\n', line + 1).ElementAtOrDefault(line - 1) ?? "";
}
