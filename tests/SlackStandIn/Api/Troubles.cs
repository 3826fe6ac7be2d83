namespace ChatRuns.StandIns.Api;

/// <summary>What can go wrong on the way to Slack.</summary>
public abstract record Trouble
{
    /// <summary>429 with Retry-After.</summary>
    public sealed record RateLimited(TimeSpan RetryAfter) : Trouble;

    /// <summary>A status without a body of Slack's.</summary>
    public sealed record Status(int Code = 500) : Trouble;

    /// <summary>Slack says no: ok:false with this code.</summary>
    public sealed record Error(string Code) : Trouble;

    /// <summary>The connection breaks before anything was done.</summary>
    public sealed record DropBefore : Trouble;

    /// <summary>The connection breaks after it was done: nobody can know.</summary>
    public sealed record DropAfter : Trouble;
}

/// <summary>Troubles that were ordered, by method.</summary>
internal sealed class Troubles(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly List<Order> _orders = [];

    public void Add(string method, Trouble trouble, int times, DateTimeOffset? until)
    {
        lock (_gate) _orders.Add(new Order(method, trouble, until) { Left = times });
    }

    public void Clear()
    {
        lock (_gate) _orders.Clear();
    }

    /// <summary>The trouble that this call meets; null = none.</summary>
    public Trouble? Next(string method)
    {
        lock (_gate)
        {
            _orders.RemoveAll(o => o.Left <= 0 || o.Until < time.GetUtcNow());
            if (_orders.FirstOrDefault(o => o.Method == method || o.Method == "*") is not { } order) return null;
            order.Left--;
            return order.Trouble;
        }
    }

    private sealed record Order(string Method, Trouble Trouble, DateTimeOffset? Until)
    {
        public required int Left { get; set; }
    }
}
