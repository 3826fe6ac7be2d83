using System.Buffers;
using System.Collections;
using System.Collections.Frozen;
using System.Text;

namespace ChatRuns.Secrets;

/// <summary>
/// The secrets of this installation, and the one place that knows what must not be shown. A secret NAME is the environment
/// variable CHATRUNS_SECRET_NAME, or else the file secrets/NAME in the data folder (one trailing line end is not part of it).
/// Values are never stored: <see cref="Find"/> reads them when they are used, <see cref="Mask"/> replaces them in all text that
/// is stored, shown or logged. Values under 4 characters are not masked, because they stand in ordinary words.
/// </summary>
public sealed class SecretShelf
{
    private const string Prefix = "CHATRUNS_SECRET_";
    private const int ShortestMasked = 4;
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(2);

    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly IReadOnlyDictionary<string, string> _fromEnvironment;
    private volatile Known _known;

    /// <summary>Reads the environment and the folder.</summary>
    public SecretShelf(string dataFolder, TimeProvider time, IDictionary environment)
    {
        _folder = Path.Combine(dataFolder, "secrets");
        _time = time;
        _fromEnvironment = environment.Keys.Cast<string>().Where(k => k.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(k => k[Prefix.Length..], k => (string)environment[k]!);
        _known = Read();
    }

    /// <summary>The value of a secret; null when there is none of that name.</summary>
    public string? Find(string name)
    {
        var known = Fresh();
        return known.Values.TryGetValue(name, out var value) ? value : null;
    }

    /// <summary>The text with every known secret replaced by «secret NAME».</summary>
    public string Mask(string text) => Replace(text, Fresh().Forms, name => $"«secret {name}»", out _);

    /// <summary>
    /// The text with every value of a secret replaced by its reference, and the names of those that were. Other forms of a secret,
    /// such as Base64, stay: a reference would not bring them back.
    /// </summary>
    public string ToReferences(string text, out IReadOnlyCollection<string> names) =>
        Replace(text, Fresh().Plain, name => $"{{{{secret.{name}}}}}", out names);

    private static string Replace(string text, Needles needles, Func<string, string> stand, out IReadOnlyCollection<string> names)
    {
        names = [];
        if (text.Length < ShortestMasked || needles.Finder is null) return text;
        var at = text.AsSpan().IndexOfAny(needles.Finder);
        if (at < 0) return text;
        var found = new HashSet<string>();
        var masked = new StringBuilder(text.Length);
        var done = 0;
        while (at >= 0)
        {
            var start = done + at;
            var (value, name) = needles.Longest.First(s => string.CompareOrdinal(text, start, s.Value, 0, s.Value.Length) == 0);
            masked.Append(text, done, at).Append(stand(name));
            found.Add(name);
            done = start + value.Length;
            at = text.AsSpan(done).IndexOfAny(needles.Finder);
        }

        names = found;
        return masked.Append(text, done, text.Length - done).ToString();
    }

    private Known Fresh()
    {
        var known = _known;
        if (_time.GetElapsedTime(known.ReadAt) < Freshness) return known;
        return _known = Read();
    }

    private Known Read()
    {
        var values = new Dictionary<string, string>();
        if (Directory.Exists(_folder))
        {
            foreach (var file in Directory.EnumerateFiles(_folder))
                if (TryRead(file) is { Length: > 0 } value) values[Path.GetFileName(file)] = value;
        }

        foreach (var (name, value) in _fromEnvironment)
            if (value.Length > 0) values[name] = value;
        return new(values.ToFrozenDictionary(), _time.GetTimestamp());
    }

    private static string? TryRead(string file)
    {
        try
        {
            var text = File.ReadAllText(file);
            return text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A secret that cannot be read is a secret that is not there; the step that needs it says so.
            return null;
        }
    }

    /// <summary>The secrets at one moment.</summary>
    private sealed class Known(FrozenDictionary<string, string> values, long readAt)
    {
        public FrozenDictionary<string, string> Values { get; } = values;

        public long ReadAt { get; } = readAt;

        public Needles Plain { get; } = new(values.Select(s => (s.Value, s.Key)));

        public Needles Forms { get; } = new(values.SelectMany(s => SecretForms.Of(s.Value).Select(form => (form, s.Key))));
    }

    /// <summary>What is looked for in a text, longest first, and whose it is.</summary>
    private sealed class Needles
    {
        public Needles(IEnumerable<(string Value, string Name)> values)
        {
            Longest = [.. values.Where(s => s.Value.Length >= ShortestMasked).OrderByDescending(s => s.Value.Length)];
            if (Longest.Count > 0) Finder = SearchValues.Create([.. Longest.Select(s => s.Value)], StringComparison.Ordinal);
        }

        public List<(string Value, string Name)> Longest { get; }

        public SearchValues<string>? Finder { get; }
    }
}
