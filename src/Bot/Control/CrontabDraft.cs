using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ChatRuns.Bot.Control;

/// <summary>An entry of a crontab as the file of an agent, a draft: nothing fires until somebody has read it and set it active.</summary>
internal static partial class CrontabDraft
{
    private const int LongestName = 40;
    private const int LongestTitle = 120;
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A name out of the program that an entry starts; "job" where it starts with none that makes one.</summary>
    public static string NameOf(CrontabJob job)
    {
        var first = job.Command.Split(["&&", ";", "||", "|"], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(word => !Assignment().IsMatch(word)))
            .FirstOrDefault(word => word is not (null or "cd" or "test" or "[" or "sleep" or "export" or "set" or ".")) ?? "";
        var slug = NotOfNames().Replace(Path.GetFileNameWithoutExtension(first.Trim('"', '\'')).ToLowerInvariant(), "-").Trim('-');
        return slug.Length == 0 ? "job" : slug[..Math.Min(slug.Length, LongestName)].Trim('-');
    }

    /// <summary>The file.</summary>
    /// <param name="job">The entry.</param>
    /// <param name="file">The name of the crontab.</param>
    /// <param name="zone">The machine's zone, for an entry without one.</param>
    public static string Write(CrontabJob job, string file, TimeZoneInfo zone)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# From line {job.Line} of {Line(file)}. Set status to active when it is as you want it, and take the entry out of the crontab.\n");
        text.Append(CultureInfo.InvariantCulture, $"title: {Text(Cut(job.Comments is [.., var last] ? last : job.Command))}\n");
        if (job.Comments.Count > 1) text.Append(CultureInfo.InvariantCulture, $"description: {Text(string.Join(' ', job.Comments))}\n");
        text.Append("status: draft\ntags: [crontab]\n");
        if ((job.Zone ?? (zone.HasIanaId ? zone.Id : null)) is { } id && id != "UTC") text.Append(CultureInfo.InvariantCulture, $"timezone: {Text(id)}\n");
        text.Append(CultureInfo.InvariantCulture, $"triggers:\n  - name: crontab\n    cron: {Text(job.Cron)}\n");
        text.Append(CultureInfo.InvariantCulture, $"steps:\n  - name: run\n    program: [{Value(job.Shell)}, -c, {Value(job.Command)}]\n");
        if (job.Input is not null) text.Append(CultureInfo.InvariantCulture, $"    input: {Value(job.Input)}\n");
        if (job.Environment.Count > 0) text.Append("    env:\n");
        foreach (var (name, value) in job.Environment) text.Append(CultureInfo.InvariantCulture, $"      {name}: {Value(value)}\n");
        return text.ToString();
    }

    // What JSON quotes, YAML reads the same between double quotes.
    private static string Text(string text) => JsonSerializer.Serialize(Line(text), s_json);

    // Two braces would be a place to fill in.
    private static string Value(string text) => JsonSerializer.Serialize(text.Replace("{{", "\\{{", StringComparison.Ordinal), s_json);

    private static string Line(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));

    private static string Cut(string text) => text.Length <= LongestTitle ? text : text[..(LongestTitle - 1)] + "…";

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*=")]
    private static partial Regex Assignment();

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotOfNames();
}
