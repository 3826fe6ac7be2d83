using ChatRuns.Journal;
using ChatRuns.Runs;

namespace ChatRuns.Engine.Tests.Store;

/// <summary>The law of ends in the store: each bad end has causes of its own, and a good one has none.</summary>
public sealed class EndLawTests : StoreTests
{
    [Fact]
    public async Task A_run_ends_only_by_a_cause_of_its_status()
    {
        await using var store = await OpenAsync();
        List<string> wrong = [];
        foreach (var status in RunStatuses.Over)
        {
            foreach (var cause in Enum.GetValues<Cause>().Select(c => (Cause?)c).Append(null))
            {
                var run = await Some.RunAsync(store);
                var end = new RunEnded(status, null, cause is { } why ? new(why, "No") : null, "Over");
                var isTaken = await IsTakenAsync(() => store.AppendAsync(Some.Append(StreamName.Run(run), end), Cancel));
                if (isTaken != IsRight(status, cause)) wrong.Add($"{status} by {cause?.ToString() ?? "nothing"} was {(isTaken ? "taken" : "refused")}");
            }
        }

        wrong.ShouldBeEmpty();
    }

    // A canceled run may have a step that failed before.
    private static bool IsRight(RunStatus status, Cause? cause) => status switch
    {
        RunStatus.Canceled => true,
        RunStatus.Completed => cause is null,
        _ => cause is { } why && Run.StatusOf(why) == status,
    };

    private static async Task<bool> IsTakenAsync(Func<Task> append)
    {
        try
        {
            await append();
            return true;
        }
        catch (Exception e) when (e.ToString().Contains("each_end_has_causes_of_its_own", StringComparison.Ordinal))
        {
            return false;
        }
    }
}
