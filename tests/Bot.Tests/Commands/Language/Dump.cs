namespace ChatRuns.Bot.Tests.Commands.Language;
public class Dump
{
    [Fact]
    public void Go()
    {
        var output = new List<string>();
        foreach (var line in File.ReadLines("/tmp/lines.txt"))
        {
            if (line.Length == 0) continue;
            var text = line.Replace("\\u", "\u200b");
            string meaning;
            try { meaning = Lines.Meaning(line); } catch (Exception e) { meaning = e.ToString(); }
            if (Lines.Parse(line) is ChatRuns.Bot.Commands.Language.RunsCommand r) meaning += $"   # {r.Heading}  [{r.Filter.From:MM-dd HH:mm zzz}..{r.Filter.To:MM-dd HH:mm zzz}]";
            output.Add($"{line}\n      => {meaning}");
        }
        File.WriteAllLines("/tmp/lines.out", output);
    }
}
