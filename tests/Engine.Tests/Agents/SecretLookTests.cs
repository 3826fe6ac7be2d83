namespace ChatRuns.Engine.Tests.Agents;

public sealed class SecretLookTests
{
    // Built from pieces, so that no scanner takes this file for a leak.
    private const string Slack = "xox" + "b-2222222222-3333333333333-AbCdEfGhIjKlMnOpQrStUvWx";
    private const string Jwt = "ey" + "JhbGciOiJIUzI1NiJ9.ey" + "JzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U";

    [Theory]
    [InlineData(Slack)]
    [InlineData("ghp" + "_16C7e42F292c6912E7710c838347Ae178B4a")]
    [InlineData("github" + "_pat_11ABCDEFG0abcdefghijkl_MNOPQRSTUVWXYZ")]
    [InlineData("glpat" + "-abcDEF123456ghiJKL78")]
    [InlineData("sk" + "-proj-abcdefghijklmnopqrstuvwx")]
    [InlineData("sk" + "-ant-api03-abcdefghijklmnop")]
    [InlineData("sk" + "_live_4eC39HqLyjWDarjtT1zdp7dc")]
    [InlineData("AKIA" + "IOSFODNN7EXAMPLE")]
    [InlineData("AIza" + "SyA1234567890abcdefghijklmnopqrstuv")]
    [InlineData(Jwt)]
    [InlineData("-----BEGIN " + "OPENSSH PRIVATE KEY-----")]
    [InlineData("postgres://mia:hunter2@db/x")]
    [InlineData("curl -u x --password=Tr0ub4dor3x https://a")]
    [InlineData("PASSWORD: Tr0ub4dor3x")]
    [InlineData("Server=a;Password=Tr0ub4dor3x;")]
    [InlineData("Authorization: Bearer 8f14e45fceea167a5a36dedd4bea2543")]
    [InlineData("https://hooks.slack.com/" + "services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX")]
    public void A_literal_of_a_known_shape_is_refused_wherever_it_stands(string secret)
    {
        var problem = Sample.Read($"steps:\n  - program:\n      - echo\n      - 'x {secret}'\n").Problems.ShouldHaveSingleItem();

        problem.Line.ShouldBe(4);
        problem.Column.ShouldBeGreaterThan(9);
        problem.Message.ShouldBe("This looks like a secret.");
        problem.Remedy.ShouldBe("Put it into the secret store and write {{secret.NAME}}.");
    }

    [Theory]
    [InlineData("steps: [{program: [a], env: {DB_PASSWORD: Tr0ub4dor3x}}]", 43)]
    [InlineData("steps: [{http: {url: \"https://x\", headers: {X-Api-Key: 8f14e45fceea167a}}}]", 56)]
    [InlineData("steps: [{http: {url: \"https://x\", headers: {Authorization: Basic bWlhOmh1bnRlcjIx}}}]", 60)]
    [InlineData("steps: [{tool: a, with: {clientSecret: aBcDeFgHiJkLmNoP}}]", 40)]
    [InlineData("steps: [{program: [a, --token, 8f14e45fceea167a]}]", 32)]
    [InlineData("variables: {api_key: 8f14e45fceea167a}\nsteps: [{pause: 1s}]", 22)]
    public void A_random_text_under_the_name_of_a_secret_is_refused(string text, int column)
    {
        var problem = Sample.Read(text).Problems.ShouldHaveSingleItem();

        (problem.Line, problem.Column).ShouldBe((1, column), problem.ToString());
        problem.Message.ShouldBe("This looks like a secret.");
    }

    [Theory]
    [InlineData("steps: [{program: [a], env: {DB_PASSWORD: \"{{secret.DB}}\", TOKEN_FILE: /run/secrets/token1}}]")]
    [InlineData("steps: [{http: {url: \"https://x\", headers: {Authorization: \"Bearer {{secret.TOKEN}}\"}}}]")]
    [InlineData("steps: [{http: \"https://mia:{{secret.DB}}@example.com/a\"}]")]
    [InlineData("steps: [{program: [bash, -c, \"curl -H \\\"Authorization: Bearer $TOKEN_2024\\\" --password=$PASSWORD_1\"]}]")]
    [InlineData("steps: [{tool: a, with: {max_tokens: 4000, token: next, password: changeme, secret: /etc/secret-v2}}]")]
    [InlineData("steps: [{http: \"https://example.com:8080/a@b\"}]")]
    [InlineData("steps: [{question: \"Is the password: still the same as in 2024?\"}]")]
    [InlineData("steps: [{program: [git, log, 356a192b7913b04c54574d18c28d46e6395428ab, task-force-of-the-year]}]")]
    public void References_words_and_paths_are_no_secrets(string text) => Sample.Read(text).Problems.ShouldBeEmpty();

    [Fact]
    public void A_secret_in_a_long_text_names_its_own_line()
    {
        var problem = Sample.Read($"steps: [{{pause: 1s}}]\nreport: |\n  # One\n  two\n  three {Slack}\n").Problems.ShouldHaveSingleItem();

        (problem.Line, problem.Column).ShouldBe((5, 9));
    }

    [Fact]
    public void No_message_repeats_the_secret() =>
        Sample.Read($"{Slack}: 1\nstatus: {Slack}\nsteps: [{{pause: {Slack}}}]\n").Problems.ShouldAllBe(p => !p.ToString().Contains("AbCdEfGhIjKl"));
}
