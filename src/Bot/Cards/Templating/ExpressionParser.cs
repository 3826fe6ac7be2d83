using System.Globalization;

namespace ChatRuns.Bot.Cards.Templating;

/// <summary>
/// Reads tokens into one delegate. Strength of operators as in the reference grammar, which is not that of C#: equality binds
/// tighter than comparison, and <c>&amp;</c> (text concatenation) stands between the two.
/// </summary>
internal sealed class ExpressionParser(IReadOnlyList<ExpressionToken> tokens)
{
    private static readonly string[][] Levels =
        [["||"], ["&&"], ["<", "<=", ">", ">="], ["&"], ["==", "!=", "<>"], ["+", "-"], ["*", "/", "%"]];

    private readonly List<string> _paths = [];
    private int _next;
    private int _depth;

    /// <summary>The paths that were read.</summary>
    public IReadOnlyList<string> Paths => _paths;

    /// <summary>Whether it was one literal.</summary>
    public bool IsConstant { get; private set; }

    private ExpressionToken Current => tokens[_next];

    /// <summary>Reads to the end.</summary>
    public Evaluate ReadAll()
    {
        IsConstant = tokens.Count == 2 && (Current.Kind is TokenKind.Text or TokenKind.Number || Current is { Text: "true" or "false" or "null" });
        var all = ReadLevel(0);
        return Current.Kind == TokenKind.End ? all : throw Unexpected();
    }

    private Evaluate ReadLevel(int level)
    {
        if (level == Levels.Length) return ReadUnary();
        var left = ReadLevel(level + 1);
        while (Current.Kind == TokenKind.Sign && Levels[level].Contains(Current.Text))
        {
            var sign = Current.Text;
            _next++;
            left = Functions.Operator(sign, left, ReadLevel(level + 1));
        }

        return left;
    }

    private Evaluate ReadUnary()
    {
        if (++_depth > 100) throw new FormatException("The expression is nested too deeply.");
        try
        {
            if (Current is not { Kind: TokenKind.Sign, Text: "!" or "-" or "+" }) return ReadPrimary();
            var sign = Current.Text;
            _next++;
            var operand = ReadUnary();
            return sign == "!" ? Functions.Call("not", [operand]) : Functions.Operator(sign, (in _, _) => Value.Of(0), operand);
        }
        finally
        {
            _depth--;
        }
    }

    private Evaluate ReadPrimary()
    {
        var token = Current;
        _next++;
        return token.Kind switch
        {
            TokenKind.Text => Constant(Value.Of(token.Text)),
            TokenKind.Number => Constant(Value.Of(double.Parse(token.Text, CultureInfo.InvariantCulture))),
            TokenKind.Name when token.Text == "true" => Constant(Value.Of(true)),
            TokenKind.Name when token.Text == "false" => Constant(Value.Of(false)),
            TokenKind.Name when token.Text == "null" => Constant(Value.Null),
            TokenKind.Name when Is("(") => ReadTail(ReadCall(token)),
            TokenKind.Name => ReadPath(token),
            TokenKind.Sign when token.Text == "(" => ReadTail(ReadGroup()),
            _ => throw Unexpected(token),
        };
    }

    private Evaluate ReadGroup()
    {
        var inner = ReadLevel(0);
        Expect(")");
        return inner;
    }

    private Evaluate ReadCall(ExpressionToken name)
    {
        Expect("(");
        var arguments = new List<Evaluate>();
        while (!Is(")"))
        {
            if (arguments.Count > 0) Expect(",");
            arguments.Add(ReadLevel(0));
        }

        Expect(")");
        return Functions.Call(name.Text, arguments);
    }

    private Evaluate ReadPath(ExpressionToken first)
    {
        var path = new PathReader(first.Text, null, ReadSegments());
        _paths.Add(path.Name);
        return path.Run;
    }

    // What follows a call or a group: a path that starts from its value.
    private Evaluate ReadTail(Evaluate owner) =>
        Is(".") || Is("[") ? new PathReader(null, owner, ReadSegments()).Run : owner;

    private List<PathSegment> ReadSegments()
    {
        var segments = new List<PathSegment>();
        while (Is(".") || Is("["))
        {
            var isMember = Is(".");
            _next++;
            if (isMember)
            {
                if (Current.Kind != TokenKind.Name) throw Unexpected();
                segments.Add(new(Current.Text, null));
                _next++;
            }
            else
            {
                segments.Add(new(null, ReadLevel(0)));
                Expect("]");
            }
        }

        return segments;
    }

    private static Evaluate Constant(Value value) => (in _, _) => value;

    private bool Is(string sign) => Current.Kind == TokenKind.Sign && Current.Text == sign;

    private void Expect(string sign)
    {
        if (!Is(sign)) throw Unexpected(wanted: sign);
        _next++;
    }

    private FormatException Unexpected(ExpressionToken? token = null, string? wanted = null)
    {
        var found = token ?? Current;
        var what = found.Kind == TokenKind.End ? "the expression ends" : $"there is {found.Text}";
        return new($"At {found.At} {what}{(wanted is null ? "" : $" where {wanted} is needed")}.");
    }
}
