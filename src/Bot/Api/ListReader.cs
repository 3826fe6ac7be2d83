using System.Text.RegularExpressions;
using ChatRuns.Agents;
using ChatRuns.Bot.Commands.Language;
using ChatRuns.Store;
using Microsoft.Extensions.Primitives;

namespace ChatRuns.Bot.Api;

/// <summary>A list as a script asked for it.</summary>
/// <param name="Filter">Which runs.</param>
/// <param name="Page">Which of them; its NotAfter and After are set on later pages.</param>
/// <param name="Cursor">Where the list began: its later pages are read as of then.</param>
internal sealed record AskedList(RunFilter Filter, RunPageRequest Page, ListCursor Cursor);

/// <summary>Reads the parameters of a list by the command language. Each is read alone, so that what is wrong is told of the one that it is in.</summary>
/// <param name="vocabulary">The names that the token sees.</param>
/// <param name="reader">Key of the token: "me".</param>
/// <param name="now">The moment of asking.</param>
internal sealed partial class ListReader(Vocabulary vocabulary, string reader, DateTimeOffset now)
{
    private const int MostLetters = 1000;

    /// <summary>The list, or what is wrong with the first parameter that does not fit.</summary>
    public (AskedList? Asked, ApiProblem? Problem) Read(IQueryCollection query)
    {
        foreach (var (name, values) in query)
            if (Misfit(name, values) is { } misfit) return (null, misfit);
        if (query.ContainsKey("last") && (query.ContainsKey("from") || query.ContainsKey("to")))
            return (null, Wrong("last", "One range of time at a time: leave out last, or from and to."));

        var zone = TimeZoneInfo.Utc;
        if (query[ListParameters.Zone] is [{ } id] && !TimeZoneInfo.TryFindSystemTimeZoneById(id, out zone))
            return (null, Wrong(ListParameters.Zone, $"I don't know the time zone {Spelling.Show(id)}. Write it like Europe/Berlin."));
        var cursor = ListCursor.Begin(query, now);
        if (query[ListParameters.After] is [{ } place] && (ListCursor.Parse(place) is not { } given || given.Began > now.AddDays(1) || !(cursor = cursor.GoOn(given)).IsOf(given)))
            return (null, Wrong(ListParameters.After, "This is not the member next of a page of this list. Take it from there as it is, and leave the other parameters as they were."));
        return ReadConditions(query, cursor, zone!);
    }

    private (AskedList? Asked, ApiProblem? Problem) ReadConditions(IQueryCollection query, ListCursor cursor, TimeZoneInfo zone)
    {
        var filter = new RunFilter();
        foreach (var parameter in ListParameters.All)
        {
            if (!query.TryGetValue(parameter.Name, out var values)) continue;
            var (command, problem) = ReadOne(parameter, Mended(values), cursor.Began, zone);
            if (command is null) return (null, problem);
            filter = parameter.Take(filter, command);
        }

        if (filter.To <= filter.From) return (null, Wrong("to", "The range ends before it starts. Exchange from and to."));
        var per = RunsCommand.UsualPerPage;
        if (query[ListParameters.Per] is [{ } rows] && (!int.TryParse(rows, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out per) || per is < 1 or > RunsCommand.MostPerPage))
            return (null, Wrong(ListParameters.Per, $"A page holds 1 to {RunsCommand.MostPerPage} runs."));
        return (new(filter, new(1, per, cursor.NotAfter) { After = cursor.After }, cursor), null);
    }

    private (RunsCommand? Command, ApiProblem? Problem) ReadOne(ListParameter parameter, string value, DateTimeOffset at, TimeZoneInfo zone)
    {
        ApiProblem? problem = null;
        foreach (var words in parameter.Words(value))
        {
            var read = CommandLine.Parse($"/runs {words}", vocabulary, reader, at, zone);
            if (read is RunsCommand command && parameter.Sets(command)) return (command, null);
            problem = read is ParseProblem wrong ? Told(parameter, words, value, wrong) : problem;
        }

        if (problem is not null) return (null, problem);
        return parameter.Words(value).Count == 0 ? (null, Unknown(parameter.Name, value, ListParameters.Truths)) : (null, Wrong(parameter.Name, $"{Spelling.Show(value)} does not fit. {parameter.About}"));
    }

    private static ApiProblem? Misfit(string name, StringValues values)
    {
        if (!ListParameters.Names.Contains(name)) return Unknown(name, name, ListParameters.Names) with { Detail = UnknownName(name) };
        if (values.Count > 1 && name != "status") return Wrong(name, "It comes more than once. Give it once.");
        if (values.Any(string.IsNullOrWhiteSpace)) return Wrong(name, "It has no value. Give it one, or leave it out.");
        return values.Sum(v => v!.Length) > MostLetters ? Wrong(name, $"It is longer than {MostLetters} characters.") : null;
    }

    private static string UnknownName(string name) => DidYouMean.Nearest(name, ListParameters.Names) is { } near
        ? $"There is no parameter {Spelling.Show(name)}. Did you mean {near}?" : $"There is no parameter {Spelling.Show(name)}. There is: {string.Join(", ", ListParameters.Names)}.";

    // In an address a plus is a blank: 14:00+01:00 comes with one.
    private static string Mended(StringValues values) => LostPlus().Replace(string.Join(',', values!), "+");

    // Of what is said to people in chat, sentences about commands are of no use to a script.
    private static ApiProblem Told(ListParameter parameter, string words, string value, ParseProblem wrong)
    {
        var said = string.Join(' ', SentenceEnd().Split(wrong.Message).Where(sentence => !Command().IsMatch(sentence)));
        var lead = $"/runs {words[..Math.Max(0, words.IndexOf(' ') + 1)]}";
        List<string> meant = [.. wrong.Suggestions.Where(line => line.StartsWith(lead, StringComparison.Ordinal)).Select(line => Tokenizer.Read(line[lead.Length..]))
            .Where(read => read.OpenQuote < 0).Select(read => string.Join(' ', read.Tokens.Select(t => t.Raw))).Where(one => one != value).Distinct()];
        return Wrong(parameter.Name, meant.Count > 0 ? said : $"{said} {parameter.About}") with { DidYouMean = meant.Count > 0 ? meant : null };
    }

    private static ApiProblem Unknown(string parameter, string word, IEnumerable<string> among)
    {
        var near = DidYouMean.Nearest(word, among);
        return Wrong(parameter, $"I don't know {Spelling.Show(word)}. {(near is null ? $"It takes {string.Join(", ", among)}." : $"Did you mean {near}?")}") with { DidYouMean = near is null ? null : [near] };
    }

    private static ApiProblem Wrong(string parameter, string why) => ProblemKind.InvalidParameter.Problem($"{parameter}: {why}") with { Parameter = parameter };

    [GeneratedRegex(@"(?<=T[0-9:.]{5,16}) (?=[0-9]{2}:?[0-9]{2}$)", RegexOptions.IgnoreCase)]
    private static partial Regex LostPlus();

    [GeneratedRegex(@"(?<=[.?]) (?=\S)")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"(^|[ `])/[a-z]+")]
    private static partial Regex Command();
}
