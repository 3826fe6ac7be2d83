using ChatRuns.Actions;
using ChatRuns.Bot.Access;
using ChatRuns.Journal;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ChatRuns.Bot.Tests.Access;

public sealed class RolesTests
{
    private static readonly Principal Mia = new("slack", "T1", "U1", "Mia");
    private static readonly Principal Jon = new("teams", "tenant", "29:abc", "Jon");

    [Fact]
    public void A_stranger_may_do_nothing() => Read("{}").RolesOf(Mia).ShouldBeEmpty();

    [Fact]
    public void Who_holds_the_local_key_may_do_everything() =>
        Read("{}").RolesOf(LocalAdmin.Principal).ShouldBe(Enum.GetValues<Role>(), ignoreOrder: true);

    [Fact]
    public void An_admin_has_every_role_and_every_role_may_see()
    {
        var roles = Read("""{ "Access": { "Roles": { "slack/T1/U1": [ "admin" ], "teams/tenant/29%3Aabc": [ "approver" ] } } }""");

        roles.RolesOf(Mia).Count.ShouldBe(5);
        roles.RolesOf(Jon).ShouldBe([Role.Approver, Role.Viewer], ignoreOrder: true);
    }

    [Fact]
    public void A_group_brings_its_roles_to_its_people()
    {
        var roles = Read("""
            { "Access": { "Groups": { "finance": [ "slack/T1/U1" ] }, "Roles": { "finance": [ "operator", "approver" ] } } }
            """);

        roles.GroupsOf(Mia).ShouldBe(["finance"]);
        roles.RolesOf(Mia).ShouldBe([Role.Viewer, Role.Operator, Role.Approver], ignoreOrder: true);
        roles.RolesOf(Jon).ShouldBeEmpty();
    }

    [Fact]
    public void The_name_that_a_platform_shows_gives_nothing() =>
        Read("""{ "Access": { "Roles": { "Mia": [ "admin" ], "slack/T2/U1": [ "admin" ] } } }""").RolesOf(Mia).ShouldBeEmpty();

    [Fact]
    public void Everyone_is_who_a_chat_system_identifies()
    {
        var roles = Read("""{ "Access": { "Everyone": [ "viewer" ] } }""");

        roles.RolesOf(Mia).ShouldBe([Role.Viewer]);
        roles.RolesOf(Jon).ShouldBe([Role.Viewer]);
        roles.RolesOf(new("web", "local", "somebody", "Somebody")).ShouldBeEmpty();
        roles.RolesOf(Principal.System).ShouldBeEmpty();
    }

    [Fact]
    public void Everyone_can_be_no_admin() =>
        Should.Throw<Microsoft.Extensions.Options.OptionsValidationException>(() => Read("""{ "Access": { "Everyone": [ "admin" ] } }""").RolesOf(Mia))
            .Message.ShouldContain("Access:Everyone");

    [Fact]
    public void Groups_of_chat_systems_bring_the_roles_that_settings_give_them()
    {
        var roles = Read("""{ "Access": { "Roles": { "slack/T1/@S1": [ "operator" ] }, "Groups": { "ops": [ "teams/tenant/29%3Aabc" ] } } }""", new Finance());

        roles.GroupsOf(Mia).ShouldBe(["slack/T1/@S1"]);
        roles.RolesOf(Mia).ShouldContain(Role.Operator);
        roles.RolesOf(Jon).ShouldBeEmpty();
        roles.HoldersOf(Role.Operator).ShouldBe(["slack/T1/@S1"]);
        roles.MembersOf("slack/T1/@S1").ShouldBe([Mia.Key]);
        roles.MembersOf("@ops").ShouldBe([Jon.Key]);
        ((Roles)roles).NameOf("slack/T1/@S1").ShouldBe("@finance");
    }

    private sealed class Finance : IGroupDirectory
    {
        public IReadOnlySet<string> GroupsOf(Principal who) => who == Mia ? new HashSet<string> { "slack/T1/@S1" } : new HashSet<string>();

        public IReadOnlyCollection<string> MembersOf(string group) => group == "slack/T1/@S1" ? [Mia.Key] : [];

        public string? NameOf(string group) => group == "slack/T1/@S1" ? "@finance" : null;
    }

    private static IRoles Read(string json, params IGroupDirectory[] directories)
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json));
        var settings = new ConfigurationBuilder().AddJsonStream(stream).Build();
        var services = new ServiceCollection().AddSingleton<IConfiguration>(settings).AddAccess();
        foreach (var directory in directories) services.AddSingleton(directory);
        return services.BuildServiceProvider().GetRequiredService<IRoles>();
    }
}
