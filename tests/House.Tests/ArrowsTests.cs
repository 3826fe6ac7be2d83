using Mono.Cecil;

namespace ChatRuns.House.Tests;

/// <summary>The walls between rooms, as ARCHITECTURE.md draws them: who may use whom.</summary>
public sealed class ArrowsTests
{
    private static readonly Dictionary<string, string[]> s_engine = new()
    {
        ["Journal"] = [],
        ["Agents"] = ["Journal"],
        ["Actions"] = ["Journal"],
        ["Runs"] = ["Journal", "Agents", "Actions"],
        ["Planning"] = ["Journal", "Agents", "Runs", "Actions", "Store", ""],
        ["Store"] = ["Journal", "Agents", "Runs", "Actions", "Planning"],
        ["Secrets"] = ["Journal"],
        ["Tools"] = ["Journal", "Agents", "Runs", "Actions", "Store", "Secrets"],
        ["Steps"] = ["Journal", "Agents", "Runs", "Actions", "Store", "Secrets", "Tools"],
        ["Loops"] = ["Journal", "Agents", "Runs", "Actions", "Store", "Secrets", "Tools", "Steps", "Planning", ""],
    };

    private static readonly Dictionary<string, string[]> s_bot = new()
    {
        ["Bot.Cards"] = ["Bot.Channels", "Journal", "Runs", "Actions", "Agents"],
        ["Bot.Channels"] = ["Bot.Cards", "Journal"],
        ["Bot.Channels.Web"] = ["Bot.Channels", "Bot.Cards", "Bot.Memory", "Bot.Access", "Journal", "Store", "Actions"],
        // Of Loops it takes the ticking service, as the courier does.
        ["Bot.Channels.Slack"] = ["Bot.Channels", "Bot.Cards", "Bot.Memory", "Bot.Access", "Journal", "Store", "Actions", "Loops"],
        ["Bot.Channels.Teams"] = ["Bot.Channels", "Bot.Cards", "Bot.Memory", "Bot.Access", "Journal", "Store", "Actions", "Loops"],
        ["Bot.Memory"] = ["Bot.Channels", "Journal", "Store"],
        ["Bot.Access"] = ["Bot.Memory", "Journal", "Actions", "Store"],
        // Doors that start runs: of the views it takes the addresses of pages.
        ["Bot.Hooks"] = ["Bot.Access", "Bot.Views", "Journal", "Agents", "Runs", "Secrets", ""],
        // The practice room tells the tools its folder, and templates its address.
        ["Bot.Samples"] = ["Journal", "Tools", ""],
    };

    [Fact]
    public void The_engine_knows_no_chat_no_card_and_no_web_page()
    {
        using var engine = Read("ChatRuns.Engine");

        var strangers = engine.MainModule.AssemblyReferences.Select(r => r.Name)
            .Where(n => n.StartsWith("ChatRuns", StringComparison.Ordinal) || n.Contains("Mvc", StringComparison.Ordinal) || n.Contains("Kestrel", StringComparison.Ordinal));

        strangers.ShouldBeEmpty();
    }

    [Fact]
    public void Rooms_of_the_engine_use_only_those_that_the_map_allows() => Check("ChatRuns.Engine", s_engine);

    [Fact]
    public void Rooms_of_the_bot_use_only_those_that_the_map_allows() => Check("ChatRuns.Bot", s_bot);

    [Fact]
    public void Only_the_store_and_the_memory_speak_sql()
    {
        string[] allowed = ["ChatRuns.Store", "ChatRuns.Bot.Memory"];
        var speakers = new[] { "ChatRuns.Engine", "ChatRuns.Bot" }.SelectMany(name =>
        {
            using var assembly = Read(name);
            return Types(assembly).Where(t => References(t).Any(r => r.Namespace is "Dapper" or "Microsoft.Data.Sqlite" or "System.Data.Common"))
                .Select(RoomOf).ToList();
        });

        speakers.Where(room => !allowed.Any(a => room.StartsWith(a, StringComparison.Ordinal))).Distinct().ShouldBeEmpty();
    }

    private static void Check(string assemblyName, Dictionary<string, string[]> map)
    {
        using var assembly = Read(assemblyName);
        var broken = new SortedSet<string>();
        foreach (var type in Types(assembly))
        {
            var room = Short(RoomOf(type));
            if (RuleFor(map, room) is not { } rule) continue;
            foreach (var used in References(type).Select(r => r.Namespace).Where(n => n == "ChatRuns" || n.StartsWith("ChatRuns.", StringComparison.Ordinal)))
            {
                var other = Short(used);
                if (!other.StartsWith(rule.Key, StringComparison.Ordinal) && !rule.Value.Any(a => a == other || (a.Length > 0 && other.StartsWith(a + ".", StringComparison.Ordinal))))
                    broken.Add($"{rule.Key} uses {other} (in {type.Name})");
            }
        }

        broken.ShouldBeEmpty();
    }

    private static KeyValuePair<string, string[]>? RuleFor(Dictionary<string, string[]> map, string room)
    {
        var best = map.Keys.Where(k => room == k || room.StartsWith(k + ".", StringComparison.Ordinal)).MaxBy(k => k.Length);
        return best is null ? null : KeyValuePair.Create(best, map[best]);
    }

    private static string Short(string space) => space == "ChatRuns" ? "" : space["ChatRuns.".Length..];

    private static string RoomOf(TypeDefinition type) => type.DeclaringType is { } outer ? RoomOf(outer) : type.Namespace;

    private static IEnumerable<TypeDefinition> Types(AssemblyDefinition assembly) =>
        assembly.MainModule.GetTypes().Where(t => RoomOf(t).StartsWith("ChatRuns", StringComparison.Ordinal));

    private static IEnumerable<TypeReference> References(TypeDefinition type)
    {
        var direct = type.Fields.Select(f => f.FieldType)
            .Concat(type.Methods.SelectMany(m => m.Parameters.Select(p => p.ParameterType).Append(m.ReturnType)))
            .Concat(type.Interfaces.Select(i => i.InterfaceType)).Append(type.BaseType)
            .Concat(type.Methods.Where(m => m.HasBody).SelectMany(m => m.Body.Instructions).SelectMany(Operands));
        return direct.Where(r => r is not null).SelectMany(r => Unwrap(r!));
    }

    private static IEnumerable<TypeReference?> Operands(Mono.Cecil.Cil.Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        MethodReference method => [method.DeclaringType, method.ReturnType, .. method.Parameters.Select(p => p.ParameterType)],
        FieldReference field => [field.DeclaringType, field.FieldType],
        _ => [],
    };

    private static IEnumerable<TypeReference> Unwrap(TypeReference type)
    {
        if (type is GenericInstanceType generic)
            foreach (var argument in generic.GenericArguments.SelectMany(Unwrap)) yield return argument;
        var element = type.GetElementType();
        while (element.DeclaringType is not null) element = element.DeclaringType;
        yield return element;
    }

    private static AssemblyDefinition Read(string name) =>
        AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, name + ".dll"));
}
