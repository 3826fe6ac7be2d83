using System.Collections.Concurrent;
using System.Net.Sockets;
using ChatRuns.Agents;
using ChatRuns.Tools.Http;

namespace ChatRuns.Steps;

/// <summary>How a target was found last.</summary>
/// <param name="At">When it was asked.</param>
/// <param name="Error">Why it counts as not reached; null when it was reached.</param>
public sealed record TargetFound(DateTimeOffset At, string? Error);

/// <summary>
/// Asks targets whether they are there: an http address has to answer with a status below 500, a tcp port has to take a connection.
/// What was found last is remembered while the process lives.
/// </summary>
public sealed class TargetReach
{
    private readonly HttpDoor _door;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, TargetFound> _last = new();

    internal TargetReach(HttpDoor door, TimeProvider time) => (_door, _time) = (door, time);

    /// <summary>How a target was found last; null when nobody asked it yet.</summary>
    public TargetFound? Last(string target) => _last.GetValueOrDefault(target);

    /// <summary>Asks it: null when it is there or is not checked, otherwise why it is not, a sentence.</summary>
    public async Task<string?> TryAsync(Target target, CancellationToken cancel)
    {
        if (target.Check is not { } address) return null;
        var error = address.Scheme == "tcp" ? await ConnectAsync(address, target.Timeout, cancel) : await AskAsync(address, target.Timeout, cancel);
        _last[target.Name] = new(_time.GetUtcNow(), error);
        return error;
    }

    private async Task<string?> AskAsync(Uri address, TimeSpan timeout, CancellationToken cancel)
    {
        var ask = new HttpAsk { Method = "GET", Url = address.AbsoluteUri, Timeout = timeout };
        return await _door.SendAsync(ask, cancel) switch
        {
            HttpReply.Answered { Status: < 500 } => null,
            HttpReply.Answered answer => $"{address.Authority} answered with status {answer.Status}.",
            HttpReply.NotAnswered none => none.Message,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private async Task<string?> ConnectAsync(Uri address, TimeSpan timeout, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(address.IdnHost.Trim('[', ']'), address.Port, both.Token);
            return null;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return $"{address.Authority} did not answer within {timeout.TotalSeconds:0} seconds.";
        }
        catch (SocketException e)
        {
            return $"{address.Authority} cannot be reached: {e.Message.TrimEnd('.')}.";
        }
    }
}
