using System.Text;

namespace ChatRuns.Agents.Yaml;

/// <summary>Collects what is wrong with one file; hostile files get no more than a screenful.</summary>
internal sealed class Problems
{
    private const int Most = 50;
    private readonly List<ShelfProblem> _list = [];
    private readonly List<ShelfProblem> _asides = [];
    private readonly List<AgentMention> _mentions = [];

    public IReadOnlyList<ShelfProblem> List => _list;

    /// <summary>Whether more would not be kept: looking for them is a waste, and on hostile files a long one.</summary>
    public bool IsFull => _list.Count >= Most;

    public bool Any => _list.Count > 0;

    /// <summary>What is worth a word and keeps nobody from taking the file.</summary>
    public IReadOnlyList<ShelfProblem> Asides => _asides;

    /// <summary>Other agents that steps of the file start.</summary>
    public IReadOnlyList<AgentMention> Mentions => _mentions;

    public void Aside(Node at, string message, string remedy)
    {
        if (_asides.Count < Most) _asides.Add(new(at.Source.File, at.Place.Line, at.Place.Column, message, remedy) { IsBlocking = false });
    }

    public void Mention(Node at, string agent)
    {
        if (_mentions.Count < Most) _mentions.Add(new(agent, at.Source.File, at.Place.Line, at.Place.Column));
    }

    public void Add(Source source, Place place, string message, string remedy)
    {
        var problem = new ShelfProblem(source.File, place.Line, place.Column, message, remedy);
        if (!IsFull && !_list.Contains(problem)) _list.Add(problem);
    }

    public void Add(Node at, string message, string remedy) => Add(at.Source, at.Place, message, remedy);

    /// <summary>Text from the file as a message may quote it: short, on one line, without control or direction characters.</summary>
    public static string Quote(string text)
    {
        var cut = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().Take(40))
        {
            var category = Rune.GetUnicodeCategory(rune);
            cut.Append(category is System.Globalization.UnicodeCategory.Control or System.Globalization.UnicodeCategory.Format
                or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator
                or System.Globalization.UnicodeCategory.PrivateUse or System.Globalization.UnicodeCategory.OtherNotAssigned
                ? "\uFFFD" : rune.ToString());
        }

        return cut.Length < text.Length ? $"'{cut}…'" : $"'{cut}'";
    }
}
