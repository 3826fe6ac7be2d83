using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace ChatRuns.Tools;

/// <summary>All tools by name: the built-in ones, and those that tool servers add and take away while the bot runs.</summary>
public sealed class ToolShelf
{
    private ImmutableDictionary<string, ITool> _tools;

    /// <summary>Begins with the built-in tools; two of one name are a programming error.</summary>
    public ToolShelf(IEnumerable<ITool> tools) =>
        _tools = tools.ToImmutableDictionary(t => t.Definition.Name, StringComparer.Ordinal);

    /// <summary>Every tool, by name.</summary>
    public IReadOnlyList<ITool> All => [.. _tools.Values.OrderBy(t => t.Definition.Name, StringComparer.Ordinal)];

    /// <summary>The tool of that name; null when there is none.</summary>
    public ITool? Find(string name) => _tools.GetValueOrDefault(name);

    /// <summary>Adds a tool, or puts it in the place of an earlier one of the same name.</summary>
    public void Put(ITool tool) => ImmutableInterlocked.Update(ref _tools, tools => tools.SetItem(tool.Definition.Name, tool));

    /// <summary>Takes a tool away; nothing happens when there is none.</summary>
    public void Remove(string name) => ImmutableInterlocked.Update(ref _tools, tools => tools.Remove(name));

    /// <summary>The name that was probably meant; null when none is near.</summary>
    public string? Nearest(string name)
    {
        var near = _tools.Keys
            .Select(known => (Name: known, Distance: Distance(known.ToLowerInvariant(), name.ToLowerInvariant())))
            .OrderBy(k => k.Distance).ThenBy(k => k.Name, StringComparer.Ordinal).FirstOrDefault();
        return near.Name is not null && near.Distance <= Math.Max(2, near.Name.Length / 3) ? near.Name : null;
    }

    /// <summary>Says for people that there is no such tool, and which one was probably meant.</summary>
    public string Unknown(string name)
    {
        var shown = OutsideText.Visible(name, 80);
        return Nearest(name) is { } near
            ? $"There is no tool '{shown}'. Did you mean '{near}'?"
            : $"There is no tool '{shown}'. There are: {string.Join(", ", All.Select(t => t.Definition.Name))}.";
    }

    /// <summary>
    /// Hash of what a tool says of itself: 64 hex digits. A decision holds for one version only, so that a tool cannot become
    /// another one between question and answer.
    /// </summary>
    public static string Version(ToolDefinition definition)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in (string[])[definition.Name, definition.Description, definition.Schema, definition.IsReadOnly ? "reads" : "changes"])
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            hash.AppendData(BitConverter.GetBytes((long)bytes.Length));
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Levenshtein's distance, cut off where names are so long that nobody mistyped them.
    private static int Distance(string one, string other)
    {
        if (Math.Max(one.Length, other.Length) > 100) return int.MaxValue;
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var change = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
