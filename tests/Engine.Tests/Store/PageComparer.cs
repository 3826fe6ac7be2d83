using ChatRuns.Store;

namespace ChatRuns.Engine.Tests.Store;

/// <summary>Two pages are equal when their rows and figures are.</summary>
public sealed class PageComparer : IEqualityComparer<RunPage>
{
    public bool Equals(RunPage? one, RunPage? other) =>
        one is not null && other is not null && one.Rows.SequenceEqual(other.Rows)
        && (one.Total, one.TotalIsExact, one.NotAfter) == (other.Total, other.TotalIsExact, other.NotAfter);

    public int GetHashCode(RunPage page) => page.Total;
}
