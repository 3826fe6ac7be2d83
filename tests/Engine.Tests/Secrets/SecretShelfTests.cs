using System.Text;
using System.Text.Json;
using ChatRuns.Secrets;

namespace ChatRuns.Engine.Tests.Secrets;

/// <summary>Where secrets come from, and in which forms they are known again.</summary>
public sealed class SecretShelfTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_environment_goes_before_the_file()
    {
        Put("TOKEN", "from-the-file");
        Put("FILED", "only-a-file\n");

        var shelf = Shelf(("TOKEN", "from-the-environment"));

        shelf.Find("TOKEN").ShouldBe("from-the-environment");
        shelf.Find("FILED").ShouldBe("only-a-file");
        shelf.Find("NONE").ShouldBeNull();
    }

    [Fact]
    public void A_file_that_comes_later_is_seen_within_two_seconds()
    {
        var shelf = Shelf();
        Put("LATE", "came-later");

        _time.Advance(TimeSpan.FromSeconds(2));

        shelf.Find("LATE").ShouldBe("came-later");
        shelf.Mask("it is came-later").ShouldBe("it is «secret LATE»");
    }

    [Theory]
    [InlineData("hunter2-hunter2")]
    [InlineData("p+ss&w<rd'\"\\1")]
    [InlineData("grüße-aus-köln")]
    [InlineData("line-one-of-it\nline-two-of-it")]
    public void A_secret_is_masked_in_every_form_that_it_leaks_in(string value)
    {
        var shelf = Shelf(("KEY", value));
        string[] leaks =
        [
            value, Uri.EscapeDataString(value), JsonSerializer.Serialize(value), Convert.ToBase64String(Encoding.UTF8.GetBytes(value)),
            Convert.ToBase64String(Encoding.UTF8.GetBytes("user:" + value)), Convert.ToBase64String(Encoding.UTF8.GetBytes("me:" + value + "!")),
        ];

        foreach (var leak in leaks)
        {
            var masked = shelf.Mask($"before {leak} after");
            masked.ShouldContain("«secret KEY»");
            masked.ShouldNotContain(leak);
        }
    }

    [Fact]
    public void The_longer_of_two_secrets_wins() =>
        Shelf(("SHORT", "abcd"), ("LONG", "abcdefgh")).Mask("abcdefgh abcd").ShouldBe("«secret LONG» «secret SHORT»");

    [Fact]
    public void Values_that_stand_in_ordinary_words_are_not_masked() => Shelf(("PIN", "abc")).Mask("abc").ShouldBe("abc");

    [Fact]
    public void Nothing_and_much_are_masked_alike()
    {
        var shelf = Shelf(("KEY", "hunter2-hunter2"));

        shelf.Mask("").ShouldBe("");
        shelf.Mask(new string('x', 1_000_000) + "hunter2-hunter2").ShouldEndWith("«secret KEY»");
    }

    [Fact]
    public void Only_the_plain_value_becomes_a_reference()
    {
        var shelf = Shelf(("KEY", "hunter2-hunter2"));

        shelf.ToReferences("a hunter2-hunter2 b", out var names).ShouldBe("a {{secret.KEY}} b");
        names.ShouldBe(["KEY"]);
        var encoded = Convert.ToBase64String("hunter2-hunter2"u8);
        shelf.ToReferences(encoded, out names).ShouldBe(encoded);
        names.ShouldBeEmpty();
    }

    [Fact]
    public void The_key_of_the_installation_is_made_once_for_its_owner_only()
    {
        var made = InstallKey.ReadOrMake(_folder.Path);

        InstallKey.ReadOrMake(_folder.Path).ShouldBe(made);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(_folder["keys/install.key"]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void A_damaged_key_is_said_and_not_replaced()
    {
        InstallKey.ReadOrMake(_folder.Path);
        File.WriteAllBytes(_folder["keys/install.key"], [1, 2, 3]);

        Should.Throw<InvalidDataException>(() => InstallKey.ReadOrMake(_folder.Path)).Message.ShouldContain("install.key is damaged");
    }

    private SecretShelf Shelf(params (string Name, string Value)[] environment) =>
        new(_folder.Path, _time, environment.ToDictionary(e => "CHATRUNS_SECRET_" + e.Name, e => e.Value));

    private void Put(string name, string text)
    {
        Directory.CreateDirectory(_folder["secrets"]);
        File.WriteAllText(Path.Combine(_folder["secrets"], name), text);
    }
}
