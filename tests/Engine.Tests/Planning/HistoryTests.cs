using ChatRuns.Agents;
using ChatRuns.Planning;

namespace ChatRuns.Engine.Tests.Planning;

/// <summary>
/// Generated histories of downtime, crashes, clocks set forward and back, pauses, edits and second planners. Whatever happened,
/// every planned time is a run, a skip with its reason, or before a boundary; none twice.
/// </summary>
public class HistoryTests
{
    private static readonly string[] Crons =
        ["* * * * *", "*/7 * * * *", "0 * * * *", "30 2 * * *", "30 1-3 * * *", "*/20 2 * * *", "0 9 * * 1-5", "15,45 */6 * * *", "0 0 1 * *"];

    private static readonly string[] Zones = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Tokyo"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Every_planned_time_is_accounted_for_once(int seed)
    {
        for (var i = 0; i < 100; i++)
        {
            var history = new History(new Random((seed * 1_000) + i));
            try
            {
                await history.HappenAsync();
            }
            catch (Exception fault)
            {
                throw new InvalidOperationException($"History {(seed * 1_000) + i}:\n{string.Join('\n', history.Story)}", fault);
            }
        }
    }

    private sealed class History(Random random)
    {
        private readonly Bench _bench = new();

        public List<string> Story { get; } = [];

        public async Task HappenAsync()
        {
            // Begin near a change of clocks more often than chance would.
            string[] starts = ["2026-03-28 20:00", "2026-10-24 20:00", "2026-03-07 20:00", "2026-10-31 20:00", "2026-04-04 08:00", "2026-06-01"];
            _bench.Time.SetClock(Some.Utc(starts[random.Next(starts.Length)]));
            for (var agent = 0; agent < random.Next(1, 4); agent++) Edit($"a{agent}");
            for (var i = 0; i < 40; i++) await StepAsync();

            foreach (var agent in _bench.Agents) _bench.Rest(agent.Agent.Name, null);
            _bench.Restart();
            await SettleAsync();
            TurnLedger.Check(_bench.Store);
        }

        private Task StepAsync() => random.Next(16) switch
        {
            0 or 1 or 2 => PassAsync(TimeSpan.FromMinutes(random.Next(1, 180))),
            3 => PassAsync(TimeSpan.FromHours(random.Next(1, 12))),
            4 => DownAsync(TimeSpan.FromSeconds(random.Next(1, 200))),
            5 => DownAsync(TimeSpan.FromHours(random.Next(1, 72))),
            6 or 7 => DieAsync(),
            8 => SetClockAsync(TimeSpan.FromSeconds(random.Next(-7200, 7200))),
            9 => SetClockAsync(TimeSpan.FromMinutes(random.Next(-2000, 2000))),
            10 => RestAsync(),
            11 or 12 => EditAsync(),
            13 => TwoPlannersAsync(),
            _ => FinishAsync(),
        };

        private async Task PassAsync(TimeSpan by)
        {
            Story.Add($"{by} pass");
            await _bench.PassAsync(by);
            await SettleAsync();
        }

        private async Task DownAsync(TimeSpan by)
        {
            Story.Add($"{by} down");
            _bench.Time.Advance(by);
            _bench.Restart();
            await SettleAsync();
        }

        private async Task DieAsync()
        {
            var (append, committed, by) = (random.Next(1, 4), random.Next(2) == 0, TimeSpan.FromMinutes(random.Next(1, 600)));
            Story.Add($"{by} pass, killed at append {append}, {(committed ? "after" : "before")} its commit");
            _bench.Time.Advance(by);
            _bench.Store.KillAt(append, committed);
            await _bench.TickAsync();
            if (random.Next(2) == 0) _bench.Time.Advance(TimeSpan.FromMinutes(random.Next(300)));
            _bench.Restart();
            await SettleAsync();
        }

        private async Task SetClockAsync(TimeSpan by)
        {
            Story.Add($"clock set by {by}");
            _bench.Time.SetClock(_bench.Time.GetUtcNow() + by);
            await SettleAsync();
        }

        private async Task RestAsync()
        {
            var agent = _bench.Agents.Select(planned => planned.Agent.Name).ElementAtOrDefault(random.Next(3));
            if (agent is null) return;
            string? why = random.Next(4) switch { 0 => "paused", 1 => "draft", _ => null };
            Story.Add($"{agent} {why ?? "active"}");
            _bench.Rest(agent, why);
            if (random.Next(3) > 0) await SettleAsync();
        }

        private async Task EditAsync()
        {
            var agent = $"a{random.Next(3)}";
            if (random.Next(5) == 0) _bench.Remove(agent);
            else Edit(agent);
            Story.Add($"{agent} edited");
            if (random.Next(3) > 0) await SettleAsync();
        }

        private async Task TwoPlannersAsync()
        {
            Story.Add("two planners");
            _bench.Time.Advance(TimeSpan.FromMinutes(random.Next(120)));
            _bench.Store.BeforeAppend = async () => await Task.Yield();
            var other = _bench.NewPlanner();
            await Task.WhenAll(_bench.TickAsync(), Task.Run(() => other.TickOnceAsync(CancellationToken.None)));
            _bench.Store.BeforeAppend = () => Task.CompletedTask;
            await SettleAsync();
        }

        private Task FinishAsync()
        {
            foreach (var agent in _bench.Agents)
            {
                foreach (var run in _bench.Store.Unfinished(agent.Agent.Name).Where(_ => random.Next(2) == 0)) _bench.Store.Finish(run);
            }

            return Task.CompletedTask;
        }

        /// <summary>Lets the planner do all it wants to, then holds it against what the agents really are.</summary>
        private async Task SettleAsync()
        {
            await _bench.SettleAsync();
            var rows = _bench.Store.Rows().ToDictionary(row => (row.Agent, row.Trigger));
            foreach (var planned in _bench.Agents)
            {
                foreach (var trigger in planned.Agent.Triggers)
                {
                    if (rows.Remove((planned.Agent.Name, trigger.Name), out var row)) TurnLedger.CheckCurrent(row, planned, trigger, _bench.Time.GetUtcNow());
                    else planned.Rests.ShouldNotBeNull($"{planned.Agent.Name}/{trigger.Name} is active and nothing is on record");
                }
            }

            rows.Values.ShouldAllBe(row => PlanState.Read(row.Plan).Rests == PlanState.Removed);
        }

        private void Edit(string agent)
        {
            var triggers = Enumerable.Range(0, random.Next(1, 3)).Select(i => RandomTrigger($"t{i}")).ToArray();
            Story.Add($"{_bench.Time.GetUtcNow():u} {agent}: {string.Join("; ", triggers.Select(trigger => trigger.ToString()))}");
            _bench.Set(agent, (OverlapPolicy)random.Next(4), triggers);
        }

        private Trigger RandomTrigger(string name)
        {
            var catchUp = (CatchUpPolicy)random.Next(3);
            return random.Next(3) == 0
                ? new IntervalTrigger(name, TimeSpan.FromSeconds(random.Next(45, 20_000)), catchUp, AtStart: random.Next(2) == 0)
                : new CronTrigger(name, Crons[random.Next(Crons.Length)], Zones[random.Next(Zones.Length)], catchUp);
        }
    }
}
