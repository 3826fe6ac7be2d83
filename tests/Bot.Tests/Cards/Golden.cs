namespace ChatRuns.Bot.Tests.Cards;

/// <summary>Compares with a file beside the tests; CHATRUNS_GOLDEN=update writes it anew.</summary>
internal static class Golden
{
    public static void Check(string name, string now)
    {
        var path = Path.Combine(TestFolder.Path, "Golden", name);
        if (Environment.GetEnvironmentVariable("CHATRUNS_GOLDEN") == "update")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, now);
        }

        File.Exists(path).ShouldBeTrue($"{name} is missing. Look at the card, then run the tests with CHATRUNS_GOLDEN=update.");
        now.ShouldBe(File.ReadAllText(path), $"{name} differs. If that is meant, run the tests with CHATRUNS_GOLDEN=update and look at the diff.");
    }
}
