using ChatRuns.Store;
using ChatRuns.Store.Sqlite;

namespace ChatRuns.Engine.Tests.Store;

public sealed class SqliteRunStoreTests : RunStoreContract, IDisposable
{
    private readonly TempFolder _folder = new();
    private SqliteStore? _store;

    public override async Task DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    protected override async Task<IRunStore> OpenAsync() =>
        _store = await SqliteStore.OpenAsync(_folder.Path, new(), TimeProvider.System, null, Cancel);
}
