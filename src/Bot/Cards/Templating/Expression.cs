namespace ChatRuns.Bot.Cards.Templating;

/// <summary>An expression of the Adaptive Expressions subset that cards use, parsed once and compiled to a delegate.</summary>
/// <param name="Source">As written, without <c>${</c> and <c>}</c>.</param>
/// <param name="Run">Evaluates it.</param>
/// <param name="Paths">The paths that it reads: the lint test follows them through the types of the facts.</param>
/// <param name="IsConstant">Whether it is a literal: then it does not keep its type when it stands alone.</param>
internal sealed record Expression(string Source, Evaluate Run, IReadOnlyList<string> Paths, bool IsConstant)
{
    /// <summary>Reads an expression; throws <see cref="FormatException"/> that says what and where.</summary>
    public static Expression Parse(string source)
    {
        var parser = new ExpressionParser(ExpressionToken.Read(source));
        var run = parser.ReadAll();
        return new(source, run, parser.Paths, parser.IsConstant);
    }
}
