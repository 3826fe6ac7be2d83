using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ChatRuns.Secrets;

/// <summary>The forms in which one secret leaks: as it is, in addresses, in JSON, in Base64 headers, and line by line.</summary>
internal static class SecretForms
{
    // Shorter pieces stand in ordinary text.
    private const int ShortestPiece = 8;

    /// <summary>Every form, the value itself among them.</summary>
    public static IReadOnlySet<string> Of(string secret)
    {
        var forms = new HashSet<string>
        {
            secret, Uri.EscapeDataString(secret), Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)),
            JsonEncodedText.Encode(secret).Value, JsonEncodedText.Encode(secret, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value,
        };
        foreach (var piece in secret.Split('\n', StringSplitOptions.TrimEntries).Concat(InsideBase64(secret)))
            if (piece.Length >= ShortestPiece) forms.Add(piece);
        return forms;
    }

    // "user:secret" in Base64 looks otherwise, by where in a group of three bytes the secret begins: what does not depend on its neighbours.
    private static IEnumerable<string> InsideBase64(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        for (var before = 0; before < 3; before++)
        {
            var text = Convert.ToBase64String([.. new byte[before], .. bytes]);
            var first = (before * 8 + 5) / 6;
            var last = (before + bytes.Length) * 8 / 6;
            if (last > first) yield return text[first..last];
        }
    }
}
