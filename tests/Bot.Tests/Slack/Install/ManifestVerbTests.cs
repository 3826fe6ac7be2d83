using ChatRuns.Bot.Control;

namespace ChatRuns.Bot.Tests.Slack.Install;

/// <summary>The verb that prints the manifest: what is mistyped is refused, and a placeholder explained.</summary>
public sealed class ManifestVerbTests
{
    [Fact]
    public void A_mistyped_option_prints_no_manifest()
    {
        var (code, text, aside) = Print(null, false, "--sokcet");

        (code, text).ShouldBe((1, ""));
        aside.ShouldContain("I don't know --sokcet. Did you mean --socket?");
    }

    [Fact]
    public void Without_an_address_the_placeholder_is_explained_beside_the_manifest()
    {
        var (code, text, aside) = Print("", false);

        code.ShouldBe(0);
        text.ShouldContain("https://bot.example/");
        aside.ShouldContain("https://bot.example stands in it for the public address of your bot.");
    }

    [Fact]
    public void With_an_address_or_socket_mode_nothing_is_said_beside_it()
    {
        Print("https://runs.example.org", false).Aside.ShouldBeEmpty();
        Print("", true).Aside.ShouldBeEmpty();
    }

    private static (int Code, string Text, string Aside) Print(string? url, bool socket, params string[] rest)
    {
        using var to = new StringWriter();
        using var aside = new StringWriter();
        return (SlackVerbs.PrintManifest(url, socket, rest, to, aside), to.ToString(), aside.ToString());
    }
}
