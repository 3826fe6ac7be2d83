using System.Collections.Concurrent;
using ChatRuns.Bot.Channels;

namespace ChatRuns.Bot.Commands;

/// <summary>
/// Answers that were just given: the same question, while the journal stands still, has the same answer, and is not read and drawn
/// again. An answer is used only for the journal's position that it was begun at, so none is ever older than what was committed
/// when it was asked for; ranges are cut to whole seconds, so that a question is the same for that long.
/// </summary>
internal sealed class SameAnswers
{
    // What many ask at the same time. Each holds a card of some hundred kilobytes, which the collector carries along as long as it is kept.
    private const int Most = 16;
    private readonly ConcurrentDictionary<object, (long Position, Task<Reply> Reply)> _given = new();
    private long _position;

    public SameAnswers(RunEngine engine) => engine.Committed += position => Volatile.Write(ref _position, position);

    /// <summary>The answer to a question, made only where it was not just given.</summary>
    public Task<Reply> AnswerAsync<TQuestion>(TQuestion question, Func<Task<Reply>> make) where TQuestion : notnull
    {
        // Read before it is made: what is committed in between makes the answer newer than its position, never older.
        var position = Volatile.Read(ref _position);
        if (_given.TryGetValue(question, out var given) && given.Position == position && !given.Reply.IsFaulted && !given.Reply.IsCanceled) return given.Reply;
        if (_given.Count >= Most) _given.Clear();
        var reply = make();
        _given[question] = (position, reply);
        return reply;
    }
}
