namespace ChatRuns.Tools.Http;

/// <summary>One request to be made.</summary>
internal sealed record HttpAsk
{
    /// <summary>Upper case.</summary>
    public required string Method { get; init; }

    /// <summary>Absolute, http or https.</summary>
    public required string Url { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Null for none.</summary>
    public byte[]? Body { get; init; }

    /// <summary>The body's type where the headers name none.</summary>
    public string BodyType { get; init; } = "text/plain; charset=utf-8";

    /// <summary>Null: until canceled.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Sent as Idempotency-Key; null for none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Whether the request changes nothing, so that redirects are followed.</summary>
    public bool IsReadOnly => Method is "GET" or "HEAD";
}

/// <summary>What became of a request: an answer, or why there is none.</summary>
internal abstract record HttpReply
{
    /// <summary>An answer, whatever its status.</summary>
    public sealed record Answered : HttpReply
    {
        public required int Status { get; init; }

        /// <summary>Those that later steps may want; never cookies.</summary>
        public required IReadOnlyDictionary<string, string> Headers { get; init; }

        public required string? MediaType { get; init; }

        /// <summary>At most as many bytes as allowed.</summary>
        public required byte[] Body { get; init; }

        /// <summary>As text; null when it is none.</summary>
        public required string? Text { get; init; }

        /// <summary>Whether the body went on.</summary>
        public required bool IsCut { get; init; }

        /// <summary>Host and port that answered.</summary>
        public required string Host { get; init; }
    }

    /// <summary>No answer.</summary>
    /// <param name="Fault">Why.</param>
    /// <param name="Message">For people; names the host, never the rest of the address, which may hold a secret.</param>
    public sealed record NotAnswered(HttpFault Fault, string Message) : HttpReply;
}

/// <summary>Why there is no answer.</summary>
internal enum HttpFault
{
    /// <summary>Address, header or method cannot be sent.</summary>
    Invalid,

    /// <summary>The bot's own address.</summary>
    Refused,

    /// <summary>No such host.</summary>
    NameNotFound,

    /// <summary>Nobody listens, or the network does not lead there.</summary>
    NotConnected,

    /// <summary>No trusted certificate or no common protocol.</summary>
    NotSecure,

    /// <summary>It took too long.</summary>
    TimedOut,

    /// <summary>The connection broke, or the answer was no HTTP.</summary>
    Broken,
}
