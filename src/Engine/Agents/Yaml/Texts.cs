namespace ChatRuns.Agents.Yaml;

/// <summary>Reads values where the format asks for text: what is written counts, even where it looks like a number.</summary>
internal static class Texts
{
    /// <summary>One text.</summary>
    public static string? One(Node node, string name, Problems problems)
    {
        if (node is ScalarNode { IsNull: false } scalar)
        {
            scalar.IsText = true;
            return scalar.Text;
        }

        problems.Add(node, $"'{name}' is a text, not {node.Kind}.", node is MapNode
            ? "A text that begins with { needs quotes: \"{{folder}}\"." : "Write one text, in quotes where it has special characters.");
        return null;
    }

    /// <summary>A list of texts, none of them empty.</summary>
    public static IReadOnlyList<string>? List(Node node, string name, int most, Problems problems)
    {
        if (node is not ListNode list)
        {
            problems.Add(node, $"'{name}' is a list, not {node.Kind}.", "Write it in brackets: [one, two].");
            return null;
        }

        if (list.Items.Count > most) problems.Add(node, $"'{name}' has more than {most} entries.", "Shorten the list.");
        var texts = new List<string>();
        foreach (var item in list.Items)
        {
            if (One(item, name, problems) is not { } text) continue;
            if (text.Length == 0) problems.Add(item, $"An entry of '{name}' is empty.", "Write something, or remove it.");
            texts.Add(text);
        }

        return texts;
    }
}
