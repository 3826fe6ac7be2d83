namespace ChatRuns.Tools.Files;

/// <summary>Resolves every link of a path, name by name; what does not exist (yet) stays as it is written.</summary>
internal static class LinkWalk
{
    private const int MostLinks = 40;

    /// <summary>The real path; throws <see cref="IOException"/> for links that lead in a circle.</summary>
    public static string Real(string path)
    {
        var root = Path.GetPathRoot(path)!;
        var real = root;
        var ahead = new Stack<string>(Names(path[root.Length..]).Reverse());
        for (var links = 0; ahead.TryPop(out var name);)
        {
            if (name == "..")
            {
                // What was walked so far has no links left, so its parent is the true one.
                real = Path.GetDirectoryName(real) ?? root;
                continue;
            }

            var next = Path.Combine(real, name);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MostLinks) throw new IOException("Its links lead in a circle.");
            if (Path.IsPathRooted(target)) real = Path.GetPathRoot(target)!;
            foreach (var step in Names(target[Path.GetPathRoot(target)!.Length..]).Reverse()) ahead.Push(step);
        }

        return real;
    }

    /// <summary>Whether a path is a folder or lies in it.</summary>
    public static bool IsIn(string path, string folder, StringComparison comparison = StringComparison.Ordinal) =>
        path.StartsWith(folder, comparison)
        && (path.Length == folder.Length || Path.EndsInDirectorySeparator(folder) || IsSeparator(path[folder.Length]));

    /// <summary>The names of a path, without empty ones and single dots.</summary>
    public static IEnumerable<string> Names(string path) =>
        path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries).Where(n => n != ".");

    private static bool IsSeparator(char c) => c == Path.DirectorySeparatorChar || c == Path.AltDirectorySeparatorChar;
}
