using System.Buffers;
using System.Text;
using Microsoft.Extensions.Options;

namespace ChatRuns.Tools.Files;

/// <summary>One folder that file tools may use.</summary>
/// <param name="Name">As paths may begin with it: "reports/2024.csv".</param>
/// <param name="Folder">Absolute.</param>
internal sealed record FileRoot(string Name, string Folder);

/// <summary>A path that was found to be inside the roots.</summary>
/// <param name="Root">The root's real folder.</param>
/// <param name="Folder">The real folder that it lies in; it may not exist yet.</param>
/// <param name="Name">Its name in that folder; empty for a root itself.</param>
internal sealed record Spot(string Root, string Folder, string Name)
{
    /// <summary>The whole path, links resolved.</summary>
    public string Path { get; } = System.IO.Path.Combine(Folder, Name);

    /// <summary>The name as people see it.</summary>
    public string Shown => OutsideText.Visible(Name.Length > 0 ? Name : System.IO.Path.GetFileName(Folder), 120);
}

/// <summary>
/// The walls around file tools: finds what a path names and refuses what lies outside the configured folders. What it hands out
/// is held (<see cref="Anchor"/>) and checked again by the kernel's own account of where it is.
/// </summary>
internal sealed class FileRoots(IOptions<ToolOptions> options)
{
    private const int MostPath = 4000;
    private const int MostName = 255;

