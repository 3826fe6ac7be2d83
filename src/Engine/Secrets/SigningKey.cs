namespace ChatRuns.Secrets;

/// <summary>
/// The key that a secret of a trigger stands for. With the prefix <c>whsec_</c> the rest is Base64 of the key, as Standard Webhooks
/// writes it; any other secret is the key itself, byte for byte.
/// </summary>
public static class SigningKey
{
    private const string Prefix = "whsec_";

    /// <summary>The key; null when it cannot be one: empty, or no Base64 after the prefix.</summary>
    public static byte[]? Read(string? secret)
    {
        if (string.IsNullOrEmpty(secret)) return null;
        if (!secret.StartsWith(Prefix, StringComparison.Ordinal)) return System.Text.Encoding.UTF8.GetBytes(secret);
        var key = new byte[secret.Length];
        return Convert.TryFromBase64String(secret[Prefix.Length..], key, out var length) && length > 0 ? key[..length] : null;
    }
}
