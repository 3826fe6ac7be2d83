namespace ChatRuns.StandIns.Api;

/// <summary>What can go wrong on the way to Teams.</summary>
public abstract record TeamsTrouble
{
    /// <summary>A status with Teams' body of an error; nothing was done.</summary>
    public sealed record Status(int Code, string Error = "ServiceError", TimeSpan? RetryAfter = null) : TeamsTrouble;

    /// <summary>200 with an empty object; of metadata and keys.</summary>
    public sealed record Empty : TeamsTrouble;

    /// <summary>Sent elsewhere.</summary>
    public sealed record Redirect(string To) : TeamsTrouble;

    /// <summary>The connection breaks before anything was done.</summary>
    public sealed record DropBefore : TeamsTrouble;

    /// <summary>The connection breaks after it was done: nobody can know.</summary>
    public sealed record DropAfter : TeamsTrouble;
}

/// <summary>Troubles that were ordered, by what is called.</summary>
internal sealed class TeamsTroubles
{
    private readonly Lock _gate = new();
    private readonly List<(string What, TeamsTrouble Trouble, int Left)> _orders = [];

    public void Add(string what, TeamsTrouble trouble, int times)
    {
        lock (_gate) _orders.Add((what, trouble, times));
    }

    public void Clear()
    {
        lock (_gate) _orders.Clear();
    }

    /// <summary>The trouble that this call meets; null = none.</summary>
    public TeamsTrouble? Next(string what)
    {
        lock (_gate)
        {
            var at = _orders.FindIndex(o => o.What == what || o.What == "*");
            if (at < 0) return null;
            var order = _orders[at];
            if (order.Left == 1) _orders.RemoveAt(at);
            else _orders[at] = order with { Left = order.Left - 1 };
            return order.Trouble;
        }
    }
}
