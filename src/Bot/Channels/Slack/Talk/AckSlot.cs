namespace ChatRuns.Bot.Channels.Slack.Talk;

/// <summary>
/// The body of an acknowledgement as JSON, which Slack waits three seconds for. Who answers in time puts the answer here; after that it is
/// closed, and the answer goes another way.
/// </summary>
internal sealed class AckSlot
{
    private readonly TaskCompletionSource<string?> _body = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>One that is closed from the beginning: nobody waits any more.</summary>
    public static AckSlot Closed()
    {
        var slot = new AckSlot();
        slot._body.SetResult(null);
        return slot;
    }

    /// <summary>Puts the answer into the acknowledgement; false when it was sent without.</summary>
    public bool TryAnswer(string? body) => _body.TrySetResult(body);

    /// <summary>The answer, or <paramref name="late"/> when none comes in time; closed then.</summary>
    public async Task<string?> WaitAsync(Task work, TimeSpan most, string? late, TimeProvider time, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var alarm = Task.Delay(most, time, stop.Token);
        var first = await Task.WhenAny(_body.Task, work, alarm);
        // Whoever still tries from here on is told that it is too late.
        _body.TrySetResult(first == alarm ? late : null);
        await stop.CancelAsync();
        return await _body.Task;
    }
}
