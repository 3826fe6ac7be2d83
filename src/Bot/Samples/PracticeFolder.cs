using System.Text;

namespace ChatRuns.Bot.Samples;

/// <summary>
/// A folder of real files to practise on, made at the first start: old logs, duplicates, forgotten installers, and things worth
/// keeping. What people decide there changes real files, and nobody's own.
/// </summary>
internal static class PracticeFolder
{
    private const string Marker = ".practice";

    /// <summary>Fills the folder once; what was deleted later is not brought back.</summary>
    public static void Fill(string folder, DateTimeOffset now)
    {
        var marker = Path.Combine(folder, Marker);
        if (File.Exists(marker)) return;
        Directory.CreateDirectory(folder);
        foreach (var file in Files()) Write(Path.Combine(folder, file.Name), file, now);
        File.WriteAllText(marker, "Made by ChatRuns for practice. Delete the folder and this file comes back with it.\n");
    }

    private static IEnumerable<PracticeFile> Files() =>
    [
        new("logs/shop-2024.log", 9_400_000, 412, LogLine),
        new("logs/shop-2025.log", 5_200_000, 190, LogLine),
        new("logs/shop-today.log", 240_000, 0, LogLine),
        new("downloads/editor-setup-4.1.bin", 7_600_000, 301, Noise),
        new("downloads/holiday-video.bin", 6_300_000, 95, Noise),
        new("downloads/holiday-video (1).bin", 6_300_000, 95, Noise, SameAs: "downloads/holiday-video.bin"),
        new("downloads/price-list.csv", 310_000, 12, Row),
        new("downloads/price-list (1).csv", 310_000, 11, Row, SameAs: "downloads/price-list.csv"),
        new("reports/report-2024.csv", 2_800_000, 402, Row),
        new("reports/report-2026.csv", 900_000, 20, Row),
        new("reports/budget-2026.csv", 42_000, 3, Row),
        new("notes/todo.txt", 1_200, 1, Row),
    ];

    private static void Write(string path, PracticeFile file, DateTimeOffset now)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var random = new Random(StableSeed(file.SameAs ?? file.Name));
        using (var stream = new FileStream(path, FileMode.Create, FileAccess.Write))
        {
            while (stream.Length < file.Bytes)
            {
                var piece = file.Content(random, (int)Math.Min(8192, file.Bytes - stream.Length));
                stream.Write(piece, 0, (int)Math.Min(piece.Length, file.Bytes - stream.Length));
            }
        }

        var when = now.AddDays(-file.DaysOld).UtcDateTime;
        File.SetLastWriteTimeUtc(path, when);
        File.SetLastAccessTimeUtc(path, when);
    }

    private static byte[] LogLine(Random random, int size) => Encoding.UTF8.GetBytes(
        $"2025-03-{random.Next(1, 29):00} {random.Next(24):00}:{random.Next(60):00} GET /cart/{random.Next(10_000)} 200 {random.Next(900)} ms\n");

    private static byte[] Row(Random random, int size) => Encoding.UTF8.GetBytes(
        $"{random.Next(100_000)};article {random.Next(5_000)};{random.Next(1, 400)},{random.Next(100):00}\n");

    private static byte[] Noise(Random random, int size)
    {
        var bytes = new byte[size];
        random.NextBytes(bytes);
        return bytes;
    }

    private static int StableSeed(string text) => text.Aggregate(17, (seed, c) => unchecked((seed * 31) + c));

    private sealed record PracticeFile(string Name, long Bytes, int DaysOld, Func<Random, int, byte[]> Content, string? SameAs = null);
}
