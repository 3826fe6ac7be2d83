using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace ChatRuns.Store;

/// <summary>One numbered file of a room's schema.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Sql">Its text, line ends as LF so that a checkout does not change it.</param>
internal sealed record SchemaFile(int Id, string Sql)
{
    /// <summary>SHA-256 of the text, hex.</summary>
    public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    /// <summary>The embedded files whose names begin with the prefix and end in <c>NNNN.sql</c>, by number.</summary>
    public static IReadOnlyList<SchemaFile> Of(Assembly assembly, string prefix)
    {
        var names = assembly.GetManifestResourceNames().Where(n => n.StartsWith(prefix, StringComparison.Ordinal) && n.EndsWith(".sql", StringComparison.Ordinal));
        List<SchemaFile> files = [.. names.Select(n => new SchemaFile(NumberOf(n), Read(assembly, n))).OrderBy(f => f.Id)];
        if (files.Count == 0) throw new InvalidOperationException($"{assembly.GetName().Name} holds no schema files named {prefix}*.sql.");
        if (files[0].Id != 1) throw new InvalidOperationException($"Schema file 0001.sql of {prefix} is missing.");
        if (files.DistinctBy(f => f.Id).Count() < files.Count) throw new InvalidOperationException($"Two schema files of {prefix} have one number.");
        return files;
    }

    private static int NumberOf(string name)
    {
        var number = name[..^".sql".Length].Split('.')[^1].TrimStart('_');
        return int.Parse(number, CultureInfo.InvariantCulture);
    }

    private static string Read(Assembly assembly, string name)
    {
        using var text = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return text.ReadToEnd().ReplaceLineEndings("\n");
    }
}
