namespace ChatRuns.Agents;

/// <summary>What one file of the folder holds.</summary>
/// <param name="Stamp">How it looked when it was read; default when it could not be.</param>
/// <param name="Name">The agent whose file it is, as far as can be told of a broken one.</param>
/// <param name="NameLine">The line of the name; 0 where the file gives none.</param>
/// <param name="Reading">The agent, or what is wrong.</param>
internal sealed record ShelfFile(FileStamp Stamp, string Name, int NameLine, AgentReading Reading);

/// <summary>
/// The files of the folder as last read. A change is believed when two looks saw the same, so that a file which is still being
/// written, or for a moment is not there, changes nothing; the first look believes what it sees.
/// </summary>
internal sealed class ShelfFiles(AgentFolder folder, AgentFile reader)
{
    private readonly SortedDictionary<string, ShelfFile> _files = new(StringComparer.Ordinal);
    private SortedDictionary<string, FileStamp>? _previous;
    private AgentDefaults? _defaults = AgentDefaults.None;
    private FileStamp? _defaultsStamp;
    private IReadOnlyList<ShelfProblem> _defaultsProblems = [];

    /// <summary>Agent files by name, in ordinal order.</summary>
    public IReadOnlyDictionary<string, ShelfFile> Files => _files;

    /// <summary>What is wrong with the defaults; while they are broken, the last good ones count.</summary>
    public IReadOnlyList<ShelfProblem> DefaultsProblems => _defaultsProblems;

    /// <summary>Looks once. Null when the folder cannot be read; false when something is still changing.</summary>
    public bool? Look()
    {
        if (folder.Look() is not { } seen) return null;
        var previous = _previous ?? seen;
        _previous = seen;
        var isSettled = TakeDefaults(seen, previous);
        foreach (var file in seen.Keys.Concat(_files.Keys).Distinct().Where(f => f != AgentFile.DefaultsName).ToList())
        {
            FileStamp? now = seen.TryGetValue(file, out var stamp) ? stamp : null;
            if (now == _files.GetValueOrDefault(file)?.Stamp) continue;
            if (!IsSame(file, now, previous)) isSettled = false;
            else if (now is null) _files.Remove(file);
            else _files[file] = ReadAgent(file, now.Value);
        }

        return isSettled;
    }

    private bool TakeDefaults(SortedDictionary<string, FileStamp> seen, SortedDictionary<string, FileStamp> previous)
    {
        FileStamp? now = seen.TryGetValue(AgentFile.DefaultsName, out var stamp) ? stamp : null;
        if (now == _defaultsStamp) return true;
        if (!IsSame(AgentFile.DefaultsName, now, previous)) return false;
        var before = _defaults;
        (var read, _defaultsProblems, _defaultsStamp) = now is null ? (AgentDefaults.None, [], null) : ReadDefaults(now.Value);
        // Defaults hold approval rules: an agent is never read without those that it was meant to have.
        _defaults = read ?? (before == AgentDefaults.None ? null : before);
        if (_defaults == before) return true;
        foreach (var (name, file) in _files.ToList()) _files[name] = file with { Stamp = default };
        return true;
    }

    private (AgentDefaults? Defaults, IReadOnlyList<ShelfProblem> Problems, FileStamp? Stamp) ReadDefaults(FileStamp stamp)
    {
        var (bytes, problem) = folder.Read(AgentFile.DefaultsName);
        if (bytes is null) return (null, [Unreadable(AgentFile.DefaultsName, problem!)], null);
        var (defaults, problems) = reader.ReadDefaults(bytes);
        return (defaults, problems, stamp);
    }

    private ShelfFile ReadAgent(string file, FileStamp stamp)
    {
        var stem = Path.GetFileNameWithoutExtension(file);
        var before = _files.GetValueOrDefault(file)?.Name;
        var (bytes, problem) = folder.Read(file);
        if (bytes is null) return new(default, before ?? stem, 0, new(null, default, [Unreadable(file, problem!)]));
        var named = AgentFile.NameIn(bytes);
        var reading = _defaults is null ? new(null, default, []) : reader.Read(file, bytes, _defaults);
        return new(stamp, reading.Agent?.Name ?? named?.Name ?? before ?? stem, named?.Line ?? 0, reading);
    }

    private static ShelfProblem Unreadable(string file, string why) =>
        new(file, 0, 0, $"The file cannot be read: {why.TrimEnd('.')}.", "Let the bot's user read it.");

    private static bool IsSame(string file, FileStamp? now, SortedDictionary<string, FileStamp> previous) =>
        now == (previous.TryGetValue(file, out var stamp) ? stamp : null);
}
