using ChatRuns.Agents;

namespace ChatRuns.Bot.Hooks;

/// <summary>What the headers of a request say about its signature, before anything else of it is read: a closed family.</summary>
internal abstract record SignedRequest
{
    /// <summary>How it is signed.</summary>
    public abstract WebhookPreset Preset { get; }

    /// <summary>The message's id; null where the sender gave none.</summary>
    public abstract string? Id { get; }

    /// <summary>From headers; null when there is no signature, or one that cannot be.</summary>
    public static SignedRequest? From(IHeaderDictionary headers) => (SignedRequest?)StandardSignature.From(headers) ?? GitHubSignature.From(headers);

    /// <summary>Why it is too old, or too new, as a sentence; null when it is neither, or its time is not signed.</summary>
    public abstract string? Untimely(DateTimeOffset now);

    /// <summary>Whether this key made the signature over the raw bytes of the body. Takes the same time whatever differs.</summary>
    public abstract bool IsSignedBy(byte[] key, ReadOnlySpan<byte> body);
}