    private static readonly SearchValues<char> OddOnWindows = SearchValues.Create(":~*?\"<>|");
    private readonly IReadOnlyList<FileRoot> _roots = Read(options.Value.Files.Roots);
    private readonly string _data = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Value.DataFolder));

    public IReadOnlyList<FileRoot> All => _roots;

    /// <summary>Finds a path for changing what stands there: its last name must not be a link.</summary>
    public Spot Find(string path)
    {
        var spot = Resolve(path);
        if (spot.Name.Length == 0) throw Arguments.Wrong($"'{Show(path)}' is a root itself; name a file inside it.");
        if (FileFacts.Of(spot.Path) is { Kind: FileKind.Link })
            throw Refused(path, "it is a link; name the file that it leads to");
        return spot;
    }

    /// <summary>Finds a path for a file that a tool makes: its name must read as what it is, unless a file of that name is there already.</summary>
    public Spot FindToMake(string path)
    {
        var spot = Find(path);
        if (OutsideText.HasHidden(path) && FileFacts.Of(spot.Path) is null)
            throw Refused(path, "it has a control character, or one that hides or turns the direction of writing; give the file a name without it");
        return spot;
    }

    /// <summary>Finds a path for reading: a last link is followed, as long as it stays inside.</summary>
    public Spot FindToRead(string path)
    {
        var spot = Resolve(path);
        var real = Real(path, spot.Path);
        return real == spot.Path ? spot : InsideAny(path, real);
    }

    /// <summary>Holds the folder of a spot; with <paramref name="make"/>, missing folders are made.</summary>
    public Anchor HoldFolder(Spot spot, bool make)
    {
        var folder = Hold(spot.Root, spot.Root);
        foreach (var name in LinkWalk.Names(spot.Folder[spot.Root.Length..]))
        {
            using var above = folder;
            if (make && FileFacts.Of(above.PathOf(name)) is null) Directory.CreateDirectory(above.PathOf(name));
            folder = Hold(above.PathOf(name), spot.Root);
        }

        if (folder.Facts.Kind == FileKind.Folder) return folder;
        folder.Dispose();
        throw new ToolException(ToolFault.Failed, $"'{Show(spot.Folder)}' is not a folder.");
    }

    /// <summary>Holds the file or folder of a spot for reading.</summary>
    public Anchor HoldToRead(Spot spot) => Hold(spot.Path, spot.Root);

    private Anchor Hold(string path, string root)
    {
        var held = Anchor.Hold(path);
        if (LinkWalk.IsIn(held.RealPath, root) && !IsBots(held.RealPath, root)) return held;
        held.Dispose();
        throw Refused(path, "it was swapped for a link that leads outside while it was used; nothing was done");
    }

    private Spot Resolve(string path)
    {
        CheckText(path);
        var (root, rest) = RootOf(path);
        var folder = Real(path, root.Folder);
        if (!Directory.Exists(folder))
            throw new ToolException(ToolFault.Failed, $"The folder {root.Folder} of Tools:Files:Roots:{root.Name} does not exist. Create it, or change the setting.");
        var names = LinkWalk.Names(rest).ToList();
        if (names is []) return Guarded(path, new(folder, folder, ""), folder);
        var parent = Real(path, Path.Combine([folder, .. names[..^1]]));
        var spot = LinkWalk.IsIn(parent, folder) ? new(folder, parent, names[^1]) : InsideAny(path, Path.Combine(parent, names[^1]));
        return Guarded(path, spot, spot.Root);
    }

    private Spot InsideAny(string path, string real)
    {
        var root = _roots.Select(r => Real(path, r.Folder)).FirstOrDefault(r => LinkWalk.IsIn(real, r))
            ?? throw Refused(path, "a link in it leads outside");
        return Guarded(path, real == root ? new(root, root, "") : new(root, Path.GetDirectoryName(real)!, Path.GetFileName(real)), root);
    }

    private Spot Guarded(string path, Spot spot, string root) =>
        IsBots(spot.Path, root) ? throw Refused(path, "it is in the bot's own data folder") : spot;

    // A practice folder inside the data folder is open when it is named as a root itself.
    private bool IsBots(string real, string root)
    {
        var data = LinkWalk.Real(_data);
        var comparison = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        return LinkWalk.IsIn(real, data, comparison) && (root.Length <= data.Length || !LinkWalk.IsIn(root, data, comparison));
    }

    private (FileRoot Root, string Inside) RootOf(string path)
    {
        if (_roots is []) throw new ToolException(ToolFault.Refused, $"'{Show(path)}': no folder is open to file tools. Name one in Tools:Files:Roots.");
        if (Path.IsPathFullyQualified(path))
        {
            var clean = Path.GetPathRoot(path) + string.Join(Path.DirectorySeparatorChar, LinkWalk.Names(path[Path.GetPathRoot(path)!.Length..]));
            foreach (var root in _roots.OrderByDescending(r => r.Folder.Length))
            {
                if (LinkWalk.IsIn(clean, root.Folder)) return (root, clean[root.Folder.Length..]);
                if (Real(path, root.Folder) is var real && LinkWalk.IsIn(clean, real)) return (root, clean[real.Length..]);
            }

            throw Refused(path, "it is outside");
        }

        if (Path.IsPathRooted(path)) throw Refused(path, "it is neither a whole path nor one inside a root");
        var names = LinkWalk.Names(path).ToList();
        if (names is [var first, .. var rest] && _roots.FirstOrDefault(r => r.Name == first) is { } named)
            return (named, string.Join(Path.DirectorySeparatorChar, rest));
        return _roots is [var only] ? (only, path) : throw Refused(path, "it does not begin with a root's name, and there are several roots");
    }

    private void CheckText(string path)
    {
        if (string.IsNullOrWhiteSpace(path)) throw Arguments.Wrong("The path is empty.");
        if (path.Length > MostPath) throw Arguments.Wrong($"The path '{Show(path)}' is too long; at most {MostPath} characters work everywhere.");
        if (path.Contains('\0', StringComparison.Ordinal) || path.EnumerateRunes().Any(r => r == Rune.ReplacementChar))
            throw Refused(path, "it has a character that no path can have");
        foreach (var name in LinkWalk.Names(path))
        {
            if (name == "..") throw Refused(path, "it has '..' in it");
            if (Encoding.UTF8.GetByteCount(name) > MostName) throw Arguments.Wrong($"A name in '{Show(path)}' is too long; at most {MostName} bytes fit.");
            if (OperatingSystem.IsWindows() && IsOddOnWindows(name)) throw Refused(path, "it has a name that means something else on Windows");
        }
    }

    // Streams ("a.txt:b"), devices ("NUL.txt"), short names ("PROGRA~1"), and ends that Windows drops.
    private static bool IsOddOnWindows(string name) =>
        name[^1] is '.' or ' ' || name.AsSpan().ContainsAny(OddOnWindows)
        || name.Split('.')[0].TrimEnd().ToUpperInvariant() is "CON" or "PRN" or "AUX" or "NUL" or "CONIN$" or "CONOUT$"
            or ['C', 'O', 'M', _] or ['L', 'P', 'T', _];

    private string Real(string path, string of)
    {
        try
        {
            return LinkWalk.Real(of);
        }
        catch (IOException)
        {
            throw Refused(path, "its links lead in a circle");
        }
    }

    private ToolException Refused(string path, string why) => new(
        ToolFault.Refused,
        $"'{Show(path)}' is refused: {why}. File tools may use {string.Join(", ", _roots.Select(r => $"{r.Name} ({r.Folder})"))}; the setting is Tools:Files:Roots.");

    private static string Show(string path) => OutsideText.Visible(path);

    /// <summary>Roots as configured; a plain list of folders is named by their last names.</summary>
    public static IReadOnlyList<FileRoot> Read(IReadOnlyDictionary<string, string> setting)
    {
        var roots = new List<FileRoot>();
        foreach (var (key, folder) in setting.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            var clean = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
            var name = key.All(char.IsAsciiDigit) ? Path.GetFileName(clean) : key;
            roots.Add(new(name.Length == 0 || roots.Any(r => r.Name == name) ? key : name, clean));
        }

        return roots;
    }
}
