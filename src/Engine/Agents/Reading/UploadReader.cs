using System.Text.RegularExpressions;
using ChatRuns.Agents.Yaml;

namespace ChatRuns.Agents.Reading;

/// <summary>Reads what an upload trigger takes: <c>true</c> for any file, or a map of types and size.</summary>
internal static partial class UploadReader
{
    private const int MostTypes = 50;

    public static UploadTrigger? Read(Fields trigger, UniqueNames names)
    {
        if (trigger["upload"] is ScalarNode)
        {
            if (trigger.Truth("upload") is not { } takes) return null;
            if (takes) return new(names.Of(trigger, "upload"), [], UploadTrigger.Usual);
            trigger.Problems.Add(trigger["upload"]!, "'upload' can only be true, or say what it takes.", "Remove the trigger, or write 'upload: {types: [csv]}'.");
            return null;
        }

        if (trigger.Map("upload", "types", "max", "secret") is not { } fields) return null;
        var types = ReadTypes(fields);
        var most = fields.Size("max") ?? UploadTrigger.Usual;
        if (most > UploadTrigger.Most)
            trigger.Problems.Add(fields["max"]!, $"'max' is at most {Journal.Words.Bytes(UploadTrigger.Most)}.", "Let people share an address of larger files, and let a step fetch it.");
        return new(names.Of(trigger, "upload"), types, most) { Secrets = fields.Has("secret") ? IntakeReader.ReadSecrets(fields) : [] };
    }

    private static IReadOnlyList<string> ReadTypes(Fields fields)
    {
        if (fields.List("types", MostTypes) is not { } types) return [];
        foreach (var node in ((ListNode)fields["types"]!).Items.OfType<ScalarNode>().Where(n => !Shape().IsMatch(n.Text)))
            fields.Problems.Add(node, $"{Problems.Quote(node.Text)} is no ending of a file's name.", "Write it like csv, pdf or tar.gz.");
        return [.. types.Select(type => type.TrimStart('.').ToLowerInvariant()).Distinct()];
    }

    [GeneratedRegex(@"^\.?[A-Za-z0-9]{1,20}(?:\.[A-Za-z0-9]{1,20}){0,2}$")]
    private static partial Regex Shape();
}
