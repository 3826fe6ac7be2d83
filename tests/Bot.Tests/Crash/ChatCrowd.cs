namespace ChatRuns.Bot.Tests.Crash;

/// <summary>
/// People in a chat system, opposite a bot that is killed again and again: Jon starts agents by commands and direct messages, Mia approves, Eve
/// rejects with a reason. They remember what was acknowledged.
/// </summary>
internal abstract class ChatCrowd(IReadOnlyList<string> agents, Random dice)
{
    private readonly HashSet<string> _decided = [];
    private readonly HashSet<string> _said = [];
    private readonly HashSet<string> _started = [];
    private readonly HashSet<string> _written = [];
    private volatile int _acknowledged;

    /// <summary>Actions whose decision was acknowledged.</summary>
    public IReadOnlyCollection<string> Decided => _decided;

    /// <summary>Marks of all starts that were tried.</summary>
    public IReadOnlyCollection<string> Said => _said;

    /// <summary>Marks of the starts that were acknowledged.</summary>
    public IReadOnlyCollection<string> Started => _started;

    /// <summary>Of those, the ones that were started by a direct message; each is answered there.</summary>
    public IReadOnlyCollection<string> Written => _written;

    /// <summary>How much was acknowledged so far, of all kinds.</summary>
    public int Acknowledged => _acknowledged;

    /// <summary>The agents that they start.</summary>
    protected IReadOnlyList<string> Agents => agents;

    /// <summary>Decides what they do.</summary>
    protected Random Dice => dice;

    /// <summary>Says and presses until the time is over.</summary>
    public async Task BustleAsync(BotProcess bot, CancellationToken over)
    {
        try
        {
            await MeetAsync(bot, over);
            await ArriveAsync();
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(60));
            for (var i = 0; await pace.WaitForNextTickAsync(over); i++)
            {
                if (i % 5 == 0) await CommandAsync();
                if (i % 12 == 6) await WriteAsync();
                await ApproveSomeAsync();
                await RejectOneAsync();
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The bot was killed before it was ready, or the time is over.
        }
    }

    /// <summary>The chat system finds the bot at its new address.</summary>
    public abstract Task MeetAsync(BotProcess bot, CancellationToken cancel);

    /// <summary>The buttons of all messages, as who may press them sees them, that say something to the desk.</summary>
    public abstract Task<IReadOnlyList<Button>> ReadButtonsAsync();

    /// <summary>Somebody looks at the bot.</summary>
    protected abstract Task ArriveAsync();

    /// <summary>Jon starts an agent in its channel.</summary>
    protected abstract Task CommandAsync();

    /// <summary>Jon starts an agent in his own conversation with the bot.</summary>
    protected abstract Task WriteAsync();

    /// <summary>Mia approves what waits; some people click twice.</summary>
    protected abstract Task ApproveSomeAsync();

    /// <summary>Now and then, Eve rejects something with a reason.</summary>
    protected abstract Task RejectOneAsync();

    /// <summary>An agent to start, and a mark that tells this start from all others.</summary>
    protected (string Agent, string Mark) NewStart()
    {
        var start = (Agent: agents[_said.Count % agents.Count], Mark: $"m{dice.NextInt64():x16}");
        _said.Add(start.Mark);
        return start;
    }

    /// <summary>A start was acknowledged.</summary>
    protected void HeardStart(string mark, bool isDirect)
    {
        if (isDirect) _written.Add(mark);
        Count(_started, mark);
    }

    /// <summary>A decision was acknowledged.</summary>
    protected void HeardDecision(string action) => Count(_decided, action);

    private void Count(HashSet<string> into, string what)
    {
        into.Add(what);
        Interlocked.Increment(ref _acknowledged);
    }
}
