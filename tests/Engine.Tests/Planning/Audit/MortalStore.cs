using System.Reflection;
using System.Runtime.ExceptionServices;
using ChatRuns.Store;

namespace ChatRuns.Engine.Tests.Planning.Audit;

/// <summary>A real store that can be killed at an append to come, before or after it is durable; dead, it refuses everything until revived.</summary>
public class MortalStore : DispatchProxy
{
    private IRunStore? _store;
    private int _appendsToLive = int.MaxValue;
    private bool _commitsLast;

    public static (IRunStore Store, MortalStore Death) Over(IRunStore store)
    {
        var proxy = Create<IRunStore, MortalStore>();
        var death = (MortalStore)(object)proxy;
        death._store = store;
        return (proxy, death);
    }

    /// <summary>The process dies at the n-th append from now on.</summary>
    public void KillAt(int append, bool committed) => (_appendsToLive, _commitsLast) = (append, committed);

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name is nameof(IRunStore.AppendAsync)) return AppendAsync<AppendResult>(targetMethod, args);
        if (targetMethod.Name is nameof(IRunStore.AddRunsAsync)) return AppendAsync<AddRunsResult>(targetMethod, args);
        return _appendsToLive > 0 ? Call(targetMethod, args) : throw new IOException("The process is dead.");
    }

    private async Task<T> AppendAsync<T>(MethodInfo method, object?[]? args)
    {
        var left = Interlocked.Decrement(ref _appendsToLive);
        if (left > 0) return await (Task<T>)Call(method, args)!;
        if (left == 0 && _commitsLast) await (Task<T>)Call(method, args)!;
        throw new IOException("The process is dead.");
    }

    private object? Call(MethodInfo method, object?[]? args)
    {
        try
        {
            return method.Invoke(_store, args);
        }
        catch (TargetInvocationException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerException!);
            throw;
        }
    }
}
