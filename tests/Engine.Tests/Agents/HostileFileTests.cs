using System.Diagnostics;
using System.Text;
using ChatRuns.Agents;

namespace ChatRuns.Engine.Tests.Agents;

public sealed class HostileFileTests
{
    private const int Big = (1 << 20) - 64;

    public static TheoryData<string, string> Bombs => new()
    {
        { "[ nested", new('[', Big) },
        { "{ nested", new('{', Big) },
        { "- nested", Repeat("- ", Big / 2) },
        { "? nested", Repeat("? ", Big / 2) },
        { "maps nested by indentation", string.Concat(Enumerable.Range(0, 1300).Select(i => new string(' ', i) + "a:\n")) },
        { "many items", "steps: [" + Repeat("a,", Big / 2) },
        { "many empty items", Repeat("-\n", Big / 2) },
        { "many keys", string.Concat(Enumerable.Range(0, 80_000).Select(i => $"k{i}: 1\n")) },
        { "unknown keys", string.Concat(Enumerable.Range(0, 9_000).Select(i => $"k{i}: 1\n")) },
        { "equal keys", Repeat("a: 1\n", 9_000) },
        { "one long key", new string('a', Big) + ": 1" },
        { "one long text", "title: " + new string('a', Big) },
        { "one long quoted text", "title: \"" + Repeat("\\n", Big / 2) + "\"" },
        { "an unclosed quote", "title: \"" + Repeat("x\n", Big / 2) },
        { "a long comment", "#" + new string('a', Big) },
        { "anchors in anchors", "a: &a [x,x,x,x,x,x,x,x,x]\n" + string.Concat(Enumerable.Range(1, 20).Select(i =>
            $"{(char)('a' + i)}: &{(char)('a' + i)} [{string.Join(',', Enumerable.Repeat("*" + (char)('a' + i - 1), 9))}]\n")) },
        { "an anchor within itself", "steps: &a [*a]\n" },
        { "places in a text", "summary: \"" + Repeat("{{a}}", Big / 5) + "\"\nsteps: [{pause: 1s}]" },
        { "other places in a text", "summary: \"" + string.Concat(Enumerable.Range(0, 80_000).Select(i => $"{{{{x{i}}}}}")) + "\"\nsteps: [{pause: 1s}]" },
        { "open places in a text", "summary: \"" + Repeat("{{", Big / 2) + "\"\nsteps: [{pause: 1s}]" },
        { "tabs", Repeat("\t\n", Big / 2) },
        { "tabs and an error", "a: |\n" + Repeat(" \t\n", Big / 4) + "b: [\n" },
        { "names of secrets", "summary: \"" + Repeat("token=", Big / 6) + "\"\nsteps: [{pause: 1s}]" },
        { "beginnings of tokens", "summary: \"" + Repeat("eyJ", Big / 3) + "\"\nsteps: [{pause: 1s}]" },
        { "addresses", "summary: \"" + Repeat("://a:", Big / 5) + "\"\nsteps: [{pause: 1s}]" },
        { "keys of random text", "summary: \"" + Repeat("-----BEGIN ", Big / 11) + "\"\nsteps: [{pause: 1s}]" },
        { "a long cron", "triggers: [{cron: \"" + Repeat("*/1,", 20_000) + "* * * * *\"}]\nsteps: [{pause: 1s}]" },
        { "ands and ors", "steps: [{pause: 1s, when: \"{{run.number}}" + Repeat(" and 1 or 1", Big / 24) + "\"}]" },
        { "many equal targets", "targets: [" + Repeat("a,", 9_000) + "]\nsteps: [{pause: 1s}]" },
        { "an escape beyond all characters", "title: \"\\UFFFFFFFF\"\n" },
        { "half a surrogate", "title: \"\\uD83D\"\n" },
        { "an endless directive", "%YAML " + new string('9', Big) + "\n---\na: 1" },
        { "an endless tag", "a: !" + new string('a', Big) },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public void A_bomb_is_read_or_refused_quickly(string what, string text)
    {
        var clock = Stopwatch.StartNew();

        var reading = Sample.Read(text);

        reading.Problems.Count.ShouldBeInRange(reading.Agent is null ? 1 : 0, 50);
        reading.Problems.ShouldAllBe(p => p.ToString().Length < 600);
        // Far more than any of them needs, far less than what quadratic work on a mebibyte takes.
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20), what);
    }

    [Fact]
    public void A_file_over_one_mebibyte_is_refused_unread()
    {
        var problem = Sample.Read("#" + new string('a', 1 << 20)).Problems.ShouldHaveSingleItem();

        problem.Message.ShouldContain("1 MiB");
    }

    [Fact]
    public void Random_changes_of_a_good_file_give_an_agent_or_problems_and_never_an_exception()
    {
        var random = new Random(20261101);
        var agents = 0;
        for (var round = 0; round < 3000; round++)
        {
            var text = new StringBuilder(Sample.Full);
            for (var change = random.Next(1, 6); change > 0; change--) Mutate(text, random);

            var reading = Sample.Read(text.ToString());

            (reading.Agent is null).ShouldBe(reading.Problems.Count > 0, text.ToString());
            reading.Problems.ShouldAllBe(p => p.Message.Length > 0 && p.Remedy.Length > 0 && p.Line >= 0);
            if (reading.Agent is null) continue;
            agents++;
            AgentDump.Of(Sample.ReadContent(reading)).ShouldBe(AgentDump.Of(reading.Agent), text.ToString());
        }

        agents.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Random_bytes_give_problems_and_never_an_exception()
    {
        var random = new Random(7);
        var file = new AgentFile([]);
        for (var round = 0; round < 2000; round++)
        {
            var bytes = new byte[random.Next(0, 200)];
            random.NextBytes(bytes);
            if (round % 2 == 0) for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)"{}[]:,-?&*!|>'\"%@`# \n\ta1{{}}.<\\u"[bytes[i] % 32];

            file.Read("a.yaml", bytes, AgentDefaults.None).Problems.ShouldNotBeEmpty();
            file.ReadDefaults(bytes);
        }
    }

    private static void Mutate(StringBuilder text, Random random)
    {
        string[] pieces = ["{{", "}}", ": ", "- ", "\n", "\t", "\"", "'", "[", "]", "{", "}", "&a ", "*a", "!x ", "| ", "> ", "0", "-1", "1e309", "null", "\u202E", "\U0001F600", "é", "\\", "#", "%", "@", "~", "<<", "true"];
        var at = random.Next(text.Length);
        switch (random.Next(5))
        {
            case 0:
                text.Insert(at, pieces[random.Next(pieces.Length)]);
                break;
            case 1:
                text.Remove(at, Math.Min(random.Next(1, 12), text.Length - at));
                break;
            case 2:
                text[at] = (char)random.Next(32, 127);
                break;
            case 3:
                var piece = text.ToString(at, Math.Min(random.Next(1, 60), text.Length - at));
                text.Insert(random.Next(text.Length), piece);
                break;
            default:
                var lines = text.ToString().Split('\n').ToList();
                lines.RemoveAt(random.Next(lines.Count));
                text.Clear().AppendJoin('\n', lines);
                break;
        }

        if (text.Length == 0) text.Append('x');
    }

    private static string Repeat(string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();
}
