using ChatRuns.Store;

namespace ChatRuns.Engine.Tests.Store;

/// <summary>What any store of runs does; inherited once per store.</summary>
public abstract partial class RunStoreContract : IAsyncLifetime
{
    protected static CancellationToken Cancel => CancellationToken.None;

    protected IRunStore Store { get; private set; } = null!;

    public async Task InitializeAsync() => Store = await OpenAsync();

    public abstract Task DisposeAsync();

    protected abstract Task<IRunStore> OpenAsync();
}
