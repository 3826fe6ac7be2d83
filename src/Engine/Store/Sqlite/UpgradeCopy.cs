using System.Globalization;

namespace ChatRuns.Store.Sqlite;

/// <summary>
/// The database as it was before a newer program changed its schema, beside it: <c>chatruns.before-20261121T120000Z.db</c>. The last two are kept. To go
/// back, stop the bot, put the copy in the place of <c>chatruns.db</c>, and start the old program; what happened since is lost then.
/// </summary>
internal static class UpgradeCopy
{
    private const int Kept = 2;
    private const string Pattern = "chatruns.before-*.db";

    /// <summary>Makes the copy, and takes the oldest away. Throws <see cref="StoreException"/> when there is no room: nothing was changed then.</summary>
    public static void Make(DatabaseFile database, DateTimeOffset at)
    {
        var folder = Path.GetDirectoryName(database.Path)!;
        var copy = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"chatruns.before-{at.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}.db"));
        var draft = copy + ".part";
        try
        {
            File.Delete(draft);
            PrivateFolder.NewFile(draft);
            StoreCopy.Copy(database, draft);
            File.Move(draft, copy, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }

        foreach (var old in Directory.EnumerateFiles(folder, Pattern).OrderDescending(StringComparer.Ordinal).Skip(Kept)) File.Delete(old);
    }
}
