using System.Collections.Immutable;
using ChatRuns.Journal;

namespace ChatRuns.Actions;

/// <summary>
/// Which accounts are one person, as these people said and confirmed themselves: a value. Transitive: where one is linked to a second and
/// the second to a third, all three are one person. It says nothing about roles, which stay with each account.
/// </summary>
public sealed record LinkedAccounts
{
    private readonly ImmutableDictionary<string, ImmutableList<Principal>> _people;

    private LinkedAccounts(ImmutableDictionary<string, ImmutableList<Principal>> people) => _people = people;

    /// <summary>Everybody has one account.</summary>
    public static LinkedAccounts None { get; } = new(ImmutableDictionary<string, ImmutableList<Principal>>.Empty);

    /// <summary>The key that stands for the person behind an account: of all that are linked to it the earliest; its own when none is.</summary>
    public string PersonOf(string account) => _people.TryGetValue(account, out var all) ? all[0].Key : account;

    /// <summary>Whether two accounts, by their keys, are one person; one account always is.</summary>
    public bool AreOne(string one, string other) => one == other || PersonOf(one) == PersonOf(other);

    /// <summary>All accounts of the person behind one, that one included, in the order they were linked; empty when it is linked to none.</summary>
    public IReadOnlyList<Principal> AccountsOf(string account) => _people.TryGetValue(account, out var all) ? all : [];

    /// <summary>The others of these.</summary>
    public IReadOnlyList<Principal> OthersOf(string account) => [.. AccountsOf(account).Where(other => other.Key != account)];

    /// <summary>The same with two people made one; unchanged where they are it.</summary>
    public LinkedAccounts Link(Principal one, Principal other) =>
        AreOne(one.Key, other.Key) ? this : With([.. OfPerson(one), .. OfPerson(other)]);

    /// <summary>The same with one account a person of its own again; those it was linked to stay one.</summary>
    public LinkedAccounts Unlink(Principal of)
    {
        if (!_people.TryGetValue(of.Key, out var all)) return this;
        var rest = all.Remove(of);
        return new LinkedAccounts(_people.RemoveRange(all.Select(account => account.Key))).With(rest.Count > 1 ? rest : []);
    }

    private ImmutableList<Principal> OfPerson(Principal who) => _people.GetValueOrDefault(who.Key, [who]);

    private LinkedAccounts With(ImmutableList<Principal> person) =>
        new(_people.SetItems(person.Select(account => KeyValuePair.Create(account.Key, person))));
}
